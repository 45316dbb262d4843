"""The journal: appending through the action, sealing, laying in bulk, and verifying a million entries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from django.db import connection

from watchkeeper.config.bench import Options, Say, environment, ground
from watchkeeper.config.bench.figures import percentile
from watchkeeper.core.journal import bulk, past, sealer, snapshots
from watchkeeper.core.journal.feed import View
from watchkeeper.core.journal.sealing import moment, stamp
from watchkeeper.core.journal.verify import verify
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.rows import seen
from watchkeeper.kit import clock

TITLE = "the journal: append, seal, verify 1,000,000 entries, open a past second"
MILLION = 1_000_000
_STARTS = "2025-01-01T00:00:00.000000Z"


def run(database: str, options: Options, say: Say) -> list[dict[str, Any]]:
    """One run: entries a second through an action, sealed a second, and the whole read back."""
    laid = ground.lay()
    append = _append(laid, options.seconds)
    many = int(MILLION * options.scale)
    say(f"laying {many:,} entries in bulk")
    began = clock.monotonic()
    bulk.lay(_lines(laid.department.pk, many))
    laying = clock.monotonic() - began
    say("verifying")
    report = verify()
    opened = _open_past(laid.department.pk, say)
    size = sealer.last_position()
    return [
        {
            "version": environment.versions(),
            **append,
            "entries": size,
            "laid_in_bulk": many,
            "bulk_s": round(laying, 1),
            "verify_s": round(report.seconds, 1),
            "verify_entries_per_s": round(report.entries / max(report.seconds, 1e-6)),
            "verify_ok": report.ok,
            **opened,
        }
    ]


def _append(laid: ground.Ground, seconds: float) -> dict[str, Any]:
    """One writer, one radio line an action: state, entry and commit; then the sealing of all of them (PostgreSQL)."""
    sealer.seal()
    spans = []
    end = clock.monotonic() + seconds
    while clock.monotonic() < end:
        began = clock.monotonic()
        actions.radio(by=laid.dispatcher, text="A12, on my way")
        spans.append((clock.monotonic() - began) * 1000)
    began = clock.monotonic()
    sealed = sealer.seal()
    took = clock.monotonic() - began
    return {
        "appends_per_s": round(len(spans) / seconds),
        "append_p50_ms": percentile(spans, 50),
        "append_p99_ms": percentile(spans, 99),
        "seals_per_s": round(sealed / took) if sealed and connection.vendor == "postgresql" else None,
    }


def _lines(department_id: int, many: int) -> Iterator[bulk.Line]:
    """Six entries a call with a row each, as the actions write them; some thirty calls are open at a time."""
    start = moment(_STARTS).timestamp()
    for number in range(many):
        call, step = divmod(number, 6)
        subject = f"call:{call + 10_000_000}"
        row = (
            None if step == 5 else {"k": subject, "v": step + 1, "n": f"25-{call:06d}", "pl": "Lobby", "lvl": 2, "p": 3}
        )
        data = orjson.dumps({"number": f"25-{call:06d}", "rows": {subject: row}, "text": "on the way"}).decode()
        at = stamp(moment(_STARTS).fromtimestamp(start + number * 5, tz=moment(_STARTS).tzinfo))
        yield bulk.Line(department_id, at, "person:1", "call.noted", subject, data, "area:1", 2)


def _open_past(department_id: int, say: Say) -> dict[str, Any]:
    """Take the snapshots, then open seconds all over the past."""
    say("taking snapshots")
    began = clock.monotonic()
    taken = snapshots.take_due()
    took = clock.monotonic() - began
    last = sealer.last_position()
    spans = []
    for part in range(1, 21):
        began = clock.monotonic()
        past.board_at(View(department_id, 2), last * part // 20 - 500, seen)
        spans.append((clock.monotonic() - began) * 1000)
    return {"snapshots": taken, "snapshots_s": round(took, 1), "past_second_p95_ms": percentile(spans, 95)}
