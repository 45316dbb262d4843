"""What a list is asked for, read from its address: view, gap, search, filters, order and place in the list."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console.desk.register import Column, Register

LONGEST_SEARCH = 100
Mark = tuple[str | None, int]
_MARK = re.compile(r"(-?[0-9]{1,18})(?:\.([^\x00]*))?", re.DOTALL)  # a row's key, and the value it is sorted by


@dataclass(frozen=True)
class Asked:
    """A question to a list, with everything that is in its address and nothing else."""

    register: Register
    view: str = ""
    gap: str = ""
    q: str = ""
    sort: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    after: Mark | None = None
    before: Mark | None = None

    @property
    def column(self) -> Column:
        """The column sorted by."""
        found = self.register.column((self.sort or self.register.order).lstrip("-"))
        assert found is not None
        return found

    @property
    def is_down(self) -> bool:
        """Whether the largest comes first."""
        return (self.sort or self.register.order).startswith("-")

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return bool(self.view or self.gap or self.q or self.given)

    @property
    def state(self) -> str:
        """The question as the query of an address, without the place in the list: what a saved view keeps."""
        return self.with_()

    @property
    def here(self) -> str:
        """The question with the place in the list, so that a drawer opens beside the same rows."""
        marks = {"after": self.after, "before": self.before}
        return self.with_(**{name: written(mark) for name, mark in marks.items() if mark is not None})

    def with_(self, **changes: str) -> str:
        """The query with ``changes``; the place in the list is left, for it belongs to the question before."""
        held = {"view": self.view, "gap": self.gap, "q": self.q, **self.given, "sort": self.sort}
        return urlencode({name: value for name, value in (held | changes).items() if value})

    def sorted_by(self, column: Column) -> str:
        """The query that sorts by ``column``, the other way round when it is sorted by it already."""
        is_again = column.key == self.column.key and not self.is_down
        return self.with_(sort=f"-{column.key}" if is_again else column.key)


def read(given: Mapping[str, str], register: Register) -> Asked:
    """The question in ``given``. Raises :class:`Invalid` for a view, gap, order or mark that does not exist."""
    sort = given.get("sort", "")
    names = [name for one in register.filters for name in one.names]
    asked = Asked(
        register=register,
        view=_known(given, "view", {one.key for one in register.views}),
        gap=_known(given, "gap", {one.key for one in register.gaps}),
        q=given.get("q", "").strip()[:LONGEST_SEARCH].replace("\x00", ""),
        sort=sort if sort != register.order else "",
        given={name: value[:LONGEST_SEARCH] for name in names if (value := given.get(name, "").strip())},
        after=_mark(given.get("after", "")),
        before=_mark(given.get("before", "")),
    )
    column = register.column(sort.lstrip("-"))
    if sort and (column is None or not column.order):
        raise Invalid("This list cannot be sorted so.", fields={"sort": ["no such column"]})
    return asked


def written(mark: Mark) -> str:
    """A place in the list as a word of the address."""
    value, pk = mark
    text = str(pk) if value is None else f"{pk}.{value}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _mark(text: str) -> Mark | None:
    if not text:
        return None
    try:
        found = _MARK.fullmatch(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
    except ValueError:  # neither base64 nor text
        found = None
    if found is None:
        raise Invalid("This address names no place in the list.", fields={"after": ["unknown"]})
    return found[2], int(found[1])


def _known(given: Mapping[str, str], name: str, known: set[str]) -> str:
    value = given.get(name, "")
    if value and value not in known:
        raise Invalid(f"There is no such {name} of this list.", fields={name: ["unknown"]})
    return value
