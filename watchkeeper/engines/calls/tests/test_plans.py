"""What is asked of the calls that stand finds them by a small index, before any statistics were ever taken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from tests.world import a_call, a_dispatcher
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call
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


def test_every_status_finds_its_own() -> None:
    open_one, kept = a_call(), actions.log_call(by=a_dispatcher(), kind="hang_up")
    assert [list(Call.objects.standing(one)) for one in ("waiting", "closed", "merged")] == [[open_one], [kept], []]
