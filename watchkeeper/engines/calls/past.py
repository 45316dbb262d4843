"""The board of the past for one reader: what it showed, told by what the reader may know today.

Levels only rise and people stop being named, so what was on the screens then is no measure. A call is shown when the
reader may see it now, a unit's call likewise, and an entry when its level and its call allow; whatever cannot be told
is left out. Places that were purged since say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import cursors, journal, past, personal, reads, sealer
from watchkeeper.core.journal.feed import View, board_hash, view_of
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.journal.sealing import moment
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.naming import names
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.calls.rows import Row, iso, seen
from watchkeeper.kit.errors import Invalid

LAST = 40  # entries told beside a board
AT_ONCE = 250  # entries in one stretch
OF_A_CALL = 60
BARS = 240  # columns of the timeline
MARKED = 300  # single marks on it
LONGEST = timedelta(hours=24)  # a timeline
QUIET = frozenset({"draft.saved", "reads.sealed"})
PRESSED = "unit.emergency_pressed"
_CALL = "call:"


@dataclass(frozen=True)
class Sight:
    """What one reader may know now: the level of each call that is visible; all others are not to be known."""

    view: View
    visible: dict[int, int]

    def may_know(self, subject: str) -> bool:
        """Whether the call ``subject`` ("call:42") may be known."""
        return _key(subject) in self.visible

    def row(self, row: Row) -> Row | None:
        """A row as it stood, without what the reader may not know today; None when nothing is left."""
        if row["k"].startswith(_CALL):
            level = self.visible.get(_key(row["k"]))
            if level is None or level <= Level.L2:
                return None if level is None else seen(row | {"lvl": max(level, row.get("lvl", 0))}, self.view)
            return row | {"lvl": level, "named": True}
        if not row.get("ck"):
            return seen(row, self.view)
        level = self.visible.get(_key(row["ck"]), int(Level.L4))
        return seen(row | {"lvl": max(level, row.get("lvl", 0))}, self.view)

    def tells(self, entry: Entry, rows: dict[str, Row | None]) -> bool:
        """Whether the entry's sentence may be read: by its level, its own call, and the calls of units it names."""
        if entry.verb in QUIET or (not entry.named and entry.level > self.view.level):
            return False
        if entry.subject.startswith(_CALL):
            return self.may_know(entry.subject)
        on = (row["ck"] for row in rows.values() if row and row.get("ck"))
        return not entry.named and all(self.may_know(subject) for subject in on)


def opened(by: Actor, at: datetime) -> dict[str, Any]:
    """The board as its screens showed it at ``at`` (aware), the entries before, and the cursor to go on from.

    Raises NotAllowed for who may not watch the past, Invalid for a moment before the first entry or in the future.
    """
    _may_watch(by)
    position = past.position_at(at)
    standing = past.standing_at(by.department_id, position)
    entries = past.entries_before(by.department_id, position, LAST * 3)
    sight = _sight(by, [standing[k][0] for k in standing], entries)
    rows = _filled(sight, [row for row, _, named in standing.values() if not named or str(row["k"]).startswith(_CALL)])
    rows.sort(key=lambda row: str(row["k"]))
    _note(by, rows, at)
    return {
        "at": iso(at),
        "cursor": cursors.seal(position),
        "rows": rows,
        "hash": board_hash(rows),
        "log": _lines(sight, entries)[:LAST],
        "is_last": position >= sealer.last_position(),
    }


def onward(by: Actor, cursor: str) -> dict[str, Any]:
    """What changed after ``cursor``, entry by entry: at most :data:`AT_ONCE`, and the cursor to ask on from.

    A step is one entry: when it was recorded (UTC), rows changed, keys that left, its line if it may be read. Entries
    that say and change nothing to this reader are no step. ``until`` is how far the stretch reaches, None at the end.
    """
    _may_watch(by)
    entries, read_to = past.entries_after(by.department_id, _position(cursor), AT_ONCE)
    changed = [entry.fields.get("rows") or {} for entry in entries]
    sight = _sight(by, [row for rows in changed for row in rows.values() if row], entries)
    lines = {line["id"]: line for line in _lines(sight, entries)}
    steps = [_step(sight, entry, rows, lines) for entry, rows in zip(entries, changed, strict=True)]
    kept = [step for step in steps if step["rows"] or step["gone"] or step["log"]]
    fresh = iter(personal.fill_rows([row for step in kept for row in step["rows"]]))
    for step in kept:
        step["rows"] = [next(fresh) for _ in step["rows"]]
    _note(by, [row for step in kept for row in step["rows"]], moment(entries[0].recorded_at) if entries else None)
    is_last = read_to >= sealer.last_position()
    until = None if is_last else _reached(read_to)
    return {"steps": kept, "cursor": cursors.seal(read_to), "until": until, "is_last": is_last}


def of_call(by: Actor, pk: int, at: datetime) -> list[dict[str, str]]:
    """What had been said of a call by ``at``, newest first. Raises a hidden NotAllowed for who may not see it."""
    _may_watch(by)
    call = Call.objects.one(by, pk)
    if call.level >= Level.L2:
        reads.note(by, "replay", [call.subject], why=f"as of {iso(at)}")
    told = Entry.objects.filter(subject=call.subject, position__isnull=False, position__lte=past.position_at(at))
    return _told(list(told.order_by("-position")[:OF_A_CALL]))


