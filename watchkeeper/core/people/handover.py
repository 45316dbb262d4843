"""The hand-over brief that builds itself. Others add to it by binding a provider in `config/wiring.py`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Duty, HandoverBrief, RosterSlot
from watchkeeper.core.people.roster import Gap, gaps
from watchkeeper.kit import clock

SHIFT = timedelta(hours=12)


@dataclass(frozen=True)
class Line:
    """One thing the next shift must know: what it is about ("call:42", may be empty) and one sentence."""

    subject: str
    text: str


@dataclass(frozen=True)
class Section:
    """Lines under a heading; a section without lines is left out."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Brief:
    """What changed or is open since ``since`` (UTC)."""

    since: datetime
    sections: tuple[Section, ...]

    def as_data(self) -> list[dict[str, Any]]:
        """The sections as plain data, the way they are stored."""
        return [asdict(section) for section in self.sections]


class Provider(Protocol):
    """Anything that can add sections: open calls, look-outs, faults. It must say nothing ``by`` may not see."""

    def __call__(self, by: Actor, since: datetime) -> list[Section]: ...


_providers: list[Provider] = []


def bind(*providers: Provider) -> None:
    """Name who adds to the brief, in the order of the page. Binding again replaces."""
    _providers[:] = providers


def build(department: Department, by: Actor, *, since: datetime | None = None) -> Brief:
    """Gather the brief for ``by`` without storing it. ``since`` defaults to the last signed hand-over, or 12 hours."""
    start = since or _last_signed(department) or clock.now() - SHIFT
    sections = [section for provider in _providers for section in provider(by, start)]
    sections += _people(department)
    return Brief(start, tuple(section for section in sections if section.lines))


def _last_signed(department: Department) -> datetime | None:
    signed = HandoverBrief.objects.filter(department=department, signed_at__isnull=False)
    return signed.order_by("-signed_at").values_list("signed_at", flat=True).first()


def _people(department: Department) -> list[Section]:
    now, zone = clock.now(), ZoneInfo(department.time_zone)
    on = Duty.objects.filter(department=department, ended_at__isnull=True).select_related("person")
    coming = RosterSlot.objects.filter(
        department=department, canceled_at__isnull=True, starts_at__gt=now, starts_at__lte=now + SHIFT
    ).select_related("person", "center")
    open_seats = gaps(department.pk, now, now + SHIFT)
    return [
        Section("On duty", tuple(Line(f"person:{d.person_id}", _on(d, zone)) for d in on)),
        Section("Coming on", tuple(Line(f"shift:{s.pk}", _coming(s, zone)) for s in coming)),
        Section("Seats nobody is planned for", tuple(Line("", _gap(gap, zone)) for gap in open_seats)),
    ]


def _gap(gap: Gap, zone: ZoneInfo) -> str:
    return f"{gap.name}: {gap.filled} of {gap.required} from {_at(gap.starts_at, zone)} to {_at(gap.ends_at, zone)}"


def _on(duty: Duty, zone: ZoneInfo) -> str:
    until = f", until {_at(duty.ends_at, zone)}" if duty.ends_at else ""
    return f"{duty.person.call_name} since {_at(duty.started_at, zone)}, {duty.mode}{until}"


def _coming(slot: RosterSlot, zone: ZoneInfo) -> str:
    who = slot.person.call_name if slot.person else "nobody yet"
    where = slot.center.name if slot.center else slot.unit
    return f"{who} at {_at(slot.starts_at, zone)}, {where}"


def _at(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"
