"""The registry of verbs: every kind of entry has a sentence, a schema and a level, declared before the first write."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any, Union

from watchkeeper.core.departments.levels import Level

# A field that holds a moment, as ISO 8601 with its offset: read in the department's own time.
Moment = Annotated[str, "moment"]
# A field that holds a key of a closed list ("report_to_follow"): read as words.
Word = Annotated[str, "word"]


class UndeclaredVerb(ValueError):
    """An entry was written with a verb or a field nobody declared, or a field of another type."""


@dataclass(frozen=True, kw_only=True)
class Verb:
    """What one kind of entry says.

    ``sentence`` is read after the actor's name and filled from the data; ``fields`` maps a field to its type, where
    ``str | None`` may be missing, a :data:`Moment` is read as a time of day and a :data:`Word` as words; ``personal``
    names the text fields kept outside the hashed text so that they can be destroyed one day
    (:mod:`watchkeeper.core.journal.personal`), ``marked`` those that may be, if the writer says so. A verb that
    ``destroys`` lists in ``subjects`` whose values were destroyed and in ``values`` how many.
    """

    sentence: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    level: Level = Level.L1
    personal: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()
    destroys: bool = False
    moments: frozenset[str] = field(default=frozenset(), init=False, compare=False)  # which fields hold one
    words: frozenset[str] = field(default=frozenset(), init=False, compare=False)

    def __post_init__(self) -> None:
        schema = {name: _allowed(kind) for name, kind in self.fields.items()}
        object.__setattr__(self, "_schema", schema)
        for name, kind in (("moments", Moment), ("words", Word)):
            object.__setattr__(self, name, frozenset(n for n, given in self.fields.items() if _is(kind, given)))
        object.__setattr__(self, "_required", tuple(n for n, kinds in schema.items() if type(None) not in kinds))
        if unknown := {*self.personal, *self.marked} - set(schema):
            raise ValueError(f"personal fields that are no fields: {sorted(unknown)}")
        if self.destroys and not {"subjects", "values"} <= set(schema):
            raise ValueError("a verb that destroys says of which subjects, and how many values")

    def check(self, key: str, data: Mapping[str, Any]) -> None:
        """Raise :class:`UndeclaredVerb` unless ``data`` holds exactly what verb ``key`` declares."""
        schema: dict[str, tuple[type, ...]] = self.__dict__["_schema"]
        for name, value in data.items():
            kinds = schema.get(name)
            if kinds is None:
                raise UndeclaredVerb(f"{key} declares no field {name!r}")
            if not isinstance(value, kinds):
                raise UndeclaredVerb(f"{key}: {name} is {type(value).__name__}, declared {self.fields[name]}")
        for name in self.__dict__["_required"]:
            if name not in data:
                raise UndeclaredVerb(f"{key}: {name} is missing")


def _is(kind: Any, given: Any) -> bool:
    return given == kind or kind in typing.get_args(given)


def _allowed(kind: Any) -> tuple[type, ...]:
    """The classes a declared type lets in: ``list[str] | None`` → (list, tuple, NoneType)."""
    if kind is Any:
        return (object,)
    if kind is None:
        return (type(None),)
    origin = typing.get_origin(kind)
    if origin in (Union, types.UnionType):
        return tuple(one for part in typing.get_args(kind) for one in _allowed(part))
    if origin is Annotated:
        return _allowed(typing.get_args(kind)[0])
    base = origin or kind
    if not isinstance(base, type):
        raise ValueError(f"not a type a verb can declare: {kind!r}")
    return {float: (float, int), list: (list, tuple), dict: (dict,)}.get(base, (base,))


_verbs: dict[str, Verb] = {}
_closed = False


def register(verbs: Mapping[str, Verb]) -> None:
    """Add an app's verbs; called from its ``AppConfig.ready`` and refused after the first entry is written."""
    if _closed:
        raise RuntimeError("verbs are declared at start-up, before the first entry is written")
    for key, verb in verbs.items():
        if _verbs.get(key, verb) != verb:
            raise ValueError(f"the verb {key!r} is declared twice")
        _verbs[key] = verb


def get(key: str) -> Verb:
    """The verb ``key``; the first look closes the registry. Raises :class:`UndeclaredVerb`."""
    global _closed
    _closed = True
    try:
        return _verbs[key]
    except KeyError:
        raise UndeclaredVerb(f"nobody declared the verb {key!r}") from None


def find(key: str) -> Verb | None:
    """The verb ``key``, or None for one that an older or newer house wrote."""
    return _verbs.get(key)


def all_verbs() -> Mapping[str, Verb]:
    """Every verb declared so far."""
    return types.MappingProxyType(_verbs)


@contextmanager
def declared(verbs: Mapping[str, Verb]) -> Iterator[None]:
    """Add ``verbs`` for the length of a block: for trials and tests of the journal itself."""
    added = {key: verb for key, verb in verbs.items() if key not in _verbs}
    _verbs.update(added)
    try:
        yield
    finally:
        for key in added:
            _verbs.pop(key, None)
