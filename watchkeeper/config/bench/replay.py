"""The replay with a million closed calls behind it: opening a past second, playing onward, drawing the timeline."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from watchkeeper.config.bench import Options, Say, environment, ground, history
from watchkeeper.config.bench.figures import percentile
from watchkeeper.core.journal import past, sealer, snapshots
from watchkeeper.kit import clock

TITLE = "the replay with 1,000,000 closed calls: a past second, the stretch after it, a day's timeline"
CLOSED = 1_000_000
PLACES = 60  # seconds all over the past that are opened
ROOT = "/console/replay"


def run(database: str, options: Options, say: Say) -> list[dict[str, Any]]:
    """One run: every request as the browser sends it, through the whole stack but the wire."""
    closed = int(CLOSED * options.scale)
    laid, bulk = history.under(closed, say)
    ground.open_calls(laid, 30)
    sealer.seal()
    say("taking snapshots")
    began = clock.monotonic()
    taken = snapshots.take_due()
    snapshots_s = clock.monotonic() - began
    browser = Client(headers={"Authorization": f"Bearer {ground.token(laid)}", "Accept": "application/json"})
    say("opening seconds of the past")
    timed = _Timed(browser)
    for instant in _instants(laid.department.pk):
        _visit(timed, instant)
    with CaptureQueriesContext(connection) as asked:
        browser.get(timed.last)
    found = {f"{what}_{name}_ms": percentile(spans, share) for what, spans in timed.spans.items() for name, share in _S}
    return [
        {
            "version": environment.versions(),
            "closed_calls": closed,
            "entries": sealer.last_position(),
            "snapshots": taken,
            "snapshots_s": round(snapshots_s, 1),
            "n": PLACES,
            "queries": len(asked),
            "most_kb": round(timed.most / 1024, 1),
            **found,
            "bulk": bulk,
        }
    ]


_S = (("p50", 50.0), ("p95", 95.0), ("p99", 99.0))


class _Timed:
    """Requests with how long each took, by what was asked."""

    def __init__(self, browser: Client) -> None:
        self._browser = browser
        self.spans: dict[str, list[float]] = {}
        self.most = 0
        self.last = ""

    def get(self, what: str, path: str) -> Any:
        began = clock.monotonic()
        answer = self._browser.get(path)
        self.spans.setdefault(what, []).append((clock.monotonic() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}: {answer.content[:300]!r}")
        if what == "second":
            self.most, self.last = max(self.most, len(answer.content)), path
        return answer


def _instants(department_id: int) -> list[datetime]:
    """Moments spread evenly over the whole past."""
    first, now = past.began_at(department_id), clock.now()
    assert first is not None
    return [first + (now - first) * part / (PLACES + 1) for part in range(1, PLACES + 1)]


def _visit(timed: _Timed, at: datetime) -> None:
    """Open one second as a page and as an answer, play on from there, and draw its day."""
    timed.get("page", f"{ROOT}/?at={_said(at)}")
    opened = timed.get("second", f"{ROOT}/at?at={_said(at)}").json()
    timed.get("onward", f"{ROOT}/onward?after={opened['cursor']}")
    timed.get("timeline", f"{ROOT}/marks?start={_said(at - timedelta(hours=12))}&end={_said(at + timedelta(hours=12))}")


def _said(at: datetime) -> str:
    return quote(at.isoformat())
