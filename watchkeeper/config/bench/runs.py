"""The list of runs with a thousand open and years of them behind: how long the server works on each of its pages."""

from __future__ import annotations

import gc
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from watchkeeper.config.bench import Options, Say, environment, ground
from watchkeeper.config.bench.figures import percentile
from watchkeeper.core.journal.transaction import writing
from watchkeeper.core.people.actions import sign_in
from watchkeeper.core.people.actor import system
from watchkeeper.core.people.session_store import SessionStore
from watchkeeper.engines.playbooks import versions
from watchkeeper.engines.playbooks.catalog import CATALOG
from watchkeeper.engines.playbooks.models import PlaybookVersion, Proof, Run, Step
from watchkeeper.engines.playbooks.states import RunStatus, StepStatus
from watchkeeper.kit import clock

TITLE = "the list of runs: 1,000 open with 50,000 steps, and 100,000 completed behind them"
OPEN = 1_000
STEPS = 50
DONE = 25  # of them, with a proof each
PAST = 100_000
TIMES = 200
TARGET_MS = 100
_CHUNK = 5_000


def run(database: str, options: Options, say: Say) -> list[dict[str, Any]]:
    """One run for each page: milliseconds in the server's own stack, from request to answer."""
    laid = ground.lay()
    opened, past = max(50, int(OPEN * options.scale)), int(PAST * options.scale)
    with writing():
        version = versions.in_force(CATALOG["code_pink"], system(laid.department.pk, "bench"))
    say(f"laying {opened:,} open runs and {past:,} completed")
    began = clock.monotonic()
    some = _lay_open(version, opened)
    _lay_past(version, past)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    bulk = {"runs": opened + past, "steps": opened * STEPS, "took_s": round(clock.monotonic() - began, 1),
            "how": "laid in bulk, not through the actions"}  # fmt: skip
    browser = _signed_in(laid)
    times = max(20, int(TIMES * min(1.0, options.scale * options.seconds / 8)))
    pages = {
        "today": "/console/runs/all/?view=today",
        "late": "/console/runs/all/?view=late",
        "all": "/console/runs/all/",
        "counts": "/console/runs/all/counts/",
        "one run": f"/console/runs/{some.pk}/",
    }
    return [
        {"version": environment.versions(), "page": name, "bulk": bulk} | _measured(browser, name, path, times, say)
        for name, path in pages.items()
    ]


def _lay_open(version: PlaybookVersion, many: int) -> Run:
    now = clock.now()
    runs = [_run(version, number, RunStatus.STARTED, now, number % 240) for number in range(many)]
    Run.objects.bulk_create(runs, batch_size=_CHUNK)
    steps = [
        Step(
            run=run, key=f"search-{number + 1}", position=number, place=f"Place {number + 1}",
            status=StepStatus.DONE if number < DONE else StepStatus.TO_DO, at=now if number < DONE else None,
        )
        for run in runs
        for number in range(STEPS)
    ]  # fmt: skip
    Step.objects.bulk_create(steps, batch_size=_CHUNK)
    done = (step for step in steps if step.status == StepStatus.DONE)
    Proof.objects.bulk_create(
        [Proof(step=step, at=now, by="person:1", by_name="A12", value="clear") for step in done], batch_size=_CHUNK
    )
    return runs[0]


def _lay_past(version: PlaybookVersion, many: int) -> None:
    now = clock.now()
    for first in range(0, many, _CHUNK):
        numbers = range(first, min(many, first + _CHUNK))
        Run.objects.bulk_create([_run(version, one, RunStatus.COMPLETED, now, 300 + one * 15) for one in numbers])


def _run(version: PlaybookVersion, number: int, status: RunStatus, now: datetime, minutes: int) -> Run:
    began = now - timedelta(minutes=minutes)
    return Run(
        department_id=version.department_id, playbook=version, key=version.key, place=f"Ward {number % 90}",
        status=status, started_at=began, starts_at=began, ends_at=began + timedelta(hours=2),
        ended_at=began + timedelta(hours=1) if status == RunStatus.COMPLETED else None, done_by="person:1",
    )  # fmt: skip


def _signed_in(laid: ground.Ground) -> Client:
    """A browser signed in as the dispatcher."""
    store = SessionStore()
    store.update({"_auth_user_id": str(laid.account.pk), "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[0]})
    store["_auth_user_hash"] = laid.account.get_session_auth_hash()
    store.create()
    key = str(store.session_key)
    sign_in(laid.account, by=laid.dispatcher, session_key=key, method="password", device="bench")
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = key
    return browser


def _measured(browser: Client, name: str, path: str, times: int, say: Say) -> dict[str, Any]:
    say(f"runs: {name}")
    for _ in range(3):
        answer = browser.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    with CaptureQueriesContext(connection) as captured:
        browser.get(path)
    queries = len(captured)
    gc.collect()
    took = []
    for _ in range(times):
        began = clock.monotonic()
        browser.get(path)
        took.append(1000 * (clock.monotonic() - began))
    p95 = percentile(took, 95)
    return {
        "requests": times,
        "queries": queries,
        "p50_ms": percentile(took, 50),
        "p95_ms": p95,
        "p99_ms": percentile(took, 99),
        "met": p95 is not None and p95 <= TARGET_MS,
    }
