"""Life cycles over HTTP: open, assign, en route, on scene, clear, close, against the real server."""

from __future__ import annotations

from typing import Any

from watchkeeper.config.bench import Options, Say, client, environment, ground, history
from watchkeeper.config.bench.figures import percentile
from watchkeeper.config.bench.server import served

TITLE = "call life cycles over HTTP (six requests), 1 and 4 clients, empty and with 100,000 closed calls"
CLOSED = 100_000


def run(database: str, options: Options, say: Say) -> list[dict[str, Any]]:
    """Four runs: one and four clients, on an empty history and on a long one (laid in bulk)."""
    laid = ground.lay()
    token = ground.token(laid)
    runs = [_measure(laid, token, clients, 0, options, say) for clients in (1, 4)]
    closed = int(CLOSED * options.scale)
    laid, bulk = history.under(closed, say)
    token = ground.token(laid)
    runs += [{**_measure(laid, token, clients, closed, options, say), "bulk": bulk} for clients in (1, 4)]
    return runs


def _measure(laid: ground.Ground, token: str, clients: int, closed: int, options: Options, say: Say) -> dict[str, Any]:
    say(f"life cycles, {clients} clients over {closed:,} closed calls")
    with served(workers=2, threads=4) as server:
        answer = client.send(
            {
                "work": "life_cycles",
                "host": server.host,
                "port": server.port,
                "token": token,
                "clients": clients,
                "units": laid.units,
                "places": laid.places,
                "warm_s": min(2.0, options.seconds / 2),
                "seconds": options.seconds,
            }
        )
    if answer["problems"] and not answer["cycles"]:
        raise RuntimeError(f"no life cycle was completed: {answer['problems'][0]}")
    return {
        "version": environment.versions(),
        "clients": clients,
        "closed_calls": closed,
        "cycles_per_s": round(len(answer["cycles"]) / options.seconds, 1),
        "p50_ms": percentile(answer["requests"], 50),
        "p99_ms": percentile(answer["requests"], 99),
        "cycle_p50_ms": percentile(answer["cycles"], 50),
        "failed": len(answer["problems"]),
        "seconds": options.seconds,
    }
