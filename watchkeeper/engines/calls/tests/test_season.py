"""The season: what was delivered in a year, by the department's clock, as far as the reader may know."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import a_coordinator, a_department, a_presenter, a_request, confirmed, on, the_house
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.engines.calls import actions, season
from watchkeeper.engines.calls.models import Appointment, Call
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db


def delivered(came: int = 10, service: str = "talk_safe_workplace") -> Call:
    call = confirmed(a_request(service), on(1, 10))
    Appointment.objects.filter(pk=call.pk).update(delivered_at=call.ends_at, attended=came)
    Call.objects.filter(pk=call.pk).update(status="delivered")
    call.holdings.update(released_at=call.ends_at)
    return call


def counted(year: int) -> dict[str, int]:
    return {one.key: one.done for one in season.counts(a_coordinator(), year)}


def test_only_the_departments_own_talks_that_were_delivered_count(stepped: SteppedClock) -> None:
    a_presenter("CP1", "presenter", "surveyor")
    year = on(1, 10).starts_at.year
    assert counted(year) == {"talks": 0, "people": 0}
    delivered(came=14)
    delivered(service="security_survey")
    confirmed(window=on(3, 10))
    gone = confirmed(window=on(4, 10))
    actions.cancel_call(gone, by=the_house(), reason="not needed")
    assert counted(year) == {"talks": 1, "people": 14}
    assert [one.of for one in season.counts(a_coordinator(), year)] == [100, None]


def test_a_year_begins_and_ends_by_the_departments_clock(stepped: SteppedClock) -> None:
    a_presenter()
    call = delivered()
    late = datetime(2026, 12, 31, 23, 30, tzinfo=zone_of(a_department().pk))
    Appointment.objects.filter(pk=call.pk).update(delivered_at=late)
    assert (counted(2026)["talks"], counted(2027)["talks"]) == (1, 0)


def test_a_test_and_another_departments_do_not_count_and_it_is_one_query(stepped: SteppedClock) -> None:
    a_presenter()
    call = delivered()
    Call.objects.filter(pk=delivered().pk).update(is_test=True)
    by, year = a_coordinator(), on(1, 10).starts_at.year
    cost = []
    for _ in range(3):  # what a process remembers for a second may lapse in between
        with CaptureQueriesContext(connection) as asked:
            assert season.counts(by, year)[0].done == 1
        cost.append(len(asked))
    assert min(cost) == 1
    assert season.counts(a_coordinator(a_department("elsewhere")), year)[0].done == 0
    Call.objects.filter(pk=call.pk).update(level=3)
    assert season.counts(by, year)[0].done == 0, "what one may not know is not counted"
