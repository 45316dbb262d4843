"""How many queries each page costs is written down, and does not grow with history.

``query_counts.json`` beside this file is the list. A change of it is a decision to be seen in review; write it anew
with ``WRITE_QUERY_COUNTS=1 pytest tests/architecture/test_queries.py``.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.signing_in import a_browser
from tests.world import a_call, a_dispatcher, a_unit, sent
from watchkeeper.engines.calls import actions
from watchkeeper.kit import clock

pytestmark = pytest.mark.django_db

KEPT = Path(__file__).parent / "query_counts.json"
PAGES = (
    "/api/v1/board",
    "/api/v1/calls",
    "/api/v1/calls/{call}",
    "/api/v1/calls/{call}/recommendation",
    "/api/v1/units",
    "/console/board/",
    "/console/board/data",
    "/console/calls/{call}/",
    "/console/calls/{call}/panel",
    "/console/calls/{call}/row",
    "/console/command/complete?line=A.",
    "/console/exceptions/",
    "/console/exceptions/data",
    "/console/handover/",
    "/console/measures/",
    "/console/measures/changes/",
    "/field/",
    "/field/clock",
    "/field/state",
    "/field/words",
    "/general/",
    "/general/ask/security_escort/",
    "/me/",
    "/r/{token}/",
)


@pytest.fixture
def desk() -> dict[str, object]:
    """A small board: five open calls, one of them with a unit on scene."""
    by = a_dispatcher()
    calls = [a_call(by=by, place=f"Door {number}") for number in range(5)]
    units = [a_unit(f"A{number}") for number in range(4)]
    assignment = sent(calls[0], units[0], by=by)
    actions.move(assignment, by=by, to="on_scene")
    asker = calls[0].requesters.get()
    return {"call": calls[0].pk, "token": asker.token}


def _history(count: int) -> None:
    by = a_dispatcher()
    unit = a_unit("Z99")
    for number in range(count):
        call = a_call(by=by, place=f"Hall {number}", at=clock.now())
        actions.clear(sent(call, unit, by=by), by=by, outcome="arrived_safe")
        actions.close(call, by=by)


def _counts(known: dict[str, object], client: Client) -> dict[str, int]:
    # The least of three: what a process remembers for a second may lapse in between on a busy machine.
    return {page: min(_count(page.format(**known), client) for _ in range(3)) for page in PAGES}


def _count(address: str, client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200, address
    return sum(1 for query in asked if not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")))


@pytest.fixture
def browser() -> Client:
    return a_browser()


def test_each_page_costs_what_is_written_down(desk: dict[str, object], browser: Client) -> None:
    found = _counts(desk, browser)
    if os.environ.get("WRITE_QUERY_COUNTS"):
        KEPT.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    assert found == json.loads(KEPT.read_text(encoding="utf-8"))


def test_history_costs_no_page_a_query_more(desk: dict[str, object], browser: Client) -> None:
    before = _counts(desk, browser)
    _history(30)
    assert _counts(desk, browser) == before
