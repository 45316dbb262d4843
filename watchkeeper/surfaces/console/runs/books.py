"""The playbooks of the house: what each is for, how often it comes round, and how it is kept up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places.models import FixtureKind
from watchkeeper.engines.playbooks import actions, targets
from watchkeeper.engines.playbooks import versions as known
from watchkeeper.engines.playbooks.models import Finding, Run
from watchkeeper.engines.playbooks.spec import Playbook
from watchkeeper.engines.playbooks.states import RUNNING, RunStatus
from watchkeeper.kit.errors import Invalid, Refused
from watchkeeper.surfaces.console.desk.cells import Look
from watchkeeper.surfaces.console.desk.pressing import new_id
from watchkeeper.surfaces.console.runs.forms import BeginHereForm
from watchkeeper.surfaces.console.runs.paper import book_of

_COUNTED = ("planned", "late", "month", "year")
MONTH, YEAR = timedelta(days=30), timedelta(days=365)
_AGAINST = {"": "The department", "place": "Any place", "area": "Areas of high risk"}
ENDED = (RunStatus.COMPLETED, RunStatus.REVIEWED)


@dataclass(frozen=True)
class Tried:
    """What came of a form about the playbook ``key``: a run, how many were planned, or a refusal in words."""

    key: str
    form: BeginHereForm | None = None
    run: Run | None = None
    planned: int = 0
    refusal: str = ""
    status: int = 422


@dataclass(frozen=True)
class Shown:
    """One playbook with its numbers."""

    book: Playbook
    form: BeginHereForm
    refusal: str
    targets: int | None
    planned: int
    late: int
    month: int
    year: int
    found: int

    @property
    def every(self) -> str:
        """How often it comes round, in words."""
        if self.book.every is None:
            return "when it is planned"
        return f"every {self.book.every.days} days"

    @property
    def owner(self) -> str:
        """Who answers for what it finds."""
        return self.book.owner.replace("_", " ")

    @property
    def against(self) -> str:
        """What it is run against, in words."""
        return _AGAINST.get(self.book.targets) or FixtureKind(self.book.targets).label

    @property
    def client_id(self) -> str:
        """A fresh id for one submit."""
        return new_id()


def screen(look: Look, tried: Tried | None = None) -> dict[str, Any]:
    """The template's values. Two queries count the targets, one the runs, one the findings."""
    department = Department.objects.get(pk=look.by.department_id)
    books = known.offered(department.kind)
    several, runs, found = targets.counted(department.pk), _runs(books, look), _found(look)
    return {
        "books": [_shown(book, look, several, runs.get(book.key, {}), found.get(book.key, 0), tried) for book in books],
        "may_write": look.by.may(Permission.RUN_WRITE),
        "zone": look.zone,
    }


def begun(key: str, look: Look, data: QueryDict) -> Tried:
    """Begin the playbook ``key`` as the form says."""
    book = _book(key, look)
    form = BeginHereForm(data, book=book, by=look.by)
    if not form.is_valid():
        return Tried(key, form, refusal="Nothing was begun.")
    try:
        run = actions.start_run(
            by=look.by, playbook=key, client_id=data.get("client_id", "")[:60],
            **{name: form.cleaned_data[name] for name in ("target", "place", "is_sim", "at")},
        )  # fmt: skip
    except (Invalid, Refused) as no:
        return Tried(key, form, refusal=f"{no.sentence} Nothing was begun.", status=no.status)
    return Tried(key, form, run)


def planned(key: str, look: Look) -> Tried:
    """Plan the playbook ``key`` for every target without a run waiting."""
    book = _book(key, look)
    try:
        return Tried(key, planned=len(actions.plan_due(by=look.by, playbook=book.key)))
    except (Invalid, Refused) as no:
        return Tried(key, refusal=no.sentence, status=no.status)


def _book(key: str, look: Look) -> Playbook:
    return book_of(key, Department.objects.values_list("kind", flat=True).get(pk=look.by.department_id))


def _shown(book: Playbook, look: Look, several: Any, counts: dict[str, int], found: int, tried: Tried | None) -> Shown:
    is_this = tried is not None and tried.key == book.key
    form = tried.form if tried is not None and is_this else None
    return Shown(
        book=book,
        form=form or BeginHereForm(book=book, by=look.by),
        refusal=tried.refusal if tried is not None and is_this else "",
        targets=None if book.targets in ("", "place") else several[book.targets],
        planned=counts.get("planned", 0),
        late=counts.get("late", 0),
        month=counts.get("month", 0),
        year=counts.get("year", 0),
        found=found,
    )


def _runs(books: Sequence[Playbook], look: Look) -> dict[str, dict[str, int]]:
    """By playbook: what is planned or under way, late, done in 30 days and in a year; exercises are not counted."""
    ended = Q(status__in=ENDED)
    rows: Iterable[Any] = (
        Run.objects.visible_to(look.by)
        .filter(Q(status__in=RUNNING) | Q(ended_at__gte=look.now - YEAR), is_sim=False, key__in=[b.key for b in books])
        .order_by()
        .values("key")
        .annotate(
            planned=Count("pk", filter=Q(status__in=RUNNING)),
            late=Count("pk", filter=Q(status__in=RUNNING, ends_at__lt=look.now)),
            month=Count("pk", filter=ended & Q(ended_at__gte=look.now - MONTH)),
            year=Count("pk", filter=ended),
        )
    )
    return {row["key"]: {name: row[name] for name in _COUNTED} for row in rows}


def _found(look: Look) -> dict[str, int]:
    """By playbook: how many findings of its runs are not settled."""
    rows = Finding.objects.visible_to(look.by).unsettled().filter(is_sim=False, run__isnull=False)
    return dict(rows.order_by().values_list("run__key").annotate(Count("pk")))
