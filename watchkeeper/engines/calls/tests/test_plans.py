"""What is asked of the calls that stand finds them by a small index, before any statistics were ever taken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import a_call, a_dispatcher, a_unit, sent
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.calls.recommend import recommend
from watchkeeper.engines.calls.states import ENDED_OTHERWISE, OPEN
from watchkeeper.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by its statistics")


@pytest.mark.parametrize(
    ("status", "index"),
    [*((one, "call_open") for one in OPEN), *((one, "call_ended_otherwise") for one in ENDED_OTHERWISE)],
)
def test_calls_of_a_status_are_found_by_the_index_that_holds_few(status: str, index: str) -> None:
    found = Call.objects.visible_to(a_dispatcher()).standing(status).order_by("-opened_at", "-pk")
    assert f"INDEX {index} (department_id=? AND status=?)" in found.explain()


def test_a_service_s_calls_and_those_that_escalated_are_found_by_their_own() -> None:
    seen = Call.objects.visible_to(a_dispatcher())
    page = seen.filter(service="security_escort").order_by("-opened_at", "-pk")
    assert "INDEX call_service (department_id=? AND service=?)" in page.explain()
    late = seen.filter(escalated_at__gte=clock.now() - timedelta(hours=8)).order_by("escalated_at")
    assert "INDEX call_escalated (department_id=? AND escalated_at>?)" in late.explain()


def test_calls_by_name_only_are_looked_for_among_the_open_ones() -> None:
    assert "INDEX call_open" in Call.objects.visible_to(a_dispatcher()).open().filter(level__gt=2).explain()


@pytest.mark.parametrize("has_statistics", [False, True])
def test_whom_to_send_is_asked_of_open_assignments_and_of_the_last_hours_alone(has_statistics: bool) -> None:
    desk = a_dispatcher()
    call = a_call()
    sent(call, a_unit())
    with connection.cursor() as cursor:
        if has_statistics:
            cursor.execute("ANALYZE")
        with CaptureQueriesContext(connection) as asked:
            recommend(call, by=desk)
        plans = []
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plans += [row[3] for row in cursor.fetchall()]
    assert "SEARCH a USING INDEX assignment_open_unit (unit_id=?)" in plans
    assert "SEARCH a USING COVERING INDEX assignment_unit (unit_id=? AND assigned_at>? AND assigned_at<?)" in plans
    scanned = [plan for plan in plans if plan.startswith("SCAN") and "calls_unit" not in plan]
    assert [plan for plan in scanned if not plan.startswith("SCAN json_each")] == []  # the units known already


def test_every_status_finds_its_own() -> None:
    open_one, kept = a_call(), actions.log_call(by=a_dispatcher(), kind="hang_up")
    assert [list(Call.objects.standing(one)) for one in ("waiting", "closed", "merged")] == [[open_one], [kept], []]
