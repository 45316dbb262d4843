"""The hand-over brief that builds itself. Others add to it by binding a provider in `config/wiring.py`.

What a kept brief says of calls lies apart (:mod:`watchkeeper.core.journal.personal`), so that it is destroyed with the
rest of them, and is shown again only to those who may see the call when they read it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import exceptions, personal
from watchkeeper.core.journal.exceptions import Item
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Duty, HandoverBrief, RosterSlot
from watchkeeper.core.people.roster import Gap, gaps
from watchkeeper.kit import clock

SHIFT = timedelta(hours=12)
KEPT_AS = "brief"  # the field under which a kept line about a call lies apart
_SAID = frozenset({"gaps", "out"})  # exceptions that sections of their own tell of, and tell more
_CALL = "call:"


@dataclass(frozen=True)
class Line:
    """One thing the next shift must know: what it is about ("call:42", may be empty) and one sentence."""

    subject: str
    text: str


@dataclass(frozen=True)
class Section:
    """Lines under a heading, the lowest rank first; a section without lines is left out."""

    title: str
    lines: tuple[Line, ...]
    rank: int = 100


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
# Which of some call subjects a reader may know; until it is bound nobody may know any.
Sight = Callable[[Actor, Collection[str]], Collection[str]]
_sight: list[Sight] = []


def bind(*providers: Provider, sight: Sight | None = None) -> None:
    """Name who adds to the brief, and who says which calls a reader of a kept one may know. Binding again replaces."""
    _providers[:] = providers
    if sight is not None:
        _sight[:] = [sight]


def build(department: Department, by: Actor, *, since: datetime | None = None) -> Brief:
    """Gather the brief for ``by`` without storing it. ``since`` defaults to the last signed hand-over, or 12 hours."""
    start = since or _last_signed(department) or clock.now() - SHIFT
    sections = [section for provider in _providers for section in provider(by, start)]
    sections += _exceptions(by, ZoneInfo(department.time_zone)) + _people(department)
    sections.sort(key=lambda section: section.rank)
    return Brief(start, tuple(section for section in sections if section.lines))


def keep(department_id: int, brief: Brief) -> list[dict[str, Any]]:
    """The sections as they are stored: what is said of calls lies apart. One insert."""
    told = [line for section in brief.sections for line in section.lines if line.subject.startswith(_CALL)]
    marks = iter(personal.keep_several(department_id, [(line.subject, KEPT_AS, line.text) for line in told]))
    kept = brief.as_data()
    for section in kept:
        for line in section["lines"]:
            if line["subject"].startswith(_CALL):
                line["text"] = next(marks)
    return kept


def read(kept: HandoverBrief, by: Actor) -> Brief:
    """A kept brief as ``by`` may read it today: calls it may not know are left out, what was purged says so."""
    lines = [line for section in kept.sections for line in section["lines"]]
    subjects = {line["subject"] for line in lines if line["subject"].startswith(_CALL)}
    known = set(_sight[0](by, subjects)) if _sight and subjects else set()
    filled = iter(personal.fill_rows([{"text": line["text"]} for line in lines]))
    sections = [_read(section, filled, known) for section in kept.sections]
    return Brief(kept.since, tuple(section for section in sections if section.lines))


def _read(section: dict[str, Any], filled: Any, known: Collection[str]) -> Section:
    both = [(line["subject"], next(filled)["text"]) for line in section["lines"]]
    shown = (Line(subject, text) for subject, text in both if not subject.startswith(_CALL) or subject in known)
    return Section(section["title"], tuple(shown), section.get("rank", 100))


def _exceptions(by: Actor, zone: ZoneInfo) -> list[Section]:
    groups = [group for group in exceptions.gather(by) if group.key not in _SAID]
    return [
        Section(
            group.title,
            tuple(Line(item.subject, _exception(item, zone)) for item in group.items if not item.is_apart),
            group.rank,
        )
        for group in groups
    ]


def _exception(item: Item, zone: ZoneInfo) -> str:
    """In clock times: a brief is read when they are no longer ages."""
    now = clock.now()
    since = f", since {_when(item.since, now, zone)}" if item.since and item.since <= now else ""
    due = f", due {_when(item.due, now, zone)}" if item.due and item.due != item.since else ""
    text = item.kept or item.text
    return f"{text}{since}{due}" if since or due else f"{text}, {item.of}".rstrip(", ")


def _when(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%b} {local.day}, {local:%H:%M}"


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
        Section("Seats nobody is planned for", tuple(Line("", _gap(gap, zone)) for gap in open_seats), 50),
        Section("Coming on", tuple(Line(f"shift:{s.pk}", _coming(s, zone)) for s in coming), 110),
        Section("On duty", tuple(Line(f"person:{d.person_id}", _on(d, zone)) for d in on), 120),
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
