"""The lock file: what the catalog once asked and how it once ended may never be dropped, for old calls still hold it.

``python -m watchkeeper.core.services.lock`` adds what is new; ``--check`` says what is missing or was dropped.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import orjson

from watchkeeper.core.services.spec import Service

Kept: TypeAlias = dict[str, dict[str, Any]]
FILE = Path(__file__).parent / "catalog" / "lock.json"


def held(services: Iterable[Service]) -> Kept:
    """What calls of ``services`` may hold: questions with kind and answers, outcomes, states."""
    return {
        service.key: {
            "asks": {
                ask.key: {"kind": ask.kind.value, "choices": sorted(choice.value for choice in ask.choices)}
                for ask in service.asks
            },
            "outcomes": sorted(service.outcomes),
            "states": sorted(service.flow.every_state),
        }
        for service in services
    }


def dropped(locked: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Everything ``locked`` holds that ``now`` no longer has, in words."""
    lost: list[str] = []
    for key, before in locked.items():
        if key not in now:
            lost.append(f"the service {key}")
            continue
        after = now[key]
        for part in ("outcomes", "states"):
            lost += [f"{key}: {part[:-1]} {one}" for one in before[part] if one not in after[part]]
        for ask, was in before["asks"].items():
            lost += _lost_from(f"{key}: question {ask}", was, after["asks"].get(ask))
    return lost


def _lost_from(name: str, was: Mapping[str, Any], now: Mapping[str, Any] | None) -> list[str]:
    if now is None:
        return [name]
    lost = [f"{name} takes {was['kind']}"] if was["kind"] != now["kind"] else []
    return lost + [f"{name}, answer {choice}" for choice in was["choices"] if choice not in now["choices"]]


def read() -> Kept:
    """The lock file as it stands."""
    kept: Kept = orjson.loads(FILE.read_bytes()) if FILE.exists() else {}
    return kept


def main(arguments: list[str]) -> int:
    """Check or extend the lock file; 1 when something was dropped or is not locked yet."""
    import django

    django.setup()
    from watchkeeper.core.services.catalog import CATALOG

    locked, now = read(), held(CATALOG.values())
    if lost := dropped(locked, now):
        sys.stderr.write("Old calls still hold these; keep them (a question may be hidden, not dropped):\n")
        sys.stderr.writelines(f"  {one}\n" for one in lost)
        return 1
    if "--check" in arguments:
        if locked != now:
            sys.stderr.write("New in the catalog and not locked: run python -m watchkeeper.core.services.lock\n")
        return int(locked != now)
    FILE.write_bytes(orjson.dumps(now, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
