"""A page for each service: who may ask, what happens next, how long it takes today, and the sessions to come."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import a_coordinator, a_presenter
from watchkeeper.core.departments.models import Department
from watchkeeper.core.services import registry
from watchkeeper.core.services.kinds import Door
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.surfaces.portal import waiting
from watchkeeper.surfaces.portal.tests.conftest import Public, a_course


def test_every_public_service_has_a_page_in_both_languages(public: Public, department: Department) -> None:
    for service in registry.offered(department.pk):
        if Door.PORTAL in service.doors:
            for language in ("en", "es"):
                shown = public.see(f"/general/services/{service.key}/", data={"lang": language})
                assert f"/general/ask/{service.key}/" in shown


def test_what_is_booked_says_by_when_we_answer_and_when_it_could_be_had(public: Public, stepped: SteppedClock) -> None:
    a_presenter("CP1", "avade")
    shown = public.see("/general/services/talk_avade/")
    for words in ("Anyone, without an account.", "Within 1 working day.", "by Tue Mar 3,", "2 hours", "Next free time",
                  "Tuesday, March 3", "We propose three times", "You choose one", "the day before",
                  "617-555-0100"):  # fmt: skip
        assert words in shown
    assert "CP1" not in shown


def test_the_next_free_time_is_looked_up_once_in_a_minute(
    public: Public, stepped: SteppedClock, django_assert_max_num_queries: Any
) -> None:
    a_presenter("CP1", "avade")
    public.see("/general/services/talk_avade/")
    with django_assert_max_num_queries(7):
        assert "Next free time" in public.see("/general/services/talk_avade/")
    waiting.forget()
    a_presenter("CP1", "surveyor")
    assert "Next free time" in public.see("/general/services/security_survey/")


def test_with_nobody_who_could_come_no_time_is_named(public: Public) -> None:
    shown = public.see("/general/services/talk_avade/")
    assert "Next free time" not in shown
    assert "We propose three times" in shown


def test_what_is_dispatched_says_the_wait_of_now(public: Public) -> None:
    shown = public.see("/general/services/security_escort/")
    assert "usually" in shown
    assert "at worst" in shown
    assert "We propose" not in shown


def test_what_a_desk_answers_says_by_when_and_proposes_nothing(public: Public, stepped: SteppedClock) -> None:
    shown = public.see("/general/services/parking_request/")
    assert "Within 10 working days." in shown
    assert "by Mon Mar 16," in shown
    assert "propose" not in shown


def test_somebody_comes_after_an_incident_by_the_hour(public: Public, stepped: SteppedClock) -> None:
    shown = public.see("/general/services/survey_after_incident/")
    assert "Within 24 hours." in shown
    assert "We come" in shown


def test_what_costs_something_says_so_first(public: Public) -> None:
    assert "$75 an hour for each person who comes." in public.see("/general/services/security_detail/")
    assert "an hour for each person" not in public.see("/general/services/talk_avade/")


def test_the_sessions_to_come_are_listed_with_their_seats(public: Public, stepped: SteppedClock) -> None:
    near, full, gone = a_course(3, seats=2), a_course(5, seats=1), a_course(6)
    actions.enroll(full, by=a_coordinator(), requester="Ana")
    actions.cancel_call(gone, by=a_coordinator(), reason="storm")
    own = a_course(8, answers={"for_whom": "group"})
    shown = public.see("/general/services/course_cpr/")
    for words in ("Thursday, March 5", "Yawkey 2-220", "2 seats left", "Waitlist", near.appointment.uid):
        assert words in shown
    for never in (gone.appointment.uid, own.appointment.uid, "Ana", near.number):
        assert never not in shown


def test_what_lies_in_the_past_or_is_not_everybodys_is_not_listed(public: Public, stepped: SteppedClock) -> None:
    past, secret, tested = a_course(1), a_course(4), a_course(5)
    Call.objects.filter(pk=past.pk).update(starts_at=stepped.now())
    Call.objects.filter(pk=secret.pk).update(level=2)
    Call.objects.filter(pk=tested.pk).update(is_test=True)
    shown = public.see("/general/services/course_cpr/")
    assert "No session is in the calendar yet." in shown
    assert "/sessions/" not in shown


@pytest.mark.parametrize("key", ["nothing", "code_red", "standby_covert", "contentious_termination", "x" * 300])
def test_what_is_not_offered_in_public_is_not_there(public: Public, key: str) -> None:
    assert public.client.get(f"/general/services/{key}/").status_code == 404


def test_what_another_kind_of_department_offers_is_not_there(public: Public) -> None:
    assert public.client.get("/general/services/trip_registration/").status_code == 404