def marks(by: Actor, start: datetime, end: datetime) -> dict[str, Any]:
    """What a timeline from ``start`` to ``end`` is drawn from: calls opened a column, emergencies one by one."""
    _may_watch(by)
    if not timedelta(0) < end - start <= LONGEST:
        raise Invalid("A timeline is at most 24 hours long.", fields={"end": ["too long"]})
    calls = Call.objects.visible_to(by).filter(opened_at__gte=start, opened_at__lt=end).order_by("opened_at")
    bars, found = [0] * BARS, []
    for opened_at, number, priority, level in calls.values_list("opened_at", "number", "priority", "level"):
        bars[int((opened_at - start) / (end - start) * BARS)] += 1
        if priority <= 1 and level <= Level.L2:
            found.append({"at": iso(opened_at), "kind": "urgent", "text": f"P{priority} {number}"})
    pressed = Entry.objects.filter(
        department_id=by.department_id,
        verb=PRESSED,
        position__gt=past.position_at(start),
        position__lte=past.position_at(end),
    )
    shown = [one for one in pressed.order_by("position")[:MARKED] if one.level <= by.clearance]
    found += [{"at": one["at"], "kind": "emergency", "text": one["text"]} for one in _told(shown)]
    return {"bars": bars, "marks": found[-MARKED:], "start": iso(start), "end": iso(end)}


def _may_watch(by: Actor) -> None:
    by.require(Permission.BOARD_READ)
    by.require(Permission.CALL_READ)


def _position(cursor: str) -> int:
    found = cursors.open_(cursor)
    if found is None:
        raise Invalid("This place in the journal cannot be read; open a time again.", fields={"after": ["unknown"]})
    return found


def _reached(position: int) -> str | None:
    """The full minute up to which all was read; no finer, for the entry there may be another department's."""
    last = Entry.objects.filter(position=position).values_list("recorded_at", flat=True).first()
    return iso(moment(last).replace(second=0, microsecond=0)) if last else None


def _key(subject: str) -> int:
    return int(subject.removeprefix(_CALL))


def _sight(by: Actor, rows: Iterable[Row], entries: Sequence[Entry]) -> Sight:
    """What ``by`` may know today of every call that ``rows`` and ``entries`` speak of. One query."""
    subjects = {str(row["k"]) for row in rows} | {str(row.get("ck") or "") for row in rows}
    subjects |= {entry.subject for entry in entries}
    keys = [_key(subject) for subject in subjects if subject.startswith(_CALL)]
    visible = dict(Call.objects.visible_to(by).filter(pk__in=keys).values_list("pk", "level")) if keys else {}
    return Sight(view_of(by), visible)


def _filled(sight: Sight, rows: Iterable[Row]) -> list[Row]:
    return personal.fill_rows([shown for row in rows if (shown := sight.row(row)) is not None])


def _step(sight: Sight, entry: Entry, rows: dict[str, Row | None], lines: dict[str, dict[str, str]]) -> dict[str, Any]:
    """One entry as a step."""
    told = {k: row for k, row in rows.items() if _is_told(sight, k, entry)}
    shown = (sight.row(row) for row in told.values() if row is not None)
    line = lines.get(cursors.seal(entry.position or 0))
    return {
        "at": entry.recorded_at,
        "id": cursors.seal(entry.position or 0),
        "rows": [row for row in shown if row is not None],
        "gone": [k for k, row in told.items() if row is None],
        "log": [line] if line else [],
    }


def _is_told(sight: Sight, subject: str, entry: Entry) -> bool:
    """Whether it may be known that a row changed: a call's by who may see it, a unit's always, others' by level."""
    if subject.startswith(_CALL):
        return sight.may_know(subject)
    return not entry.named and (subject.startswith("unit:") or entry.level <= sight.view.level)


def _lines(sight: Sight, entries: Sequence[Entry]) -> list[dict[str, str]]:
    """The sentences of those entries that may be read, in the order given."""
    return _told([entry for entry in entries if sight.tells(entry, entry.fields.get("rows") or {})])


def _told(entries: list[Entry]) -> list[dict[str, str]]:
    called = names({entry.actor for entry in entries})
    return [
        {
            "id": cursors.seal(entry.position or 0),
            "at": entry.recorded_at,
            "happened": entry.at,
            "actor": called[entry.actor],
            "verb": entry.verb,
            "subject": entry.subject,
            "text": text,
        }
        for entry, text in zip(entries, journal.sentences(entries), strict=True)
    ]


def _note(by: Actor, rows: Iterable[Row], at: datetime | None) -> None:
    """Keep that these calls were read as they stood at ``at``."""
    subjects = {str(row["k"]) for row in rows if row.get("lvl", 0) >= Level.L2 and str(row["k"]).startswith(_CALL)}
    if subjects:
        reads.note(by, "replay", sorted(subjects), why=f"as of {iso(at)}")
