"""The supervisor's exceptions: everything overdue, missed, missing or failed, gathered from those who own it.

Each part of the house that knows of such things binds a provider in `config/wiring.py`. A provider asks a fixed number
of queries, whatever the history, and says nothing its reader may not know.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import connection

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.models import Entry, Parked, Timer
from watchkeeper.core.journal.sealing import moment, stamp
from watchkeeper.kit import clock

MOST = 200  # of one kind; more than that is said in numbers by other pages
_WHY_FAILED = "Followers and timers that failed; each is tried again by itself."


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A stretch (UTC) at a dispatch center that a person could be planned for."""

    center: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Item:
    """One exception.

    ``key`` stays the same while it stands; ``since`` is when it began and ``due`` its own target (aware; None where
    there is none or nobody knows), ``of`` that target in words. ``owner`` is whose it is. ``subject`` says what to
    open ("call:42"), ``resolve`` what can be done in words, ``line`` the desk's command that does it, ``gap`` the
    stretch to fill. ``is_late`` tells what is past its target from what is only near it. ``kept`` stands for ``text``
    in what is written down for good, where ``text`` quotes people and does not lie apart with a call. ``page`` names
    the page the subject is dealt with on, where that is not its own; ``resolve`` is then done there. What ``is_apart``
    is for the reader's own screen alone and is written down nowhere, for others read what is.
    """

    key: str
    text: str
    since: datetime | None = None
    due: datetime | None = None
    of: str = ""
    owner: str = "desk"
    subject: str = ""
    resolve: str = ""
    line: str = ""
    gap: Gap | None = None
    is_late: bool = True
    kept: str = ""
    page: str = ""
    is_apart: bool = False


@dataclass(frozen=True)
class Group:
    """Exceptions of one kind: ``rank`` orders the groups, the most urgent lowest; ``why`` says what is counted."""

    key: str
    rank: int
    title: str
    why: str
    items: tuple[Item, ...]


class Provider(Protocol):
    """Anything that knows of exceptions. It must say nothing ``by`` may not see."""

    def __call__(self, by: Actor) -> list[Group]: ...


KEPT_S = 5.0  # seconds a number of exceptions may be told again

_providers: list[Provider] = []
_sights: list[Callable[[Actor], Hashable]] = []
_counted: dict[Hashable, tuple[float, int]] = {}


def bind(*providers: Provider, sight: Callable[[Actor], Hashable] | None = None) -> None:
    """Name who is asked. Binding again replaces.

    ``sight`` gives what an actor may know beyond its department, clearance and permissions: two of whom all that is
    the same read the same exceptions.
    """
    _providers[:] = providers
    _sights[:] = [sight] if sight is not None else []
    forget()


def gather(by: Actor) -> list[Group]:
    """Every group that has anything in it, the most urgent first; in a group what is late, then the longest due."""
    found = [group for provider in _providers for group in provider(by) if group.items]
    found.sort(key=lambda group: group.rank)
    return [Group(g.key, g.rank, g.title, g.why, tuple(sorted(g.items, key=_urgency)[:MOST])) for g in found]


def count(groups: Sequence[Group]) -> int:
    """How many exceptions there are."""
    return sum(len(group.items) for group in groups)


def counted(by: Actor) -> int:
    """How many exceptions ``by`` may know of, at most :data:`KEPT_S` seconds old; gathered once for all who may know
    the same, for every open board asks.
    """
    sees = (by.department_id, by.clearance, by.permissions, by.is_system, *(sight(by) for sight in _sights))
    key, now = (str(connection.settings_dict["NAME"]), sees), clock.monotonic()
    kept = _counted.get(key)
    if kept is not None and now < kept[0]:
        return kept[1]
    found = count(gather(by))
    for old in [one for one, (until, _) in list(_counted.items()) if until <= now]:
        _counted.pop(old, None)
    _counted[key] = now + KEPT_S, found
    return found


def forget() -> None:
    """Drop the numbers that are kept."""
    _counted.clear()


def _urgency(item: Item) -> tuple[bool, bool, str, str]:
    when = item.due or item.since
    return (not item.is_late, when is None, stamp(when) if when else "", item.key)


def failures(by: Actor) -> list[Group]:
    """What the journal knows to have failed: parked followers and timers. Four queries at most."""
    return [Group("failed", 90, "Failed and tried again", _WHY_FAILED, (*_parked(by), *_timers(by)))]


def _parked(by: Actor) -> list[Item]:
    rows, seen = list(Parked.objects.order_by("position")[:MOST]), min(by.clearance, Level.L2)
    mine = Entry.objects.filter(department_id=by.department_id, position__in=[row.position for row in rows])
    entries = {entry.position: entry for entry in mine if not entry.named and entry.level <= seen} if rows else {}
    return [
        Item(
            key=f"parked:{row.pk}",
            text=f"{_words(row.follower)} failed {_times(row.attempts)} ({_kind(row.error)})",
            since=moment(entries[row.position].recorded_at),
            due=row.retry_at,
            of="next try",
            owner="systems",
            subject=entries[row.position].subject,
            is_late=False,
        )
        for row in rows
        if row.position in entries
    ]


def _timers(by: Actor) -> list[Item]:
    """Timers that failed; not those about something only named people may know."""
    rows = list(Timer.objects.filter(department_id=by.department_id, attempts__gt=0).order_by("due_at")[:MOST])
    about = {row.pk: str(row.data.get("about", row.subject)) for row in rows}
    apart = Entry.objects.filter(subject__in=set(about.values()), named=True).values_list("subject", flat=True)
    hidden = set(apart.distinct()) if rows else set()
    return [
        Item(
            key=f"timer:{row.pk}",
            text=f"{_words(row.kind)} failed {_times(row.attempts)}",
            since=row.due_at,
            due=row.leased_until or row.due_at + timedelta(minutes=1),
            of="next try",
            owner="systems",
            subject=about[row.pk],
            is_late=False,
        )
        for row in rows
        if about[row.pk] not in hidden
    ]


def _words(name: str) -> str:
    return name.replace(".", " ").replace("_", " ").capitalize()


def _kind(error: str) -> str:
    return error.partition(":")[0]


def _times(attempts: int) -> str:
    return "once" if attempts == 1 else f"{attempts} times"
