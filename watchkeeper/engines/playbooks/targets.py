"""What a playbook is run against in a department, and which of it has no run waiting."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count

from watchkeeper.core.places import find, labels
from watchkeeper.core.places.models import Area, Fixture
from watchkeeper.core.places.models.classes import HIGH_RISK
from watchkeeper.engines.playbooks.models import Run
from watchkeeper.engines.playbooks.spec import Playbook
from watchkeeper.engines.playbooks.states import RUNNING
from watchkeeper.kit.errors import Invalid

_ANY = ("", "place")  # the department itself; any place at all


def unplanned(book: Playbook, department_id: int) -> list[str]:
    """The targets of ``book`` that have no run waiting or under way, in the order of the registry."""
    running = set(
        Run.objects.filter(department_id=department_id, key=book.key, status__in=RUNNING, is_sim=False).values_list(
            "target", flat=True
        )
    )
    return [target for target in targets(book, department_id) if target not in running]


def targets(book: Playbook, department_id: int) -> list[str]:
    """What ``book`` is run against in a department: its fixtures of that kind, its areas of high risk, or nothing."""
    if book.targets == "area":
        return [f"area:{pk}" for pk, _ in high_risk(department_id)]
    if book.targets in _ANY:
        return []
    found = Fixture.objects.filter(department_id=department_id, kind=book.targets).order_by("pk")
    return [f"fixture:{pk}" for pk in found.values_list("pk", flat=True)]


def high_risk(department_id: int) -> list[tuple[int, str]]:
    """The areas of high risk with their names, in the order of the registry."""
    areas = Area.objects.filter(department_id=department_id, area_class__in=HIGH_RISK).order_by("pk")
    return list(areas.values_list("pk", "name"))


def counted(department_id: int) -> Counter[str]:
    """How many targets of each kind a department has: its areas of high risk, its fixtures. Two queries."""
    kinds = Fixture.objects.filter(department_id=department_id).values_list("kind").annotate(Count("pk")).order_by()
    areas = Area.objects.filter(department_id=department_id, area_class__in=HIGH_RISK).count()
    return Counter({**dict(kinds), "area": areas})


def is_target(book: Playbook, ref: str, kind: str) -> bool:
    """Whether the place ``ref`` of ``kind`` (as the search of places names them) is what ``book`` is run against."""
    if book.targets == "area":
        return ref.startswith("area:")
    return book.targets in _ANY or (ref.startswith("fixture:") and kind == book.targets)


def stood_at(target: str, place: str, department_id: int) -> tuple[str, str]:
    """The subject and name of a place that was chosen, scanned or typed. Raises Invalid for one that is not here."""
    asked = target or labels.ref_of(place)
    if asked:
        found = find.resolve(asked, department_id)
        if found is None:
            raise Invalid("There is no such place here.", fields={"target": ["unknown"]})
        return found.ref, found.label
    said = place.strip()
    hits = find.search(department_id, said, limit=4) if said else []
    exact = [hit for hit in hits if hit.label.casefold() == said.casefold()]
    return (exact[0].ref, exact[0].label) if len(exact) == 1 else ("", said)
