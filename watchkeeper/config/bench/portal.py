"""The public's pages with a long history behind them: how long the server works on each."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from watchkeeper.config.bench import Options, Say, environment, history
from watchkeeper.config.bench.figures import percentile
from watchkeeper.config.bench.ground import Ground
from watchkeeper.config.simulate.presenters import plan, raise_presenters
from watchkeeper.config.simulate.setting import PLANNED_DAYS
from watchkeeper.core.people.actor import system
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Requester
from watchkeeper.kit import clock, ids

TITLE = "the public's pages over 100,000 closed calls: home, services, one service, a request followed"
CLOSED = 100_000
TIMES = 300
TARGET_MS = 50
SERVICE = "talk_safe_workplace"


def run(database: str, options: Options, say: Say) -> list[dict[str, Any]]:
    """One run for each page that there is: milliseconds in the server's own stack, from request to answer."""
    closed = int(CLOSED * options.scale)
    laid, bulk = history.under(closed, say)
    by = system(laid.department.pk, "bench")
    plan(laid.department, by, raise_presenters(laid.department, by), days=PLANNED_DAYS)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    times = max(20, int(TIMES * min(1.0, options.scale * options.seconds / 8)))
    return [
        {"version": environment.versions(), "page": name, "closed_calls": closed, "bulk": bulk}
        | _measured(name, path, times, say)
        for name, path in _pages(laid).items()
    ]


def _pages(laid: Ground) -> Mapping[str, str]:
    """Each page's address; those that nobody serves are left out."""
    key = laid.department.key
    portal = system(laid.department.pk, "portal")
    waiting = actions.open_call(by=portal, service="security_escort", place_ref=laid.places[0], door="portal")
    booked = actions.open_call(by=portal, service=SERVICE, place_ref=laid.places[1], door="portal")
    over = Requester.objects.filter(call__status="closed").order_by("pk")[0]
    over.token = ids.token()  # history has tokens of its own that nobody's link could hold
    over.save(update_fields=["token"])
    wanted: dict[str, tuple[str, list[str]]] = {
        "home": ("portal:home", [key]),
        "services": ("portal:services", [key]),
        "one service": ("portal:service", [key, SERVICE]),
        "asking for it": ("portal:ask", [key, SERVICE]),
        "following, a unit waited for": ("portal:follow", [Requester.objects.get(call=waiting).token]),
        "following, asked for": ("portal:follow", [Requester.objects.get(call=booked).token]),
        "following, long over": ("portal:follow", [over.token]),
    }
    found = {}
    for name, (view, arguments) in wanted.items():
        try:
            found[name] = reverse(view, args=arguments)
        except NoReverseMatch:
            continue
    return found


def _measured(name: str, path: str, times: int, say: Say) -> dict[str, Any]:
    say(f"portal: {name}")
    browser = Client()
    for _ in range(5):
        answer = browser.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    with CaptureQueriesContext(connection) as captured:
        browser.get(path)
    queries = len(captured)  # the log is emptied by the next request
    gc.collect()
    took = []
    for _ in range(times):
        began = clock.monotonic()
        answer = browser.get(path)
        took.append(1000 * (clock.monotonic() - began))
    p95 = percentile(took, 95)
    return {
        "requests": times,
        "queries": queries,
        "kb": round(len(answer.content) / 1024, 1),
        "p50_ms": percentile(took, 50),
        "p95_ms": p95,
        "p99_ms": percentile(took, 99),
        "met": p95 is not None and p95 <= TARGET_MS,
    }
