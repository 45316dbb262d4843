"""The little the journal must know of whoever acts; `people.actor.Actor` is one, and so is any test's stand-in."""

from __future__ import annotations

from typing import Protocol


class Acting(Protocol):
    """One who acts inside one department under a key the journal keeps ("person:7", "timer:overdue")."""

    @property
    def department_id(self) -> int: ...

    @property
    def key(self) -> str: ...

    @property
    def device(self) -> str: ...
