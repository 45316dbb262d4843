"""A small subject for the journal's own tests: a verb, an actor, an action and a follower's wish list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from watchkeeper.core.journal import journal, verbs
from watchkeeper.core.journal.action import action
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.journal.verbs import Verb

VERBS = {
    "thing.said": Verb(
        sentence="said {text}: {why}", fields={"text": str, "why": str | None, "rows": dict[str, Any] | None}
    ),
    "thing.kept": Verb(sentence="kept {number} of {name}", fields={"name": str, "number": int}, personal=("name",)),
    "thing.forgotten": Verb(
        sentence="forgot {values} of {subjects}", fields={"subjects": list[str], "values": int}, destroys=True
    ),
}


@dataclass(frozen=True)
class Somebody:
    """As much of an actor as the journal asks for."""

    department_id: int = 1
    key: str = "person:1"
    device: str = ""


SOMEBODY = Somebody()


def actor_of(department_id: int, what: str) -> Somebody:
    """The house itself acting."""
    return Somebody(department_id, what)


@contextmanager
def declared() -> Iterator[None]:
    """The verbs of this page, for the length of a test."""
    with verbs.declared(VERBS):
        yield


@action
def say(text: str, *, by: Somebody = SOMEBODY, subject: str = "thing:1", **data: Any) -> Entry:
    """Write one entry."""
    return journal.write(by, "thing.said", subject, data={"text": text, **data})


@action
def say_named(text: str, *, by: Somebody, named: bool, **data: Any) -> Entry:
    """Write one entry that only named people may see, or anybody."""
    return journal.write(by, "thing.said", "thing:1", named=named, data={"text": text, **data})
