"""What the department owes, item by item: who carries it, which test proves it, and so whether it works.

The items are those two departments publish of themselves (``owed.jsonl``: number, name, kind, what the platform owes).
An item is carried by the services that name it (``Service.owes``) and by what :mod:`carried` names beside them. It
works when something carries it and every test that names it in ``@pytest.mark.proves("S24")`` passed on this very
source; it is partial when something carries it and that is not shown; else it is missing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from watchkeeper.core.services.carried import CARRIED
from watchkeeper.core.services.catalog import CATALOG

Status = Literal["works", "partial", "missing"]
FILE = Path(__file__).with_name("owed.jsonl")


@dataclass(frozen=True)
class Item:
    """One thing a department publishes that it does; ``kind`` is SVC, LINE, FIG and so on, ``engines`` carry it."""

    s: str
    name: str
    kind: str
    obligation: str
    engines: tuple[str, ...]


@dataclass(frozen=True)
class Owed:
    """An item with what carries it and the tests that prove it, passed or not."""

    item: Item
    carried_by: tuple[str, ...]
    proved_by: tuple[str, ...]
    status: Status

    def row(self) -> dict[str, Any]:
        """As ``watchkeeper services --owed --json`` prints it."""
        return {
            "s": self.item.s,
            "name": self.item.name,
            "carried_by": list(self.carried_by),
            "proved_by": list(self.proved_by),
            "status": self.status,
        }


@cache
def items() -> tuple[Item, ...]:
    """Every item, S01 first."""
    rows = (json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines())
    return tuple(Item(row["s"], row["name"], row["kind"], row["obligation"], tuple(row["engines"])) for row in rows)


def carriers(s: str) -> tuple[str, ...]:
    """What carries item ``s``: services of the catalog by key, then lines, pages and measures by address."""
    services = tuple(f"service:{key}" for key, service in CATALOG.items() if s in service.owes)
    return services + CARRIED.get(s, ())


def owed(proofs: Mapping[str, Mapping[str, bool]]) -> list[Owed]:
    """Every item with its status; ``proofs`` gives for each item its tests and whether each passed."""
    return [_owed(item, proofs.get(item.s, {})) for item in items()]


def _owed(item: Item, proofs: Mapping[str, bool]) -> Owed:
    carried = carriers(item.s)
    return Owed(item, carried, tuple(sorted(proofs)), _status(carried, list(proofs.values())))


def _status(carried: Sequence[str], passed: Sequence[bool]) -> Status:
    if not carried:
        return "missing"
    return "works" if passed and all(passed) else "partial"
