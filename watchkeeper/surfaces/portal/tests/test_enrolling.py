"""A seat in a session: taken by a form, a place in line when it is full, and given up again."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.world import a_coordinator
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call, Enrollment, Requester
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.surfaces.portal import enrolling
from watchkeeper.surfaces.portal.tests.conftest import Public, a_course, asker


@pytest.fixture
def course(public: Public, stepped: SteppedClock) -> Call:
    return a_course(seats=1)


def _path(course: Call) -> str:
    return f"/general/sessions/{course.appointment.uid}/"


def _enroll(public: Public, course: Call, name: str = "Ana", **more: Any) -> Requester:
    return asker(public.client.post(_path(course), {"name": name, **more}))


def test_a_seat_is_taken_and_the_page_says_when_and_where(public: Public, course: Call) -> None:
    shown = public.see(_path(course))
    for words in ("CPR class", "Thursday, March 5", "13:00 – 16:00", "Yawkey 2-220", "1 of 1 seats is left."):
        assert words in shown
    mine = _enroll(public, course, contact="x4-1000", unit="Nursing")
    assert (mine.name, mine.callback, mine.answers, mine.door) == ("Ana", "x4-1000", {"unit": "Nursing"}, "portal")
    assert mine.enrollment.seated_at is not None
    shown = public.see(f"/r/{mine.token}/")
    for words in ("<h1>You have a seat</h1>", "Thursday, March 5", "Yawkey 2-220", "CPR instructor", "Give up my seat"):
        assert words in shown
    assert "I need another time" not in shown


def test_when_it_is_full_it_says_so_and_one_waits_in_line(public: Public, course: Call) -> None:
    first = _enroll(public, course)
    shown = public.see(_path(course))
    assert "All 1 seats are taken; 0 wait in line." in shown
    assert "It is full. Enroll all the same" in shown
    second, third = _enroll(public, course, "Ben"), _enroll(public, course, "Cem")
    assert "<h1>You are number 1 in line</h1>" in public.see(f"/r/{second.token}/")
    assert "<h1>You are number 2 in line</h1>" in public.see(f"/r/{third.token}/")
    assert "You gave up your seat" in public.post(first, "cancel")
    assert "<h1>You have a seat</h1>" in public.see(f"/r/{second.token}/")
    assert "<h1>You are number 1 in line</h1>" in public.see(f"/r/{third.token}/")
    assert "You left the line" in public.post(third, "cancel")
    course.refresh_from_db()
    assert course.status == "confirmed"


def test_nobody_sees_who_else_comes(public: Public, course: Call) -> None:
    first, second = _enroll(public, course, "Zebulon"), _enroll(public, course, "Quentin")
    assert "Quentin" not in public.see(f"/r/{first.token}/")
    assert "Zebulon" not in public.see(f"/r/{second.token}/") + public.see(_path(course))


def test_the_same_form_sent_twice_is_one_seat(public: Public, course: Call) -> None:
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', public.see(_path(course))))
    first, second = (_enroll(public, course, **hidden) for _ in range(2))
    assert first == second
    assert Enrollment.objects.count() == 1


@pytest.mark.parametrize(
    "bad", [{"name": ""}, {"name": "   "}, {"name": "x" * 121}, {"contact": "x" * 61}, {"unit": "x" * 121},
            {"name": "a\x00b"}, {"client_id": "x" * 65}],
)  # fmt: skip
def test_what_cannot_be_kept_is_asked_again(public: Public, course: Call, bad: dict[str, str]) -> None:
    answer = public.client.post(_path(course), {"name": "Ana", **bad})
    assert answer.status_code == 422
    assert "Not sent yet." in answer.content.decode()
    assert not Enrollment.objects.exists()


def test_what_was_typed_is_shown_escaped(public: Public, course: Call) -> None:
    shown = public.client.post(_path(course), {"unit": "<script>"}).content.decode()
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


def test_very_many_from_one_browser_are_asked_to_call(public: Public, course: Call) -> None:
    public.see(_path(course))
    for n in range(enrolling.MOST_OF_BROWSER):
        _enroll(public, course, f"N{n}")
    answer = public.client.post(_path(course), {"name": "One more"})
    assert answer.status_code == 422
    assert "Many seats were taken from here just now." in answer.content.decode()
    assert Enrollment.objects.count() == enrolling.MOST_OF_BROWSER


@pytest.mark.parametrize("uid", ["0" * 24, "x", "%00", "../r", "contentious_termination"])
def test_a_session_nobody_has_heard_of_is_not_there(public: Public, course: Call, uid: str) -> None:
    assert public.client.get(f"/general/sessions/{uid}/").status_code == 404


def test_what_nobody_enrolls_in_has_no_such_page(public: Public, stepped: SteppedClock) -> None:
    talk = public.ask("talk_avade", place_text="Ellison 12").call
    assert public.client.get(_path(talk)).status_code == 404
    secret = a_course()
    Call.objects.filter(pk=secret.pk).update(level=3)
    assert public.client.get(_path(secret)).status_code == 404


def test_another_departments_session_is_not_there(public: Public, course: Call) -> None:
    from watchkeeper.core.departments.models import Department

    Department.objects.create(key="campus", name="Campus Police", kind="campus")
    assert public.client.get(f"/campus/sessions/{course.appointment.uid}/").status_code == 404


def test_a_session_that_began_or_was_called_off_takes_nobody_any_more(
    public: Public, course: Call, stepped: SteppedClock
) -> None:
    other = a_course(5)
    actions.cancel_call(other, by=a_coordinator(), reason="storm")
    stepped.advance(timedelta(days=4))
    for one in (course, other):
        assert "This session takes nobody any more" in public.see(_path(one))
        assert public.client.post(_path(one), {"name": "Ana"}).status_code == 422
    assert not Enrollment.objects.exists()


def test_who_asked_for_a_session_of_their_own_hands_out_its_link(public: Public, stepped: SteppedClock) -> None:
    own = a_course(answers={"for_whom": "group"})
    leader = own.requesters.get()
    shown = public.see(f"/r/{leader.token}/")
    assert own.appointment.uid in shown
    assert "send it to them" in shown
    _enroll(public, own)
    refused = public.post(leader, "cancel")
    assert "Others come to this" in refused
    own.refresh_from_db()
    assert own.status == "confirmed"


def test_a_session_is_kept_out_of_search_engines(public: Public, course: Call) -> None:
    assert public.client.get(_path(course))["X-Robots-Tag"] == "noindex"


def test_it_is_all_in_spanish(public: Public, course: Call) -> None:
    public.see("/general/?lang=es")
    assert "Queda 1 de 1 lugares." in public.see(_path(course))
    first, second = _enroll(public, course), _enroll(public, course, "Ben")
    assert "Tiene un lugar" in public.see(f"/r/{first.token}/")
    assert "Usted es el número 1 de la fila" in public.see(f"/r/{second.token}/")
    assert (first.language, second.language) == ("es", "es")
