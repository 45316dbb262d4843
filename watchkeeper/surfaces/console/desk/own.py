"""What each account likes its own way: which columns, and views of its own. Kept as preferences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from watchkeeper.core.people import preferences
from watchkeeper.core.people.actions import set_preference
from watchkeeper.core.people.actor import Actor
from watchkeeper.kit.errors import Invalid, NotAllowed
from watchkeeper.surfaces.console.desk.asked import read
from watchkeeper.surfaces.console.desk.register import Column, Register

MOST_VIEWS = 20
LONGEST_NAME = 40


@dataclass(frozen=True)
class Own:
    """One reader's ways with one register."""

    columns: tuple[Column, ...]
    views: tuple[tuple[str, str], ...]


def own(register: Register, by: Actor) -> Own:
    """What ``by`` chose, or what everybody begins with. One query."""
    kept = preferences.liked_of(by, [_key(register, "columns"), _key(register, "views")])
    chosen = kept.get(_key(register, "columns"))
    columns = [one for one in register.columns if (one.key in chosen if chosen else one.is_usual)]
    return Own(tuple(columns) or register.columns[:1], _views(kept.get(_key(register, "views"))))


def _views(value: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(state)) for name, state in value) if isinstance(value, list) else ()


def choose_columns(register: Register, by: Actor, keys: list[str]) -> None:
    """Keep which columns ``by`` wants; none at all means the usual ones. Raises :class:`Invalid` for one unknown."""
    if unknown := set(keys) - {one.key for one in register.columns}:
        raise Invalid(f"There is no such column: {', '.join(sorted(unknown))[:80]}.", fields={"columns": ["unknown"]})
    set_preference(preferences.own_account(by), by=by, key=_key(register, "columns"), value=keys)


def keep_view(register: Register, by: Actor, *, name: str, state: str) -> None:
    """Keep the question ``state`` as a view of one's own; one of the same name is replaced.

    Raises :class:`Invalid` without a name, with one too long, beyond twenty views, or for a question the register
    does not know.
    """
    words = _name(name)
    views = dict(own(register, by).views)
    if not words:
        raise Invalid("Give the view a name.", fields={"name": ["required"]})
    views[words] = read(QueryDict(state).dict(), register).state
    if len(views) > MOST_VIEWS:
        raise Invalid(f"{MOST_VIEWS} views of one's own are kept; delete one first.", fields={"name": ["too many"]})
    _keep(register, by, views)


def rename_view(register: Register, by: Actor, *, old: str, name: str) -> None:
    """Give a view of one's own another name; an empty one deletes it. Raises a hidden :class:`NotAllowed`."""
    views = dict(own(register, by).views)
    words = _name(name)
    if old not in views:
        raise NotAllowed("", hidden=True)
    if words and words != old and words in views:
        raise Invalid("There is a view of that name already.", fields={"name": ["taken"]})
    _keep(register, by, {(words if one == old else one): state for one, state in views.items() if words or one != old})


def _name(name: str) -> str:
    words = name.strip()
    if len(words) > LONGEST_NAME:
        raise Invalid(f"The name of a view has up to {LONGEST_NAME} characters.", fields={"name": ["too long"]})
    return words


def _keep(register: Register, by: Actor, views: dict[str, str]) -> None:
    value = [[name, state] for name, state in views.items()]
    set_preference(preferences.own_account(by), by=by, key=_key(register, "views"), value=value)


def _key(register: Register, what: str) -> str:
    return f"desk:{register.key}:{what}"
