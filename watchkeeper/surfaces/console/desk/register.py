"""What a staff page is: one frozen value says it all, and the engine does the rest. See docs/staff-pages.md."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.kit.errors import NotAllowed
from watchkeeper.surfaces.console.desk import past
from watchkeeper.surfaces.console.desk.cells import Band, Cell, Fact, Look, Notice
from watchkeeper.surfaces.console.desk.filters import Filter
from watchkeeper.surfaces.console.desk.forms import DeskForm

RESERVED = frozenset({"view", "gap", "q", "sort", "after", "before", "columns", "state"})


@dataclass(frozen=True)
class Column:
    """A column: ``show`` gives the cell of a row, ``order`` is the field it sorts by ("" when it cannot).

    ``take`` is what goes into the CSV file when that is not the cell's own text.
    """

    key: str
    words: str
    show: Callable[[Any, Look], Cell | str]
    order: str = ""
    is_usual: bool = True
    take: Callable[[Any, Look], Any] | None = None


@dataclass(frozen=True)
class Where:
    """A named condition: a built-in view ("Escort lines") or a gap ("hours unknown"), shown with its count.

    ``is_whole`` is for one that is small whatever the history: then no filter cuts it to its usual period.
    """

    key: str
    words: str
    when: Callable[[Look], Q]
    is_counted: bool = True
    is_whole: bool = False


@dataclass(frozen=True)
class Once:
    """What ``act`` may return when the row comes with a secret: shown this once and kept nowhere.

    With ``cookie`` the secret is not shown but given to the browser at hand under that name, out of scripts' reach.
    """

    row: Any
    words: str
    secret: str
    cookie: str = ""


@dataclass(frozen=True)
class Button:
    """Something that can be done, with its form.

    ``act`` calls one action of the house and returns its subject, or :class:`Once`.
    ``fits`` says for which rows it is offered, ``needs`` defaults to the register's ``write``, ``letter`` is its key,
    ``said`` the sentence shown when it was done.
    """

    key: str
    words: str
    act: Callable[[Any, Actor, dict[str, Any]], Any]
    form: type[DeskForm] = DeskForm
    needs: Permission | None = None
    fits: Callable[[Any, Look], bool] = lambda row, look: True
    letter: str = ""
    said: str = "Kept."


def _no_facts(row: Any, look: Look) -> Sequence[Fact]:
    return ()


def _no_notices(row: Any, look: Look) -> Sequence[Notice]:
    return ()


def _all_of_it(row: Any, entries: QuerySet[Entry]) -> QuerySet[Entry]:
    return entries


def _nothing_more(rows: Sequence[Any], look: Look) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Register:
    """A staff page.

    ``rows`` gives what the reader may see, ``search`` the fields a typed word is looked for in, or a function from the
    text to a condition. ``order`` is the column sorted by at first ("-key" from the end). ``subject`` names a row in
    the journal; its history is read from there, and ``about_row`` keeps of it what is about this row, where the subject
    is more than the row. ``level`` is how private the rows are: from L2 on every reading is
    kept; ``is_noted`` says for which rows, where they differ. ``is_large`` is for tables that grow for ever: nothing
    is counted but what ``is_counted`` says, and only as far as 10,000. ``prepare`` may fetch at once what a page of
    rows needs besides. ``family`` is what the rail calls several registers that belong together: it leads to the
    first, and each links to the others. ``usual`` is the view that the rail opens. ``opens_too`` is a permission that
    opens the page beside ``read``, where ``rows`` gives each of both what it may see.
    """

    key: str
    title: str
    sentence: str
    one: str
    many: str
    read: Permission
    write: Permission
    rows: Callable[[Actor], QuerySet[Any]]
    columns: tuple[Column, ...]
    order: str
    subject: Callable[[Any], str]
    about_row: Callable[[Any, QuerySet[Entry]], QuerySet[Entry]] = _all_of_it
    name: Callable[[Any], str] = str
    about: Callable[[Any, Look], str] = lambda row, look: ""
    path: str = ""
    group: str = "Registry"
    family: str = ""
    usual: str = ""
    opens_too: Permission | None = None
    icon: str = "list-details"
    letter: str = ""
    level: Level = Level.L1
    search: tuple[str, ...] | Callable[[str], Q] = ()
    search_words: str = "Search"
    filters: tuple[Filter, ...] = ()
    views: tuple[Where, ...] = ()
    gaps: tuple[Where, ...] = ()
    details: Callable[[Any, Look], Sequence[Fact]] = _no_facts
    notices: Callable[[Any, Look], Sequence[Notice]] = _no_notices
    bands: Callable[[Look], Sequence[Band]] = lambda look: ()
    prepare: Callable[[Sequence[Any], Look], None] = _nothing_more
    edit: Button | None = None
    new: Button | None = None
    buttons: tuple[Button, ...] = ()
    link: Callable[[Any], str] | None = None
    is_noted: Callable[[Any], bool] | None = None
    is_large: bool = False

    def __post_init__(self) -> None:
        names = [name for one in self.filters for name in one.names]
        if len(set(names)) < len(names) or RESERVED & set(names):
            raise ValueError(f"{self.key}: a filter's name is taken: {names}")
        if self.order.lstrip("-") not in {one.key for one in self.columns if one.order}:
            raise ValueError(f"{self.key}: cannot be sorted by {self.order}")

    @property
    def home(self) -> str:
        """Where the rail leads."""
        return self.address(f"view={self.usual}" if self.usual else "")

    def noted(self, rows: Sequence[Any]) -> list[str]:
        """Which of ``rows`` are so private that reading them is kept, by subject."""
        is_noted = self.is_noted or (lambda row: self.level >= Level.L2)
        return [self.subject(row) for row in rows if is_noted(row)]

    def past(self, row: Any, by: Actor) -> QuerySet[Entry]:
        """What happened to ``row`` as far as ``by`` may know, newest first."""
        return self.about_row(row, past.visible(self.subject(row), by))

    def may_open(self, by: Actor) -> bool:
        """Whether ``by`` may read this register at all."""
        return self._is_read_by(by) and by.clearance >= self.level

    def admit(self, by: Actor) -> None:
        """Raise :class:`NotAllowed` unless ``by`` may read this register."""
        if not self._is_read_by(by):
            by.require(self.read)
        if by.clearance < self.level:
            raise NotAllowed(f"Your role is not cleared for this (L{int(self.level)}).")

    def _is_read_by(self, by: Actor) -> bool:
        return by.may(self.read) or (self.opens_too is not None and by.may(self.opens_too))

    def may(self, button: Button | None, by: Actor) -> bool:
        """Whether ``by`` may press ``button``."""
        return button is not None and by.may(button.needs or self.write)

    def column(self, key: str) -> Column | None:
        """The column ``key``."""
        return next((one for one in self.columns if one.key == key), None)

    def button(self, key: str) -> Button:
        """The button ``key``; raises a hidden :class:`NotAllowed` for one that is not there."""
        known = (*self.buttons, *((self.edit,) if self.edit else ()))
        found: Button | None = next((one for one in known if one.key == key), None)
        if found is None:
            raise NotAllowed("", hidden=True)
        return found

    def one_of(self, by: Actor, pk: int) -> Any:
        """The row ``pk`` as ``by`` may see it; raises a hidden :class:`NotAllowed` for strangers."""
        found = self.rows(by).filter(pk=pk).first() if pk < 1 << 63 else None
        if found is None:
            raise NotAllowed("", hidden=True)
        return found

    def address(self, state: str = "", *, pk: int | None = None, then: str = "") -> str:
        """The address of the list, of a row in it, or of ``then`` ("csv", "new", "columns", "views", "press:end")."""
        step, _, button = then.partition(":")
        name = f"desk_{self.key}" + (f"_{step}" if step else "_one" if pk is not None else "")
        kwargs: dict[str, Any] = {"pk": pk} if pk is not None else {}
        found = reverse(name, kwargs=kwargs | ({"button": button} if button else {}))
        return f"{found}?{state}" if state else found
