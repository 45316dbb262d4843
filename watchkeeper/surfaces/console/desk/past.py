"""What the journal says about one row, as far as its reader may know, and whether it changed since it was shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import journal
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.journal.sealing import moment
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.naming import names
from watchkeeper.kit.errors import Refused
from watchkeeper.surfaces.console.desk.cells import Look, look_of

MOST = 20


@dataclass(frozen=True)
class Told:
    """One line of history: when (local), who by call name, what."""

    pk: int
    at: str
    who: str
    text: str


def visible(subject: str, by: Actor) -> QuerySet[Entry]:
    """The entries about ``subject`` that ``by`` may know, newest first; the questions below are asked of these."""
    seen = Entry.objects.filter(subject=subject, department_id=by.department_id, named=False)
    return seen.filter(level__lte=min(by.clearance, Level.L2)).order_by("-id")


def history(entries: QuerySet[Entry], look: Look, most: int = MOST) -> list[Told]:
    """The last ``most`` of ``entries`` in words. Three queries at most."""
    return told(list(entries[:most]), look)


def newest(entries: QuerySet[Entry]) -> int:
    """The key of the last of ``entries``; 0 before there is one. A row as its reader knows it is named by it."""
    return entries.values_list("id", flat=True).first() or 0


def since(entries: QuerySet[Entry], seen: int, look: Look) -> list[Told]:
    """What others did after the entry ``seen``."""
    return told(list(entries.filter(id__gt=seen).exclude(actor=look.by.key)[:3]), look)


def require_unchanged(entries: QuerySet[Entry], seen: int, by: Actor) -> None:
    """Raise :class:`Refused` in words when anybody else changed the row after the entry ``seen``."""
    changes = since(entries, seen, look_of(by))
    if changes:
        said = " ".join(f"{one.who} {one.text} at {one.at}." for one in changes)
        raise Refused(f"Nothing was saved, for this was changed meanwhile. {said}", code="changed_meanwhile")


def told(entries: list[Entry], look: Look) -> list[Told]:
    """``entries`` in words, as they come. Two queries."""
    called = names(entry.actor for entry in entries)
    several = zip(entries, journal.sentences(entries), strict=True)
    return [Told(entry.pk, look.moment(moment(entry.at)), called[entry.actor], text) for entry, text in several]
