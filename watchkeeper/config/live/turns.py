"""One turn of the hub: read what is new by position, render each touched row once per clearance class.

Everything here runs in the hub's one database thread; the event loop only sends the bytes it returns.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db import connection

from watchkeeper.config.live.events import event
from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import journal, sealer
from watchkeeper.core.journal.feed import Renderer, Row, View, hash_of
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.journal.sealing import stamp
from watchkeeper.core.people.models import Person
from watchkeeper.kit import clock

_READ = ("position", "recorded_at", "department_id", "level", "named", "actor", "at", "verb", "subject", "data")
_NEWER = (
    "SELECT position, recorded_at, department_id, level, named, actor, at, verb, subject, data"  # in the order of _READ
    " FROM journal_entry WHERE position > %s ORDER BY position LIMIT %s"
)
_AT_ONCE = 2000
_RING = 20_000
_MOST_LINES = 200
_MOST_PASTS = 50


@dataclass(frozen=True, slots=True)
class Touch:
    """What one entry changed, as the ring keeps it."""

    position: int
    recorded_at: str
    department_id: int
    level: int
    named: bool
    subjects: tuple[str, ...]
    line: dict[str, str]


@dataclass
class Outcome:
    """What a turn has to send: bytes per class, and bytes for named people alone."""

    position: int
    more: bool = False
    classes: dict[View, bytes] = field(default_factory=dict)
    hashes: dict[View, str] = field(default_factory=dict)
    named: list[tuple[set[int], bytes]] = field(default_factory=list)


class Turns:
    """The hub's memory of the board: its position, a ring of recent touches, and each class's rows and versions."""

    def __init__(self, renderers: Sequence[Renderer], named: Mapping[str, Callable[[int], set[int]]]) -> None:
        self._renderers = {renderer.prefix: renderer for renderer in renderers}
        self._named = named
        self._versions: dict[View, dict[str, int]] = {}
        self._loaded: dict[View, str] = {}  # when each class's board was loaded
        self._ring: deque[Touch] = deque(maxlen=_RING)
        self._ring_from = 0  # entries after this position are all in the ring
        self._names: dict[str, str] = {}
        self._resumes: dict[tuple[View, int, int], bytes | None] = {}
        self._pasts: dict[int, list[Touch] | None] = {}  # good for the present position, as are the resumes
        self.position = -1

    def begin(self) -> None:
        """Start at the journal's present end."""
        self._ring.clear()
        self._resumes.clear()
        self._pasts.clear()
        self.position = self._ring_from = sealer.last_position()

    def turn(self, views: Collection[View]) -> Outcome:
        """Read on, and render what ``views`` must be told. A class nobody is connected in is forgotten.

        With nobody connected at all it only keeps up with the journal's end, unread.
        """
        for view in [view for view in self._versions if view not in views]:
            del self._versions[view], self._loaded[view]
        if self.position < 0 or not views:
            self.begin()
            return Outcome(self.position)
        touches = self._read(self.position, _AT_ONCE)
        if not touches:
            return Outcome(self.position)
        self._remember(touches)
        outcome = Outcome(self.position, more=len(touches) == _AT_ONCE)
        for view in views:
            mine = [touch for touch in touches if touch.department_id == view.department_id]
            if mine:
                self._render(view, mine, outcome)
        outcome.named = list(self._for_named(touches))
        return outcome

    def join(
        self, view: View, after: int | None, person_id: int | None, *, is_first: bool = False
    ) -> tuple[int, bytes, str]:
        """What a reader of ``view`` who has seen everything up to ``after`` must be sent first.

        ``is_first``: nobody was connected, so nothing was read meanwhile, and what is held of the boards is old.
        Returns the position it is good for, the bytes and the class's hash. ``after`` None is a reader whose board is
        fresh; one we cannot resume is told ``lost`` and loads the board again.
        """
        if self.position < 0 or is_first:
            self._versions.clear()
            self.begin()
        versions = self._board(view)
        first = b""
        if after is not None and after < self.position:
            key = (view, after, self.position)
            if key not in self._resumes:
                if len(self._resumes) > 200:
                    self._resumes.clear()
                self._resumes[key] = self._resume(view, after)
            resumed = self._resumes[key]
            first = event("lost", {}, position=self.position) if resumed is None else resumed
            first += self._named_since(after, view, person_id) if resumed is not None else b""
        return self.position, first, hash_of(versions)

    def check(self, views: Collection[View]) -> dict[View, str]:
        """Load every class's board anew, so that a row changed without an entry cannot hide; returns the hashes."""
        for view in views:
            self._versions.pop(view, None)
        return {view: hash_of(self._board(view)) for view in views}

    # -- reading

    def _read(self, after: int, most: int) -> list[Touch]:
        """Up to ``most`` entries after position ``after``, with one query (and one for values kept apart)."""
        with connection.cursor() as cursor:
            cursor.execute(_NEWER, (after, most))
            entries = [Entry(**dict(zip(_READ, row, strict=True))) for row in cursor.fetchall()]
        if not entries:
            return []
        said = journal.sentences(entries)
        self._learn_names({entry.actor for entry in entries})
        return [self._touch(entry, text) for entry, text in zip(entries, said, strict=True)]

    def _touch(self, entry: Entry, text: str) -> Touch:
        rows = entry.fields.get("rows") if '"rows":' in entry.data else None
        subjects = tuple(rows) if isinstance(rows, dict) and rows else (entry.subject,)
        name = self._names.get(entry.actor, entry.actor.partition(":")[0])
        line = {"at": entry.at, "actor": name, "text": text, "subject": entry.subject, "verb": entry.verb}
        return Touch(
            entry.position or 0,
            entry.recorded_at,
            entry.department_id,
            entry.level,
            bool(entry.named),
            subjects,
            line,
        )

    def _learn_names(self, actors: set[str]) -> None:
        unknown = [key for key in actors if key.startswith("person:") and key not in self._names]
        ids = [int(number) for key in unknown if (number := key[len("person:") :]).isdecimal()]
        if ids:
            found = Person.objects.filter(pk__in=ids).values_list("pk", "call_name")
            self._names.update({f"person:{pk}": name for pk, name in found})

    def _remember(self, touches: list[Touch]) -> None:
        if len(self._ring) + len(touches) > _RING:
            dropped = list(islice(self._ring, max(0, len(self._ring) + len(touches) - _RING)))
            self._ring_from = dropped[-1].position if dropped else self._ring_from
        self._ring.extend(touches)
        self.position = touches[-1].position
        self._resumes.clear()
        self._pasts.clear()

    def _since(self, after: int) -> list[Touch] | None:
        """What was touched after ``after``, asked once for all who come back from there; None when it is too much."""
        if after not in self._pasts:
            if len(self._pasts) > _MOST_PASTS:
                self._pasts.clear()
            self._pasts[after] = self._past(after)
        return self._pasts[after]

    def _past(self, after: int) -> list[Touch] | None:
        """From the ring, or from the journal."""
        if after >= self._ring_from:
            return [touch for touch in self._ring if touch.position > after]
        if self.position - after > _RING:
            return None
        return [touch for touch in self._read(after, _RING) if touch.position <= self.position]

    # -- rendering

    def _board(self, view: View) -> dict[str, int]:
        """The keys and versions on the board of ``view``, loaded at its first reader."""
        held = self._versions.get(view)
        if held is None:
            rows = (row for renderer in self._renderers.values() for row in renderer.board(view))
            held = self._versions[view] = {str(row["k"]): int(row["v"]) for row in rows}
            self._loaded[view] = stamp(clock.now())
        return held

    def _render(self, view: View, mine: Collection[Touch], outcome: Outcome) -> None:
        """Add the hash and the ``rows`` event of ``mine`` for ``view``; no event when it may see nothing of them."""
        rows, gone = self._rows(view, {subject for touch in mine for subject in touch.subjects})
        open_ = [t for t in mine if not t.named and t.level <= min(view.level, Level.L2)]
        told = [t.line for t in open_][-_MOST_LINES:]
        # What left before this class's board was loaded, and is told of only now, may still stand on a reader's screen.
        early = [t for t in open_ if t.recorded_at <= self._loaded[view]]
        gone += self._left(early, {*gone, *(str(row["k"]) for row in rows)}) if early else []
        hashed = outcome.hashes[view] = hash_of(self._board(view))
        if rows or gone or told:
            said = {"rows": rows, "gone": gone, "log": told, "hash": hashed, "at": stamp(clock.now())}
            outcome.classes[view] = event("rows", said, position=self.position)

    def _rows(self, view: View, subjects: set[str], *, forgets: bool = True) -> tuple[list[Row], list[str]]:
        """The present rows of ``subjects``, and those that are gone from this board; the versions follow.

        What is gone stays in the versions unless it ``forgets``: then every reader of the class must be told.
        """
        versions = self._board(view)
        rows: list[Row] = []
        gone: list[str] = []
        for prefix, ids in _by_prefix(subjects).items():
            renderer = self._renderers.get(prefix)
            if renderer is None:
                continue
            for key, row in renderer.rows(ids, view).items():
                if row is not None:
                    versions[key] = int(row["v"])
                    rows.append(row)
                elif forgets and versions.pop(key, None) is not None:
                    gone.append(key)
        return rows, gone

    def _resume(self, view: View, after: int) -> bytes | None:
        touches = self._since(after)
        if touches is None:
            return None
        mine = [touch for touch in touches if touch.department_id == view.department_id]
        rows, _ = self._rows(view, {subject for touch in mine for subject in touch.subjects}, forgets=False)
        # What left a moment ago is still in the versions: the next turn tells everyone, this reader too.
        shown = {*(str(row["k"]) for row in rows), *self._board(view)}
        # A reader who was away may still show what left meanwhile: name all that is not on the board any more.
        open_ = [t for t in mine if not t.named and t.level <= min(view.level, Level.L2)]
        gone = self._left(open_, shown)
        told = [t.line for t in open_][-_MOST_LINES:]
        said = {"rows": rows, "gone": gone, "log": told, "hash": hash_of(self._board(view)), "at": stamp(clock.now())}
        return event("rows", said, position=self.position)

    def _left(self, touches: Iterable[Touch], but: set[str]) -> list[str]:
        """The rows ``touches`` speak of, ``but`` those we know of."""
        return sorted({s for t in touches for s in t.subjects if s not in but and self._is_row(s)})

    def _is_row(self, subject: str) -> bool:
        return subject.partition(":")[0] in self._renderers

    # -- what only named people may see

    def _for_named(self, touches: Iterable[Touch]) -> Iterable[tuple[set[int], bytes]]:
        subjects = {s for touch in touches if touch.named for s in touch.subjects} | {
            touch.line["subject"] for touch in touches if touch.named
        }
        for subject in sorted(subjects):
            people = self._people(subject)
            if people:
                yield people, event("changed", {"subject": subject}, position=self.position)

    def _people(self, subject: str) -> set[int]:
        prefix, _, number = subject.partition(":")
        ask = self._named.get(prefix)
        return ask(int(number)) if ask is not None and number.isdecimal() else set()

    def _named_since(self, after: int, view: View, person_id: int | None) -> bytes:
        if person_id is None:
            return b""
        touches = [t for t in self._since(after) or () if t.department_id == view.department_id]
        return b"".join(payload for people, payload in self._for_named(touches) if person_id in people)


def _by_prefix(subjects: Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for subject in sorted(subjects):
        prefix, _, number = subject.partition(":")
        if number.isdecimal():
            found.setdefault(prefix, []).append(int(number))
    return found
