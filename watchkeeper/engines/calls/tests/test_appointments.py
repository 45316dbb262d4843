"""Finding a time for what is held by appointment: proposed, taken, confirmed, moved; nobody is held twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import (
    a_call,
    a_coordinator,
    a_department,
    a_planner,
    a_presenter,
    a_request,
    a_supervisor,
    a_unit,
    an_officer,
    confirmed,
    on,
    the_house,
)
from watchkeeper.core.journal.feed import View
from watchkeeper.core.journal.models import Entry, Timer
from watchkeeper.engines.calls import actions, slots
from watchkeeper.engines.calls.actions.appointments import lapse
from watchkeeper.engines.calls.board import board
from watchkeeper.engines.calls.models import Call, Holding, Requester, Slot
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def _asker(call: Call) -> Requester:
    return call.requesters.order_by("id")[0]


def test_a_request_is_asked_for_and_not_on_the_board(stepped: SteppedClock) -> None:
    call = a_request(answers={"heads": "12"})
    assert (call.status, call.is_appointment, call.priority) == ("asked", True, 4)
    assert call.appointment.expected == 12
    assert call.due_at is not None
    assert Timer.objects.filter(kind="appointment.reply", subject=call.subject).exists()
    assert not board(View(call.department_id, 2))
    assert list(Call.objects.visible_to(a_coordinator()).booked()) == [call]


def test_three_times_are_proposed_and_hold_whoever_would_come(stepped: SteppedClock) -> None:
    person, call = a_presenter(), a_request()
    offers = slots.offers_for(call)
    assert len(offers) == 3
    assert len({offer.starts_at.date() for offer in offers}) == 3
    made = actions.propose(
        call,
        by=a_coordinator(),
        windows=[actions.Window(o.starts_at, o.ends_at, [one.person for one in o.people]) for o in offers],
    )
    call.refresh_from_db()
    assert call.status == "proposed"
    held = Holding.objects.filter(call=call, released_at=None)
    assert {one.person_id for one in held} == {person.pk}
    assert all(one.is_tentative for one in held)
    assert len(made) == held.count() == 3
    assert not Timer.objects.filter(kind="appointment.reply", subject=call.subject).exists()
    assert not set(made) & set(actions.propose(call, by=a_coordinator(), windows=[on(3, 9)]))
    assert Holding.objects.filter(call=call, released_at=None).count() == 1


def test_taking_one_confirms_it_and_frees_the_others(stepped: SteppedClock) -> None:
    a_presenter()
    call = a_request()
    first, second = actions.propose(call, by=a_coordinator(), windows=[on(3, 9), on(4, 9)])
    actions.take_slot(_asker(call), by=the_house(), slot=second)
    call.refresh_from_db()
    assert (call.status, call.starts_at, call.ends_at) == ("confirmed", second.starts_at, second.ends_at)
    (held,) = Holding.objects.filter(call=call, released_at=None)
    assert not held.is_tentative
    assert held.starts_at == second.starts_at - timedelta(minutes=15)
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert Timer.objects.filter(kind="appointment.remind", subject=call.subject).exists()
    with pytest.raises(Refused):
        actions.take_slot(_asker(call), by=the_house(), slot=first)


def test_another_requests_time_is_nobodys(stepped: SteppedClock) -> None:
    a_presenter()
    a_presenter("CP2")
    one, other = a_request(), a_request()
    (slot,) = actions.propose(one, by=a_coordinator(), windows=[on(3, 9)])
    actions.propose(other, by=a_coordinator(), windows=[on(3, 9)])
    with pytest.raises(NotAllowed):
        actions.take_slot(_asker(other), by=the_house(), slot=slot)


def test_nobody_is_held_twice_at_one_time(stepped: SteppedClock) -> None:
    person = a_presenter()
    confirmed(window=on(3, 9, people=[person]))
    later = a_request()
    with pytest.raises(Refused, match="CP1 is held for 26-"):
        actions.confirm(later, by=a_coordinator(), window=on(3, 9, 30, people=[person]), override="all the same")
    with pytest.raises(Refused, match="needs 1 presenter"):
        actions.confirm(later, by=a_coordinator(), window=on(3, 9, 30))
    later.refresh_from_db()
    assert later.status == "asked"
    assert Holding.objects.filter(released_at=None).count() == 1


def test_a_session_by_name_only_is_not_named_in_a_refusal(stepped: SteppedClock) -> None:
    person = a_presenter("CP1", "presenter", "screener")
    other = a_presenter("CP2", "screener")
    sealed = actions.open_call(by=a_supervisor(), service="contentious_termination", place="Room 4", details="Known")
    actions.confirm(sealed, by=a_supervisor(), window=on(3, 9, people=[person, other]))
    with pytest.raises(Refused, match="CP1 is held elsewhere") as refused:
        actions.confirm(a_request(), by=a_coordinator(), window=on(3, 9, people=[person]))
    assert sealed.number not in str(refused.value)
    assert f"person:{person.pk}" in set(sealed.named.values_list("person", flat=True))


def test_somebody_not_qualified_needs_a_reason(stepped: SteppedClock) -> None:
    stranger = a_presenter("CP9", "installer")
    call = a_request("talk_avade")
    with pytest.raises(Refused, match="not qualified"):
        actions.confirm(call, by=a_coordinator(), window=on(2, 10, people=[stranger]))
    actions.confirm(call, by=a_coordinator(), window=on(2, 10, people=[stranger]), override="learns beside the trainer")
    assert Entry.objects.filter(verb="session.confirmed").exists()


def test_times_that_cannot_be_are_refused_and_nothing_changes(stepped: SteppedClock) -> None:
    a_presenter()
    call = a_request()
    for windows in ([], [on(-1, 9)], [on(3, 9, hours=-1)], [on(3, 9, hours=24 * 20)], [on(d, 9) for d in range(2, 9)]):
        with pytest.raises(Invalid):
            actions.propose(call, by=a_coordinator(), windows=windows)
    call.refresh_from_db()
    assert call.status == "asked"
    assert not Slot.objects.exists()
    assert not Holding.objects.exists()


def test_who_is_not_there_is_refused(stepped: SteppedClock) -> None:
    a_department("other")
    strange = a_presenter("CP7", department=a_department("other"))
    with pytest.raises(NotAllowed):
        actions.confirm(a_request(), by=a_coordinator(), window=on(2, 10, people=[strange]))


def test_who_books_ends_bookings_and_no_dispatched_calls(stepped: SteppedClock) -> None:
    a_presenter()
    booked, sent_to = confirmed(), a_call()
    actions.hand_off(booked, by=a_coordinator(), to="Facilities", reason="Theirs.")
    for by in (a_coordinator(), a_planner()):
        with pytest.raises(NotAllowed):
            actions.cancel_call(sent_to, by=by, reason="x")
        with pytest.raises(NotAllowed):
            actions.close(sent_to, by=by, outcome="arrived_safe")
        with pytest.raises(NotAllowed):
            actions.hand_off(sent_to, by=by, to="x", reason="x")
    sent_to.refresh_from_db()
    assert sent_to.is_open


def test_an_officer_does_not_book(stepped: SteppedClock) -> None:
    with pytest.raises(NotAllowed):
        actions.propose(a_request(), by=an_officer(), windows=[on(2, 10)])


def test_a_dispatched_call_is_not_booked_and_a_booked_one_not_dispatched(stepped: SteppedClock) -> None:
    with pytest.raises(Refused, match="not held by appointment"):
        actions.propose(a_call(), by=a_coordinator(), windows=[on(2, 10)])
    call, unit = confirmed(), a_unit()
    for send in (
        lambda: actions.assign(call, by=a_supervisor(), units=[unit]),
        lambda: actions.stack(call, by=a_supervisor(), unit=unit),
        lambda: actions.merge(call, by=a_supervisor(), into=a_call()),
    ):
        with pytest.raises(Refused, match="by appointment"):
            send()
    with pytest.raises(Refused):
        actions.update_call(call, by=a_supervisor(), service="generic_assistance")


def test_moving_keeps_those_who_can_come_then_too(stepped: SteppedClock) -> None:
    person = a_presenter()
    a_presenter("CP2")
    call = confirmed(window=on(3, 9, people=[person]))
    actions.reschedule(call, by=a_coordinator(), window=on(4, 14), reason="The room is taken.")
    call.refresh_from_db()
    assert call.starts_at == on(4, 14).starts_at
    (held,) = Holding.objects.filter(call=call, released_at=None)
    assert held.person == person
    assert (call.appointment.moved, call.appointment.sequence) == (1, 2)
    with pytest.raises(Invalid):
        actions.reschedule(call, by=a_coordinator(), window=on(5, 9), reason=" ")


def test_an_asker_who_cannot_come_is_asked_for_again(stepped: SteppedClock) -> None:
    a_presenter()
    call = confirmed()
    actions.ask_other_times(_asker(call), by=the_house(), reason="On leave.")
    call.refresh_from_db()
    assert (call.status, call.starts_at) == ("asked", None)
    reply = Timer.objects.get(kind="appointment.reply", subject=call.subject)
    assert reply.due_at == call.due_at
    assert not Holding.objects.filter(released_at=None).exists()
    kinds = set(Timer.objects.filter(subject=call.subject).values_list("kind", flat=True))
    assert kinds == {"appointment.reply"}


def test_a_proposal_nobody_takes_lapses_and_the_request_stays(stepped: SteppedClock) -> None:
    a_presenter()
    call = a_request()
    actions.propose(call, by=a_coordinator(), windows=[on(12, 9)])
    lapse(call, by=the_house())
    call.refresh_from_db()
    assert call.status == "asked"
    assert not Holding.objects.filter(released_at=None).exists()


def test_one_stands_in_for_another(stepped: SteppedClock) -> None:
    first, second = a_presenter(), a_presenter("CP2")
    call = confirmed(window=on(3, 9, people=[first]))
    held = Holding.objects.get(call=call)
    actions.replace(held, by=a_coordinator(), person=second, reason="Sick.")
    assert [one.person for one in Holding.objects.filter(call=call, released_at=None)] == [second]
    held.refresh_from_db()
    with pytest.raises(Refused):
        actions.replace(held, by=a_coordinator(), person=second)


def test_a_session_nobody_asked_for_is_put_in_the_calendar(stepped: SteppedClock) -> None:
    a_presenter("CPR1", "cpr")
    a_presenter("CPR2", "cpr")
    call = actions.schedule(
        by=a_coordinator(), service="course_cpr", window=on(5, 9, hours=3), place="Training room", seats=4,
        client_id="one",
    )  # fmt: skip
    call.refresh_from_db()
    assert (call.status, call.appointment.seats, call.origin) == ("confirmed", 4, "calendar")
    again = actions.schedule(
        by=a_coordinator(), service="course_cpr", window=on(5, 9, hours=3), place="Training room", seats=4,
        client_id="one",
    )  # fmt: skip
    assert again.pk == call.pk
    with pytest.raises(Invalid, match="seats"):
        actions.schedule(by=a_coordinator(), service="course_cpr", window=on(6, 9, hours=3), place="x", seats=10**12)
    assert Call.objects.count() == 1


def test_two_groups_of_people_are_proposed_for_one_time(stepped: SteppedClock) -> None:
    people, call = [a_presenter("CP1"), a_presenter("CP2")], a_request()
    made = actions.propose(call, by=a_coordinator(), windows=[on(2, 10, people=[person]) for person in people])
    assert [slot.starts_at for slot in made] == [on(2, 10).starts_at] * 2


def test_a_wish_for_a_window_is_that_window(stepped: SteppedClock) -> None:
    for sign in ("DT1", "DT2", "DT3"):
        a_presenter(sign, "detail")
    window = on(6, 18, hours=5)
    call = a_request("security_detail", starts_at=window.starts_at, ends_at=window.ends_at, answers={"heads": "250"})
    assert (call.starts_at, call.appointment.wished_from) == (None, window.starts_at)
    (offer,) = slots.offers_for(call)
    assert (offer.starts_at, offer.ends_at, len(offer.people)) == (window.starts_at, window.ends_at, 3)
    actions.propose(call, by=a_coordinator(), windows=[actions.Window(offer.starts_at, offer.ends_at)])
    call.refresh_from_db()
    assert call.appointment.quoted_cents == 3 * 7500 * 5


def test_canceling_lets_everybody_go(stepped: SteppedClock) -> None:
    a_presenter()
    call = confirmed()
    actions.cancel_request(_asker(call), by=the_house(), reason="Not needed.")
    call.refresh_from_db()
    assert call.status == "canceled_by_caller"
    assert not Holding.objects.filter(released_at=None).exists()
    assert not Timer.objects.filter(subject=call.subject).exists()
    actions.reopen(call, by=a_supervisor(), reason="Needed after all.")
    call.refresh_from_db()
    assert (call.status, call.starts_at) == ("asked", None)
