"""The bookings: a request is answered, its people held, its session accounted for; who may not know sees nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.signing_in import a_browser
from tests.world import (
    a_call,
    a_coordinator,
    a_presenter,
    a_request,
    a_supervisor,
    a_unit,
    confirmed,
    on,
    the_house,
)
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import start_duty
from watchkeeper.core.people.cast import one
from watchkeeper.core.people.models import Person
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call, Holding
from watchkeeper.kit.clock import SteppedClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("department")]
AsRole = Callable[[Role], Client]
AT = "/console/bookings/"


def said(client: Client, at: str = AT) -> str:
    answer = client.get(at)
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def filled(client: Client, call: Call, button: str) -> dict[str, list[str]]:
    """What the form of ``button`` would send as it opens."""
    page = client.get(f"{AT}{call.pk}/").content.decode()
    form = re.search(rf'<form method="post" action="[^"]*/{button}/[^"]*".*?</form>', page, re.DOTALL)
    assert form is not None, f"{button} is not offered"
    given: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", form[0]):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or "checked" in tag):
            given[name[1]] = [value[1] if value else ""]
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form[0], re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        given[name] = chosen or re.findall(r'<option value="([^"]*)"', options)[:1]
    return given


def press(client: Client, call: Call, button: str, **given: str | list[str]) -> int:
    """Send ``button`` as its form opens, with ``given`` written into it; the status of the answer."""
    return client.post(f"{AT}{call.pk}/{button}/", filled(client, call, button) | given).status_code


def offered(client: Client, call: Call) -> set[str]:
    """The buttons shown in the drawer."""
    page = client.get(f"{AT}{call.pk}/").content.decode()
    return set(re.findall(rf'action="{AT}{call.pk}/([\w-]+)/', page))


def test_a_request_is_accepted_with_the_three_times_found_by_one_press(as_role: AsRole, stepped: SteppedClock) -> None:
    person, call = a_presenter(), a_request(answers={"heads": "12", "times": ["morning"]})
    desk = as_role(Role.COORDINATOR)
    page = said(desk, f"{AT}{call.pk}/")
    assert "morning" in page
    assert "CP1" in page
    assert press(desk, call, "propose") == 302
    call.refresh_from_db()
    assert call.status == "proposed"
    slots = call.appointment.slots.filter(withdrawn_at=None)
    assert slots.count() == 3
    assert set(Holding.objects.filter(call=call).values_list("person_id", flat=True)) == {person.pk}
    assert "one of 3, first" in said(desk, f"{AT}?view=proposed")


def test_times_and_people_proposed_may_be_other_ones(as_role: AsRole, stepped: SteppedClock) -> None:
    a_presenter()
    other, call = a_presenter("CP2"), a_request()
    desk, window = as_role(Role.COORDINATOR), on(3, 14)
    day, time = f"{window.starts_at:%Y-%m-%d}", "14:00"
    given = {"starts_1_0": day, "starts_1_1": time, "people_1": str(other.pk), "minutes": "30"}
    given |= {f"starts_{n}_{part}": "" for n in (2, 3) for part in (0, 1)}
    assert press(desk, call, "propose", **given) == 302
    (slot,) = call.appointment.slots.all()
    assert slot.ends_at - slot.starts_at == timedelta(minutes=30)
    assert slot.holdings.get().person == other


def test_a_proposal_that_cannot_be_comes_back_as_it_was_filled_in(as_role: AsRole, stepped: SteppedClock) -> None:
    call, desk = a_request(), as_role(Role.COORDINATOR)
    nothing = {f"starts_{n}_{part}": "" for n in (1, 2, 3) for part in (0, 1)} | {"minutes": "60"}
    answer = desk.post(f"{AT}{call.pk}/propose/", nothing)
    assert answer.status_code == 422
    assert "Give at least one time." in answer.content.decode()
    wrong = nothing | {"starts_1_0": "2026-03-01", "starts_1_1": "25:00"}
    assert desk.post(f"{AT}{call.pk}/propose/", wrong).status_code == 422
    early = nothing | {"starts_1_0": "2020-03-01", "starts_1_1": "10:00"}
    assert "in the past" in desk.post(f"{AT}{call.pk}/propose/", early).content.decode()
    nobody = nothing | {"starts_1_0": f"{on(3, 10).starts_at:%Y-%m-%d}", "starts_1_1": "10:00"}
    answer = desk.post(f"{AT}{call.pk}/propose/", nobody)
    assert answer.status_code == 409
    assert "needs 1 presenter" in answer.content.decode()
    assert 'value="10:00"' in answer.content.decode()
    call.refresh_from_db()
    assert call.status == "asked"


def test_a_time_agreed_by_phone_is_confirmed_moved_and_canceled(as_role: AsRole, stepped: SteppedClock) -> None:
    a_presenter()
    call, desk = a_request(), as_role(Role.COORDINATOR)
    day = {"starts_at_0": f"{on(3, 10).starts_at:%Y-%m-%d}", "starts_at_1": "10:00"}
    assert press(desk, call, "confirm", **day) == 302
    call.refresh_from_db()
    assert (call.status, call.starts_at) == ("confirmed", on(3, 10).starts_at)
    assert press(desk, call, "move", starts_at_1="11:30", reason="") == 422
    assert press(desk, call, "move", starts_at_1="11:30", reason="the room is taken") == 302
    call.refresh_from_db()
    assert call.starts_at == on(3, 11, 30).starts_at
    assert "Moved" in said(desk, f"{AT}{call.pk}/")
    assert press(desk, call, "cancel", reason="not needed") == 302
    assert offered(desk, call) == set()


def test_who_was_pulled_is_missing_until_somebody_stands_in(as_role: AsRole, stepped: SteppedClock) -> None:
    person, _ = a_presenter(), a_presenter("CP2")
    call, desk = confirmed(window=on(0, 12, people=[person])), as_role(Role.COORDINATOR)
    assert "short of people" not in said(desk, f"{AT}counts/")
    stepped.set(on(0, 12, 5).starts_at)
    unit = a_unit("A12")
    start_duty(person, by=the_house(), unit=unit.subject)
    actions.assign(a_call(), by=a_supervisor(), units=[unit], override="nobody else is near")
    desk = as_role(Role.COORDINATOR)
    assert "1 short of people" in said(desk, f"{AT}counts/")
    page = said(desk, f"{AT}{call.pk}/")
    assert "CP1 was sent elsewhere" in page
    assert press(desk, call, "replace") == 302
    assert "short of people" not in said(desk, f"{AT}counts/")
    assert Holding.objects.get(call=call, released_at=None).person.call_name == "CP2"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.RECORDS_CLERK])
def test_a_session_is_begun_and_accounted_for(as_role: AsRole, stepped: SteppedClock, role: Role) -> None:
    a_presenter()
    call, desk = confirmed(a_request(answers={"heads": "12"})), as_role(role)
    assert "held" not in offered(desk, call)
    stepped.set(on(2, 9, 50).starts_at)
    desk = as_role(role)
    assert press(desk, call, "begin") == 302
    stepped.set(on(2, 11, 10).starts_at)
    desk = as_role(role)
    assert "1 to be accounted for" in said(desk, f"{AT}counts/")
    assert press(desk, call, "held", attended="11", material="") == 422
    assert press(desk, call, "held", attended="11", material="2026-2", unanswered="Who opens the gate?") == 302
    page = said(desk, f"{AT}{call.pk}/")
    for told in ("delivered", "11 of 12", "2026-2", "Who opens the gate?"):
        assert told in page
    later = confirmed(a_request(), on(4, 10))
    stepped.set(on(4, 10, 10).starts_at)
    desk = as_role(role)
    assert filled(desk, later, "held")["material"] == ["2026-2"], "the version shown the last time stands there"
    assert press(desk, later, "nobody", note="the room was locked") == 302
    assert press(desk, call, "close") == 302


def test_what_is_answered_at_a_desk_has_no_times_and_is_answered(as_role: AsRole, stepped: SteppedClock) -> None:
    call, clerk = a_request("parking_request", by=a_supervisor()), as_role(Role.RECORDS_CLERK)
    assert {"done", "cancel", "hand-off"} == offered(clerk, call)
    assert press(clerk, call, "done", outcome="answered") == 302
    call.refresh_from_db()
    assert (call.status, call.outcome) == ("delivered", "answered")


def test_seats_are_taken_given_up_and_who_came_is_marked(as_role: AsRole, stepped: SteppedClock) -> None:
    a_presenter("CP1", "cpr")
    desk = as_role(Role.SUPERVISOR)
    day = f"{on(3, 10).starts_at:%Y-%m-%d}"
    new = {"service": "course_cpr", "starts_at_0": day, "starts_at_1": "10:00", "seats": "2", "place": "Room 4"}
    assert desk.post(f"{AT}new/", new | {"service": ""}).status_code == 422
    assert desk.post(f"{AT}new/", new).status_code == 302
    call = Call.objects.get()
    assert (call.status, call.appointment.seats, call.ends_at) == ("confirmed", 2, on(3, 13).starts_at)
    for name in ("Ada", "Bo", "Cy"):
        assert press(desk, call, "enroll", requester=name) == 302
    assert "2 of 2, 1 in line" in said(desk)
    assert press(desk, call, "seats", seats="1") == 409
    ada = call.enrollments.get(requester__name="Ada")
    assert press(desk, call, "leave", who=str(ada.pk)) == 302
    assert "2 of 2" in said(desk)
    stepped.set(on(3, 10, 10).starts_at)
    desk = as_role(Role.SUPERVISOR)
    bo = call.enrollments.get(requester__name="Bo")
    assert press(desk, call, "attendance", came=[str(bo.pk)]) == 302
    page = said(desk, f"{AT}{call.pk}/")
    assert "Bo: came" in page
    assert "Cy: did not come" in page
    assert filled(desk, call, "held")["attended"] == ["1"]


def test_who_is_held_for_a_session_begins_and_accounts_for_it_and_does_nothing_else(
    department: Department, stepped: SteppedClock
) -> None:
    officer = Person.objects.get(account=one(department, the_house(), Role.OFFICER))
    a_presenter(officer.call_name)
    theirs, other = confirmed(window=on(2, 10, people=[officer])), confirmed(window=on(2, 14))
    stepped.set(on(2, 10, 5).starts_at)
    phone = a_browser(Role.OFFICER)
    assert offered(phone, theirs) == {"begin", "held", "nobody"}
    assert offered(phone, other) == set()
    for button in ("propose", "move", "cancel", "replace", "seats", "close"):
        assert phone.post(f"{AT}{theirs.pk}/{button}/", {"reason": "x"}).status_code == 403, button
    assert phone.post(f"{AT}{other.pk}/begin/", {}).status_code in (403, 409)
    assert phone.post(f"{AT}new/", {}).status_code == 403
    assert press(phone, theirs, "begin") == 302
    assert press(phone, theirs, "held", attended="9", material="3") == 302


def test_a_dispatcher_at_the_board_answers_too_and_a_director_reads(as_role: AsRole, stepped: SteppedClock) -> None:
    call = a_request()
    assert "propose" in offered(as_role(Role.DISPATCHER), call)
    assert offered(as_role(Role.DIRECTOR), call) == set()
    assert as_role(Role.DIRECTOR).post(f"{AT}{call.pk}/propose/", {}).status_code == 403
    assert as_role(Role.ADMINISTRATOR).get(AT).status_code == 403


def test_what_only_named_people_may_know_is_nowhere_to_others(as_role: AsRole, stepped: SteppedClock) -> None:
    person = a_presenter("CP1", "presenter", "screener")
    other = a_presenter("CP2", "screener")
    by = a_supervisor(name="S09")
    sealed = actions.open_call(by=by, service="contentious_termination", place="Secret room", details="Known")
    actions.confirm(sealed, by=by, window=on(0, 12, people=[person, other]))
    for role in (Role.COORDINATOR, Role.DISPATCHER, Role.DIRECTOR, Role.SUPERVISOR):
        client = as_role(role)
        for at in ("", f"?q={sealed.number}", "?view=today", "?service=contentious_termination", "?topic=event"):
            page = said(client, f"{AT}{at}")
            assert "Secret room" not in page
            assert sealed.number not in page.replace(f"q={sealed.number}", "").replace(f'value="{sealed.number}"', "")
        assert "Today <span>0</span>" in said(client, f"{AT}counts/")
        assert client.get(f"{AT}{sealed.pk}/").status_code == 404
        assert client.post(f"{AT}{sealed.pk}/cancel/", {"reason": "x"}).status_code == 404
    for role in (Role.SUPERVISOR, Role.DIRECTOR):
        taken = as_role(role).get(f"{AT}bookings.csv?view=unfinished")
        assert sealed.number not in b"".join(taken).decode()
    named = one(Department.objects.get(), the_house(), Role.OFFICER)
    sealed.named.create(person=f"person:{named.person_id}")
    page = said(a_browser(Role.OFFICER), f"{AT}?view=unfinished")
    assert sealed.number in page


def test_who_books_reads_how_to_reach_an_asker_and_no_answer_above_them(
    as_role: AsRole, department: Department, stepped: SteppedClock
) -> None:
    call = a_request(requester="Ada Reader", answers={"unit": "Ellison 7"})
    for role in (Role.COORDINATOR, Role.DISPATCHER):
        assert "Ada Reader" in said(as_role(role))
        page = said(as_role(role), f"{AT}{call.pk}/")
        for told in ("Ada Reader", "x4-1000", "Ellison 7"):
            assert told in page
    by = a_supervisor(name="S09")
    answers = {"kind": "employee", "not_told": "the whole ward"}
    sealed = actions.open_call(by=by, service="contentious_termination", place="Room 4", details="Who", answers=answers)
    clerk = one(department, the_house(), Role.RECORDS_CLERK)
    sealed.named.create(person=f"person:{clerk.person_id}")
    page = said(as_role(Role.RECORDS_CLERK), f"{AT}{sealed.pk}/")
    assert "Employee" in page
    assert "the whole ward" not in page


def test_the_season_counts_the_talks_delivered_this_year_and_leads_to_them(
    as_role: AsRole, stepped: SteppedClock
) -> None:
    a_presenter()
    call = confirmed()
    assert "0 of 100 presentations delivered" in said(as_role(Role.COORDINATOR))
    stepped.set(on(2, 11).starts_at)
    actions.deliver(call, by=a_coordinator(), outcome="held", attended=14, material="1")
    desk = as_role(Role.COORDINATOR)
    page = said(desk)
    assert "1 of 100 presentations delivered" in page
    assert "14 people reached by them" in page
    assert call.number in said(desk, f"{AT}?view=season")


def test_no_booking_costs_the_list_a_query_more(as_role: AsRole, stepped: SteppedClock) -> None:
    a_presenter()
    a_presenter("CP2")
    desk = as_role(Role.COORDINATOR)

    def once(at: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(at).status_code == 200
        return len(asked)

    def cost(at: str) -> int:
        return min(once(at) for _ in range(3))  # what a process remembers for a second may lapse in between

    confirmed()
    a_request()
    pages = (AT, f"{AT}?view=unfinished", f"{AT}counts/", f"{AT}?view=answer")
    before = {at: cost(at) for at in pages}
    for n in range(5):
        confirmed(window=on(3 + n, 10))
        a_request()
    assert {at: cost(at) for at in pages} == before
