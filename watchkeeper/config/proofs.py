"""Which tests prove what the department owes, as the last ``make test`` on this very source found.

``docs/owed.json`` is written by the tests (never committed): the source's mark, and for each item its tests with how
they went. Of another source it says nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docs" / "owed.json"
_FOLDERS = ("watchkeeper", "tests", "departments")
_KINDS = frozenset({".py", ".html", ".js", ".css", ".json", ".jsonl", ".txt", ".po", ".geojson"})
_MADE = frozenset({"__pycache__", "vendor"})


def proofs() -> dict[str, dict[str, bool]]:
    """For each proved item its tests and whether each passed; empty when there is no such file or it is stale."""
    found = read(FILE)
    return found if found is not None else {}


def read(file: Path) -> dict[str, dict[str, bool]] | None:
    """What ``file`` says of this source; None when it says nothing."""
    try:
        told = orjson.loads(file.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    if not isinstance(told, dict) or told.get("source") != source():
        return None
    return {str(s): {str(test): passed is True for test, passed in tests.items()} for s, tests in told["items"].items()}


def add(file: Path, results: Mapping[str, Mapping[str, bool]]) -> None:
    """Add a run's ``results`` to what ``file`` says of this source; a test passes when it did in every run of it."""
    known: dict[str, dict[str, bool]] = read(file) or {}
    for s, tests in results.items():
        mine = known.setdefault(s, {})
        for test, passed in tests.items():
            mine[test] = passed and mine.get(test, True)
    told: dict[str, Any] = {"source": source(), "items": known}
    file.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")


def source() -> str:
    """A mark of everything the tests run over: another byte, another mark."""
    digest = hashlib.sha256()
    for folder in _FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in _KINDS and ".bundle." not in path.name and _MADE.isdisjoint(path.parts):
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
