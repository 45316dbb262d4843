"""The board with a million closed calls behind it: time on the wire, gzipped size, number of queries."""

from __future__ import annotations

import gzip
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from watchkeeper.config.bench import Options, Say, client, environment, ground, history
from watchkeeper.config.bench.figures import percentile
from watchkeeper.config.bench.server import served

TITLE = "the board over HTTP with 1,000,000 closed calls, 30 open, 40 units"
CLOSED = 1_000_000
OPEN = 30
PATH = "/api/v1/board"


def run(database: str, options: Options, say: Say) -> list[dict[str, Any]]:
    """Two runs: without history and with a million closed calls laid in bulk, so that flatness shows."""
    bare = _measure(_stand(ground.lay()), 0, options, say)
    closed = int(CLOSED * options.scale)
    laid, bulk = history.under(closed, say)
    return [bare, {**_measure(_stand(laid), closed, options, say), "bulk": bulk}]


def _stand(laid: ground.Ground) -> str:
    """Have the open calls stand; gives a token to read the board with."""
    ground.open_calls(laid, OPEN)
    return ground.token(laid)


def _measure(token: str, closed: int, options: Options, say: Say) -> dict[str, Any]:
    say(f"the board over {closed:,} closed calls")
    headers = {"Authorization": f"Bearer {token}"}
    queries, body = _queries(headers)
    with served(workers=1, threads=2) as server:
        answer = client.send(
            {
                "work": "readings",
                "host": server.host,
                "port": server.port,
                "path": PATH,
                "headers": headers,
                "times": max(20, int(40 * options.seconds)),
            }
        )
    if answer["problems"]:
        raise RuntimeError(f"the board failed: {answer['problems'][0]}")
    size = answer["cycles"][-1]
    return {
        "version": environment.versions(),
        "closed_calls": closed,
        "open_calls": OPEN,
        "units": ground.FORTY,
        "p50_ms": percentile(answer["requests"], 50),
        "p95_ms": percentile(answer["requests"], 95),
        "gzip_kb": round((size if size > 0 else len(gzip.compress(body))) / 1024, 1),
        "queries": queries,
        "requests": len(answer["requests"]),
    }


def _queries(headers: dict[str, str]) -> tuple[int, bytes]:
    """How many queries one board costs once warm, and its body."""
    browser = Client(headers=headers)
    browser.get(PATH)
    with CaptureQueriesContext(connection) as captured:
        response = browser.get(PATH)
    assert response.status_code == 200, response.content[:300]
    return len(captured), response.content
