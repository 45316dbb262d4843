"""What a list can be narrowed by. Each kind reads its own words from the address and refuses what makes no sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Protocol

from django.db.models import Q

from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console.desk.cells import Look
from watchkeeper.surfaces.console.forms import day

Given = Mapping[str, str]
Options = Sequence[tuple[str, str]]


class Filter(Protocol):
    """One control of the filter row.

    ``q`` gives the condition; ``is_bounded`` tells it that something else asked for finds few rows by itself.
    """

    @property
    def key(self) -> str: ...

    @property
    def words(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def names(self) -> tuple[str, ...]: ...

    def q(self, given: Given, look: Look, *, is_bounded: bool = False) -> Q | None: ...

    def options(self, look: Look) -> Options: ...


@dataclass(frozen=True)
class Choice:
    """One of a few: ``choices`` gives value and words; ``field`` must equal the value."""

    key: str
    words: str
    field: str
    choices: Callable[[Look], Options]
    kind: str = "choice"

    @property
    def names(self) -> tuple[str, ...]:
        """The words of the address it reads."""
        return (self.key,)

    def options(self, look: Look) -> Options:
        """What can be chosen."""
        return self.choices(look)

    def q(self, given: Given, look: Look, *, is_bounded: bool = False) -> Q | None:
        """The condition, None when nothing is chosen. Raises :class:`Invalid` for what is not offered."""
        value = given.get(self.key, "")
        if not value:
            return None
        if value not in {one for one, _ in self.choices(look)}:
            raise Invalid(f"There is no such choice for {self.words.lower()}.", fields={self.key: ["not offered"]})
        return Q(**{self.field: value})


@dataclass(frozen=True)
class Text:
    """A field that holds what is typed; ``lookup`` is "icontains", "startswith" or "iexact"."""

    key: str
    words: str
    field: str
    lookup: str = "icontains"
    kind: str = "text"

    @property
    def names(self) -> tuple[str, ...]:
        """The words of the address it reads."""
        return (self.key,)

    def options(self, look: Look) -> Options:
        """Nothing to choose from."""
        return ()

    def q(self, given: Given, look: Look, *, is_bounded: bool = False) -> Q | None:
        """The condition, None when nothing is typed."""
        text = given.get(self.key, "").strip()[:100].replace("\x00", "")
        return Q(**{f"{self.field}__{self.lookup}": text}) if text else None


@dataclass(frozen=True)
class YesNo:
    """Yes, no, or any: ``when`` is the condition of yes."""

    key: str
    words: str
    when: Callable[[Look], Q]
    kind: str = "choice"

    @property
    def names(self) -> tuple[str, ...]:
        """The words of the address it reads."""
        return (self.key,)

    def options(self, look: Look) -> Options:
        """Yes and no."""
        return (("yes", "yes"), ("no", "no"))

    def q(self, given: Given, look: Look, *, is_bounded: bool = False) -> Q | None:
        """The condition, its contrary, or None."""
        value = given.get(self.key, "")
        if value not in {"", "yes", "no"}:
            raise Invalid(f"{self.words} is yes or no.", fields={self.key: ["yes or no"]})
        return None if not value else (self.when(look) if value == "yes" else ~self.when(look))


@dataclass(frozen=True)
class Days:
    """A stretch of local days, both included; ``field`` is a moment.

    ``usual`` is how far back one looks who names no day: for tables that grow for ever. What is bounded
    otherwise, as by a search, looks everywhere.
    """

    key: str
    words: str
    field: str
    usual: timedelta | None = None
    kind: str = "days"

    @property
    def names(self) -> tuple[str, ...]:
        """The words of the address it reads."""
        return (f"{self.key}_from", f"{self.key}_to")

    def options(self, look: Look) -> Options:
        """Nothing to choose from."""
        return ()

    def q(self, given: Given, look: Look, *, is_bounded: bool = False) -> Q | None:
        """The condition, None without either day. Raises :class:`Invalid` for what is no day."""
        since, until = (day(given, name) for name in self.names)
        found: dict[str, Any] = {}
        if since is not None:
            found[f"{self.field}__gte"] = datetime.combine(since, time(), look.zone)
        if until is not None:
            found[f"{self.field}__lt"] = datetime.combine(until + timedelta(days=1), time(), look.zone)
        if not found and self.usual is not None and not is_bounded:
            found[f"{self.field}__gte"] = look.now - self.usual
        return Q(**found) if found else None
