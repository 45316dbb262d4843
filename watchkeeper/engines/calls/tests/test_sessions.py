"""Holding what was booked: begun, delivered, nobody came; the clocks on the way; somebody pulled by the dispatcher."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import (
    a_call,
    a_coordinator,
    a_dispatcher,
    a_presenter,
    a_request,
    a_supervisor,
    a_unit,
    an_officer,
    confirmed,
    on,
    the_house,
)
from watchkeeper.core.journal.models import Entry, Timer
from watchkeeper.core.people.actions import start_duty
from watchkeeper.core.people.models import Duty
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.clocks import TIMERS
from watchkeeper.engines.calls.models import Call, Holding
from watchkeeper.engines.calls.recommend import recommend
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def _to(stepped: SteppedClock, call: Call, minutes: float = 0) -> None:
    call.refresh_from_db()
    assert call.starts_at is not None
    stepped.advance(call.starts_at + timedelta(minutes=minutes) - clock.now())


def test_a_talk_is_begun_held_and_closed_after_two_weeks(stepped: SteppedClock) -> None:
    a_presenter()
    call = confirmed(a_request(answers={"heads": "20"}))
    with pytest.raises(Refused, match="is confirmed for"):
        actions.start(call, by=a_coordinator())
    _to(stepped, call)
    actions.start(call, by=a_coordinator())
    stepped.advance(timedelta(minutes=55))
    actions.deliver(call, by=a_coordinator(), outcome="held", attended=17, material="2026-1", unanswered="Parking?")
    call.refresh_from_db()
    mine = call.appointment
    assert (call.status, call.outcome, mine.attended, mine.material, mine.unanswered) == (
        "delivered", "held", 17, "2026-1", "Parking?",
    )  # fmt: skip
    assert not Holding.objects.filter(released_at=None).exists()
    asker = call.requesters.get()
    assert asker.reached_at is not None
    actions.say_how_it_went(asker, by=the_house(), went="well", recommends=True)
    asker.refresh_from_db()
    assert (asker.went, asker.recommends) == ("well", True)
    timer = Timer.objects.get(subject=call.subject)
    assert timer.kind == "appointment.closes"
    stepped.advance(timedelta(days=14))
    TIMERS["appointment.closes"](timer, the_house())
    call.refresh_from_db()
    assert call.status == "closed"


def test_what_is_not_counted_or_named_is_asked_for(stepped: SteppedClock) -> None:
    a_presenter()
    call = confirmed()
    with pytest.raises(Refused, match="has not begun"):
        actions.deliver(call, by=a_coordinator(), outcome="held", attended=3, material="1")
    _to(stepped, call)
    for wrong in (
        {"outcome": "held", "material": "1"},
        {"outcome": "held", "attended": 3},
        {"outcome": "held", "attended": -1, "material": "1"},
        {"outcome": "no_show", "attended": 3, "material": "1"},
        {"outcome": "arrived_safe", "attended": 3, "material": "1"},
        {"outcome": "held", "attended": 3, "material": "1" * 61},
    ):
        with pytest.raises(Invalid):
            actions.deliver(call, by=a_coordinator(), **wrong)
    call.refresh_from_db()
    assert call.status == "confirmed"
    with pytest.raises(Refused, match="Say first how"):
        actions.close(call, by=a_coordinator(), outcome="held")
    with pytest.raises(Refused, match="Nobody has been there"):
        actions.say_how_it_went(call.requesters.get(), by=the_house(), went="well")


def test_who_is_held_for_it_begins_and_holds_it_and_nobody_else_does(stepped: SteppedClock) -> None:
    mine, stranger = an_officer(name="P07"), an_officer(name="P08")
    person = a_presenter("P07")
    call = confirmed(window=on(2, 10, people=[person]))
    _to(stepped, call)
    with pytest.raises(NotAllowed):
        actions.start(call, by=stranger)
    actions.start(call, by=mine)
    actions.deliver(call, by=mine, outcome="held", attended=5, material="1")
    call.refresh_from_db()
    assert call.status == "delivered"


def test_nobody_came(stepped: SteppedClock) -> None:
    a_presenter()
    call = confirmed()
    with pytest.raises(Refused, match="has not begun"):
        actions.no_show(call, by=a_coordinator())
    _to(stepped, call, 20)
    actions.no_show(call, by=a_coordinator(), note="The room was locked.")
    call.refresh_from_db()
    assert (call.status, call.outcome) == ("no_show", "no_show")
    assert not Holding.objects.filter(released_at=None).exists()
    assert not Timer.objects.filter(subject=call.subject).exists()


def test_what_is_answered_at_a_desk_has_no_window(stepped: SteppedClock) -> None:
    call = actions.open_call(by=a_coordinator(), service="commuter_request", callback="x4-1000")
    with pytest.raises(Refused, match="answered at a desk"):
        actions.propose(call, by=a_coordinator(), windows=[on(2, 10)])
    actions.deliver(call, by=a_coordinator(), outcome="answered")
    call.refresh_from_db()
    assert (call.status, call.starts_at) == ("delivered", None)


def test_the_go_word_is_said_in_the_journal(stepped: SteppedClock) -> None:
    a_presenter("T1", "screener")
    a_presenter("T2", "screener")
    call = actions.open_call(by=a_supervisor(), service="contentious_termination", place="Room 4", details="Known")
    actions.confirm(call, by=a_supervisor(), window=on(2, 10))
    _to(stepped, call, -5)
    actions.start(call, by=a_supervisor())
    entry = Entry.objects.get(verb="session.started")
    assert entry.named
    assert '"Go"' in entry.data


def test_the_clocks_remind_note_what_is_late_and_close(stepped: SteppedClock) -> None:
    a_presenter()
    late = a_request()
    TIMERS["appointment.reply"](Timer.objects.get(subject=late.subject), the_house())
    call = confirmed()
    TIMERS["appointment.remind"](Timer.objects.get(subject=call.subject, kind="appointment.remind"), the_house())
    call.appointment.refresh_from_db()
    assert call.appointment.reminded_at is not None
    _to(stepped, call, 180)
    timer = Timer.objects.get(subject=call.subject, kind="appointment.unaccounted")
    TIMERS["appointment.unaccounted"](timer, the_house())
    told = list(Entry.objects.filter(verb="call.due_passed").values_list("subject", flat=True))
    assert told == [late.subject, call.subject]


def test_the_dispatcher_sees_who_is_held_and_pulls_them_with_a_reason(stepped: SteppedClock) -> None:
    person, unit = a_presenter(), a_unit("C2", capabilities=["officer"])
    other = a_unit("C3", capabilities=["officer"])
    start_duty(person, by=a_supervisor(), unit=unit.subject)
    soon = clock.now() + timedelta(minutes=25)
    call = confirmed(window=actions.Window(soon, soon + timedelta(hours=1), [person.pk]))
    escort = a_call()
    reasons = {one.unit.call_sign: (*one.reasons, one.refused) for one in recommend(escort, by=a_dispatcher())}
    assert any("reserved from" in reason for reason in reasons["C2"])
    assert not any("reserved" in reason for reason in reasons["C3"])
    Duty.objects.filter(person=person).update(unit="desk")  # a row nobody can read costs nobody the ranking
    assert recommend(escort, by=a_dispatcher())
    Duty.objects.filter(person=person).update(unit=unit.subject)
    _to(stepped, call, 5)
    with pytest.raises(Refused, match=f"C2 has CP1, held for {call.number}"):
        actions.assign(escort, by=a_dispatcher(), units=[unit])
    actions.assign(escort, by=a_dispatcher(), units=[unit], override="Nobody else is near.")
    held = Holding.objects.get(call=call)
    assert held.pulled_at is not None
    entry = Entry.objects.get(verb="holding.pulled")
    assert entry.subject == call.subject
    stand_in = a_presenter("CP2")
    actions.replace(held, by=a_coordinator(), person=stand_in)
    assert Holding.objects.get(call=call, released_at=None).person == stand_in
    assert other.call_sign == "C3"
