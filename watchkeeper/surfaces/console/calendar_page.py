"""The calendar as its page shows it: a week in cells or a day by quarters of an hour, and what each leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import reads
from watchkeeper.core.people.qualifications import WORDS, Qualification
from watchkeeper.engines.calls import calendar
from watchkeeper.engines.calls.calendar import Block, Calendar, Line
from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console.desk.cells import Look
from watchkeeper.surfaces.console.forms import day

WEEK, DAY = "week", "day"
STEP = timedelta(minutes=15)
OPENS, CLOSES = 7, 20  # hours a day shows at least
# What a block says of itself beside its time: word, tone and glyph.
SAYS: Mapping[str, tuple[str, str, str]] = {
    calendar.HELD: ("held", "sent", "staged"),
    calendar.PROPOSED: ("proposed", "waiting", "held"),
    calendar.PULLED: ("pulled", "over", "over"),
    calendar.DONE: ("over", "idle", "clear"),
    calendar.RESERVED: ("reserved", "sent", "route"),
    calendar.HIDDEN: ("held", "idle", "idle"),
}
CLASH = ("held twice", "over", "over")


@dataclass(frozen=True)
class Asked:
    """Which days, how they are shown, and whom: all that is in the address."""

    start: date
    show: str
    qualification: str

    def with_(self, **changes: Any) -> str:
        """The address with ``changes``."""
        held: dict[str, Any] = {
            "day": self.start,
            "show": self.show if self.show != WEEK else "",
            "for": self.qualification,
        }
        query = {name: str(value) for name, value in (held | changes).items() if value}
        return f"{reverse('calendar')}?{urlencode(query)}" if query else reverse("calendar")


def read(given: Mapping[str, str], look: Look) -> Asked:
    """The question in ``given``; the week begins on its Monday. Raises :class:`Invalid` for what makes no sense."""
    show, wanted = given.get("show", "") or WEEK, given.get("for", "")
    if show not in (WEEK, DAY):
        raise Invalid("The calendar shows a day or a week.", fields={"show": ["day or week"]})
    if wanted and wanted not in {one.value for one in Qualification}:
        raise Invalid("There is no such qualification.", fields={"for": ["unknown"]})
    start = day(given, "day") or look.now.astimezone(look.zone).date()
    return Asked(start - timedelta(days=start.weekday() if show == WEEK else 0), show, wanted)


def screen(asked: Asked, look: Look) -> dict[str, Any]:
    """The template's values. That private calls were read is kept."""
    days = 7 if asked.show == WEEK else 1
    found = calendar.week(look.by, asked.start, days=days, qualification=asked.qualification)
    _note(found, look)
    today = look.now.astimezone(look.zone).date()
    hours = _hours(found, look)
    drawn = _week(found, look) if asked.show == WEEK else _day(found, hours, look)
    return {
        "asked": asked,
        "title": _title(asked.start, days),
        "heads": [_head(one, today, asked) for one in found.days],
        "hours": [f"{hour:02d}" for hour in range(*hours)],
        "rows": drawn,
        "marks": _marks(found),
        "kinds": [(key.value, str(words), key.value == asked.qualification) for key, words in WORDS.items()],
        "before": asked.with_(day=asked.start - timedelta(days=days)),
        "after": asked.with_(day=asked.start + timedelta(days=days)),
        "today": asked.with_(day=""),
        "as_day": asked.with_(show=DAY, day=today if today in found.days else asked.start),
        "as_week": asked.with_(show=""),
        "legend": [
            (words, tone, glyph, kind) for kind, (words, tone, glyph) in SAYS.items() if kind != calendar.HIDDEN
        ],
        "as_of": look.now,
        "zone": look.zone,
    }


def _note(found: Calendar, look: Look) -> None:
    shown = {b.call.subject for line in found.lines for b in line.blocks if b.call and b.call.level >= Level.L2}
    if shown:
        reads.note(look.by, "register", sorted(shown), why="calendar")


def _title(start: date, days: int) -> str:
    last = start + timedelta(days=days - 1)
    if days == 1:
        return f"{start:%A}, {start.day} {start:%B %Y}"
    month = f" {start:%B}" if start.month != last.month else ""
    return f"{start.day}{month} to {last.day} {last:%B %Y}"


def _head(one: date, today: date, asked: Asked) -> dict[str, Any]:
    return {
        "words": f"{one:%a} {one.day} {one:%b}",
        "is_today": one == today,
        "address": asked.with_(show=DAY, day=one),
    }


def _marks(found: Calendar) -> list[tuple[str, int]]:
    """What ought to be looked at, with how often."""
    blocks = [block for line in found.lines for block in line.blocks]
    pulled = sum(block.kind == calendar.PULLED for block in blocks)
    twice = sum(block.is_clash for block in blocks)
    return [(words, many) for words, many in (("pulled", pulled), ("held twice", twice)) if many]


