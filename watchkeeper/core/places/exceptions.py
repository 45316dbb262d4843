"""What of the places a shift supervisor must know: lines that failed their test or are due for one, cautions ending."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.journal.exceptions import Group, Item
from watchkeeper.core.places import cautions
from watchkeeper.core.places.models import Caution, Line
from watchkeeper.kit import clock

TEST_EVERY = timedelta(days=14)  # of a line people call in an emergency or ask for help at


def groups(by: Actor) -> list[Group]:
    """Lines nobody answered at their last test, tests late, cautions that end today. Two queries."""
    lines = [
        line for line in Line.objects.filter(department_id=by.department_id).select_related("site") if _rings(line)
    ]
    failed = [line for line in lines if line.tested_at and line.tested_answered is False]
    late = [line for line in lines if line not in failed and _is_late(line)]
    ending = _ending(by.department_id)
    return [
        Group(
            "lines", 60, "Lines nobody answered", "The last test call was not answered.", tuple(map(_failed, failed))
        ),
        Group(
            "cautions", 70, "Cautions ending today", "Extend or let end before midnight.", tuple(map(_caution, ending))
        ),
        Group(
            "tests",
            80,
            "Test calls late",
            f"Desk and emergency lines are called every {TEST_EVERY.days} days.",
            tuple(map(_untested, late)),
        ),
    ]


def _rings(line: Line) -> bool:
    return bool(line.number) and (line.is_desk or line.is_emergency)


def _is_late(line: Line) -> bool:
    return line.tested_at is None or line.tested_at + TEST_EVERY < clock.now()


def _ending(department_id: int) -> list[Caution]:
    """Cautions in force that end before the department's midnight."""
    zone = zone_of(department_id)
    tomorrow = clock.now().astimezone(zone).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), tzinfo=zone)
    return list(Caution.objects.filter(cautions.in_force(department_id), expires_at__lte=midnight))


def _name(line: Line) -> str:
    return f"{line.purpose}, {line.site.short_name or line.site.name}" if line.site else line.purpose


def _failed(line: Line) -> Item:
    owner = line.owner or "nobody named"
    return Item(key=f"line:{line.pk}:failed", text=f"{_name(line)}, {line.number}", since=line.tested_at, owner=owner)


def _untested(line: Line) -> Item:
    said = "" if line.tested_at else "never tested"
    due = line.tested_at + TEST_EVERY if line.tested_at else None
    return Item(
        key=f"line:{line.pk}:test",
        text=f"{_name(line)}, {line.number}",
        since=line.tested_at,
        due=due,
        of=said or f"{TEST_EVERY.days} days",
        owner=line.owner or "nobody named",
    )


def _caution(caution: Caution) -> Item:
    return Item(
        key=f"caution:{caution.pk}",
        text=f"{caution.place}: {caution.text}",
        since=caution.starts_at,
        due=caution.expires_at,
        of="ends",
        owner="desk",
        is_late=False,
    )
