"""A playbook on paper: the steps of the version in force, or of the run at hand, with room to write."""

from __future__ import annotations

from typing import Any

from watchkeeper.core.departments.models import Department
from watchkeeper.engines.playbooks import versions
from watchkeeper.engines.playbooks.models import Run
from watchkeeper.engines.playbooks.spec import Playbook, StepSpec, step_from, step_row
from watchkeeper.kit.errors import NotAllowed
from watchkeeper.surfaces.console.desk.cells import Look
from watchkeeper.surfaces.console.desk.registers.runs import RUNS
from watchkeeper.surfaces.console.forms import number


def sheet(key: str, look: Look, run_key: str) -> dict[str, Any]:
    """The template's values: of the run that ``run_key`` names, else of the playbook as its next run gets it.

    Raises a hidden NotAllowed for a playbook or run that is not there.
    """
    department = Department.objects.get(pk=look.by.department_id)
    run: Run | None = RUNS.one_of(look.by, number(run_key)) if run_key else None
    if run is not None and run.key != key:
        raise NotAllowed("", hidden=True)
    book = None if run is not None else book_of(key, department.kind)
    version = run.playbook if run is not None else versions.standing(book, department.pk) if book is not None else None
    steps = version.steps() if version is not None else _declared(book)
    return {
        "department": department,
        "name": version.name if version is not None else str(book.name) if book else "",
        "number": version.number if version is not None else None,
        "about": str(book.about) if book else "",
        "run": run,
        "window": f"{look.moment(run.starts_at)} to {look.moment(run.ends_at)}" if run and run.ends_at else "",
        "steps": list(enumerate(steps, 1)),
        "printed": look.day(look.now) + look.now.astimezone(look.zone).strftime(" %Y, %H:%M"),
    }


def book_of(key: str, kind: str) -> Playbook:
    """The playbook ``key`` for a department of ``kind``; raises a hidden NotAllowed for one it does not have."""
    found = next((book for book in versions.offered(kind) if book.key == key), None)
    if found is None:
        raise NotAllowed("", hidden=True)
    return found


def _declared(book: Playbook | None) -> list[StepSpec]:
    return [step_from(step_row(step)) for step in book.steps] if book is not None else []
