"""What of people a shift supervisor must know: empty seats, shifts without a person, duty past its end."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.journal import exceptions
from watchkeeper.core.journal.exceptions import Group, Item
from watchkeeper.core.people import roster
from watchkeeper.core.people.models import Duty, RosterSlot
from watchkeeper.kit import clock

AHEAD = timedelta(hours=24)
OVER = timedelta(minutes=15)  # how long somebody may stay past the end of a shift before it is said


def groups(by: Actor) -> list[Group]:
    """Seats nobody sits at, gaps and shifts without a person in the next day, duty past its end. Six queries."""
    zone = zone_of(by.department_id)
    return [
        Group("seats", 35, "Dispatch seats empty", "Fewer sit there now than must.", tuple(_seats(by))),
        Group("gaps", 50, "Gaps in the roster", "Nobody is planned, in the next 24 hours.", tuple(_gaps(by, zone))),
        Group("over", 55, "On duty past the end", "The shift ended over 15 minutes ago.", tuple(_over(by))),
    ]


def _seats(by: Actor) -> list[Item]:
    short = [seats for seats in roster.seats_now(by.department_id) if seats.is_short]
    return [
        Item(
            key=f"seats:{seats.center}",
            text=f"{seats.name}: {len(seats.people)} of {seats.required} seats filled",
            of="always filled",
            owner="supervisor",
            subject="roster",
        )
        for seats in short
    ]


def _gaps(by: Actor, zone: ZoneInfo) -> list[Item]:
    now = clock.now()
    found = [
        Item(
            key=f"gap:{gap.center}:{gap.ends_at.isoformat()}",
            text=f"{gap.name}, {_span(gap.starts_at, gap.ends_at, zone)}: {gap.filled} of {gap.required} planned",
            since=gap.starts_at,
            due=gap.starts_at,
            of="begins",
            owner="supervisor",
            subject="roster",
            resolve="Fill",
            gap=exceptions.Gap(center=gap.pk, starts_at=gap.starts_at, ends_at=gap.ends_at),
            is_late=gap.starts_at <= now,
        )
        for gap in roster.gaps(by.department_id, now, now + AHEAD)
    ]
    empty = RosterSlot.objects.filter(
        department_id=by.department_id,
        canceled_at__isnull=True,
        person__isnull=True,
        starts_at__lt=now + AHEAD,
        ends_at__gt=now,
    ).exclude(unit="")
    return found + [
        Item(
            key=f"slot:{slot.pk}",
            text=f"{slot.unit.replace(':', ' ')}, {_span(slot.starts_at, slot.ends_at, zone)}: nobody yet",
            since=slot.starts_at,
            due=slot.starts_at,
            of="begins",
            owner="supervisor",
            subject="roster",
            is_late=slot.starts_at <= now,
        )
        for slot in empty
    ]


def _span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    return f"{start.astimezone(zone):%H:%M} to {end.astimezone(zone):%H:%M}"


def _over(by: Actor) -> list[Item]:
    late = Duty.objects.filter(department_id=by.department_id, ended_at=None, ends_at__lt=clock.now() - OVER)
    return [
        Item(
            key=f"duty:{duty.pk}",
            text=f"{duty.person.call_name} is still on duty",
            since=duty.started_at,
            due=duty.ends_at,
            of="end of shift",
            owner=duty.person.call_name,
            subject="roster",
        )
        for duty in late.select_related("person")
    ]
