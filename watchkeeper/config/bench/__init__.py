"""Measuring the product itself: one module per bench, each run once per database on real data.

A bench module has ``TITLE`` (what it measures, one line) and ``run(database, options, say) -> list[dict]``:
``database`` is ``"sqlite"`` or ``"postgresql"``, connected and freshly migrated; each dict is one run of the report.
``DATABASES`` limits it when it has nothing to do with one of them.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from watchkeeper.config.bench import environment

NAMES = (
    "lifecycle",
    "board",
    "feed",
    "recommend",
    "duplicates",
    "journal",
    "replay",
    "parse",
    "invariants",
    "console",
    "measures",
    "calendar",
    "portal",
    "runs",
)
BOTH = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Options:
    """How big: ``scale`` 1 is the figure of record; a smoke test uses less and says so. ``seconds`` per timed run."""

    scale: float = 1.0
    seconds: float = 8.0


Say = Callable[[str], None]


def module(name: str) -> ModuleType:
    """The module of one bench."""
    return importlib.import_module(f"watchkeeper.config.bench.{name}")


def title(name: str) -> str:
    """What it measures, in one line."""
    return str(module(name).TITLE)


def databases(name: str) -> Sequence[str]:
    """Which databases it is run on."""
    found: Sequence[str] = getattr(module(name), "DATABASES", BOTH)
    return found


def run(name: str, database: str, options: Options, say: Say) -> list[dict[str, Any]]:
    """Run one bench on the connected database; each run says how fast the machine itself was before and after."""
    before = environment.loop_ms()
    runs: list[dict[str, Any]] = module(name).run(database, options, say)
    noise = {"loop_before_ms": before, "loop_after_ms": environment.loop_ms()}
    return [{"bench": name, "database": database, **one, **noise} for one in runs]