def _row(line: Line) -> dict[str, Any]:
    kind, _, key = line.subject.partition(":")
    is_unit = kind == "unit"
    address = (
        reverse("desk_units_one", args=[int(key)]) if is_unit else f"{reverse('desk_qualifications')}?person={key}"
    )
    words = ", ".join(str(WORDS[Qualification(one)]) for one in line.qualified if one in set(Qualification))
    return {"name": line.name, "address": address, "about": "unit" if is_unit else words or "not qualified now"}


def _week(found: Calendar, look: Look) -> list[dict[str, Any]]:
    return [_row(line) | {"cells": [_cell(line, one, look) for one in found.days]} for line in found.lines]


def _cell(line: Line, one: date, look: Look) -> dict[str, Any]:
    begins = datetime.combine(one, time(), look.zone)
    ends = datetime.combine(one + timedelta(days=1), time(), look.zone)
    blocks = [block for block in line.blocks if block.starts_at < ends and block.ends_at > begins]
    shifts = [span for span in line.shifts if span[0] < ends and span[1] > begins]
    return {
        "day": f"{one:%a} {one.day} {one:%b}",
        "blocks": [_shown(block, begins, ends, look) for block in blocks],
        "shifts": [_span(max(a, begins), min(b, ends), ends, look) for a, b in shifts],
    }


def _shown(block: Block, begins: datetime, ends: datetime, look: Look) -> dict[str, Any]:
    words, tone, glyph = CLASH if block.is_clash else SAYS[block.kind]
    call = block.call
    name = "" if call is None else "desk_bookings_one" if call.is_appointment else "call"
    return {
        "span": _span(max(block.starts_at, begins), min(block.ends_at, ends), ends, look),
        "label": block.label if call else "",
        "place": call.place if call else "",
        "number": call.number if call else "",
        "words": words,
        "tone": tone,
        "glyph": glyph,
        "kind": block.kind,
        "is_clash": block.is_clash,
        "address": reverse(name, args=[call.pk]) if call else "",
    }


def _span(starts: datetime, stops: datetime, ends: datetime, look: Look) -> str:
    last = "24:00" if stops == ends else f"{stops.astimezone(look.zone):%H:%M}"
    return f"{starts.astimezone(look.zone):%H:%M} to {last}"


def _hours(found: Calendar, look: Look) -> tuple[int, int]:
    """The hours of the day that are shown: the usual ones, and whatever lies outside of them."""
    first, last = OPENS, CLOSES
    for block in (block for line in found.lines for block in line.blocks):
        starts, ends = max(block.starts_at, found.starts_at), min(block.ends_at, found.ends_at)
        first = min(first, starts.astimezone(look.zone).hour)
        last = 24 if ends == found.ends_at else max(last, (ends - timedelta(seconds=1)).astimezone(look.zone).hour + 1)
    return first, last


def _day(found: Calendar, hours: tuple[int, int], look: Look) -> list[dict[str, Any]]:
    """A row for each line, and further ones under it where it is held twice at one time."""
    first = datetime.combine(found.days[0], time(hours[0]), look.zone)
    last = first + (hours[1] - hours[0]) * timedelta(hours=1)
    rows = []
    for line in found.lines:
        for number, lane in enumerate(_lanes(line.blocks)):
            parts = list(_parts(lane, line.shifts, first, last, look))
            rows.append(_row(line) | {"parts": parts, "is_more": number > 0})
    return rows


def _lanes(blocks: Sequence[Block]) -> list[list[Block]]:
    """``blocks`` on as few lanes as keep apart what takes the same time; one empty lane for none."""
    lanes: list[list[Block]] = [[]]
    for block in sorted(blocks, key=lambda one: one.starts_at):
        lane = next((one for one in lanes if not any(block.meets(other) for other in one)), None)
        if lane is None:
            lanes.append([block])
        else:
            lane.append(block)
    return lanes


def _parts(
    lane: Iterable[Block], shifts: Sequence[tuple[datetime, datetime]], first: datetime, last: datetime, look: Look
) -> Iterator[dict[str, Any]]:
    """The quarters of the day in spans: blocks, and what lies between with whether its person works then."""
    at = first
    for block in lane:
        starts = max(at, _floor(max(block.starts_at, first), first))
        ends = min(last, max(_ceil(min(block.ends_at, last), first), starts + STEP))
        if starts >= last or ends <= first:
            continue
        yield from _between(at, starts, shifts)
        yield {"span": (ends - starts) // STEP, "block": _shown(block, first, last, look)}
        at = ends
    yield from _between(at, last, shifts)


def _floor(at: datetime, first: datetime) -> datetime:
    return first + (at - first) // STEP * STEP


def _ceil(at: datetime, first: datetime) -> datetime:
    return first + -((first - at) // STEP) * STEP


def _between(starts: datetime, ends: datetime, shifts: Sequence[tuple[datetime, datetime]]) -> Iterator[dict[str, Any]]:
    at, span, was_on = starts, 0, False
    while at < ends:
        is_on = any(a <= at < b for a, b in shifts)
        if span and is_on != was_on:
            yield {"span": span, "is_on": was_on}
            span = 0
        span, was_on, at = span + 1, is_on, at + STEP
    if span:
        yield {"span": span, "is_on": was_on}
