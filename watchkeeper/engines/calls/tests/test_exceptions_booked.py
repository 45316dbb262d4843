"""What of booked services a supervisor must know: no answer, nobody to hold it, no word how it was held."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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
from watchkeeper.core.journal import exceptions
from watchkeeper.core.journal.exceptions import Item
from watchkeeper.core.people import handover
from watchkeeper.core.people.actions import start_duty
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Person
from watchkeeper.engines.calls import actions, exceptions_booked
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db


def items(kind: str, by: Actor | None = None) -> list[Item]:
    found = exceptions_booked.groups(by or a_supervisor())
    return list(next(group.items for group in found if group.key == kind))


def _pull(person: Person) -> None:
    unit = a_unit("A12")
    start_duty(person, by=the_house(), unit=unit.subject)
    actions.assign(a_call(), by=a_supervisor(), units=[unit], override="nobody else is near")


def test_a_request_past_its_answer_is_told_until_it_is_answered(stepped: SteppedClock) -> None:
    a_presenter()
    call = a_request()
    assert items("unanswered") == []
    stepped.advance(timedelta(days=5))
    (item,) = items("unanswered")
    assert (item.owner, item.subject, item.due, item.page) == ("coordinator", call.subject, call.due_at, "bookings")
    assert "Talk: safe workplace, Blake 13" in item.text
    assert item.resolve == "Propose times"
    actions.propose(call, by=a_coordinator(), windows=[on(3, 10)])
    assert items("unanswered") == []


def test_a_session_that_lost_somebody_is_told_until_somebody_stands_in(stepped: SteppedClock) -> None:
    person, other = a_presenter(), a_presenter("CP2")
    call = confirmed(window=on(0, 12, people=[person]))
    stepped.set(on(0, 11, 50).starts_at)
    _pull(person)
    (item,) = items("somebody")
    assert (item.subject, item.is_late) == (call.subject, False)
    stepped.set(on(0, 12, 1).starts_at)
    assert items("somebody")[0].is_late
    actions.replace(call.holdings.get(), by=a_coordinator(), person=other)
    assert items("somebody") == []


def test_a_session_moved_after_somebody_was_pulled_needs_nobody_any_more(stepped: SteppedClock) -> None:
    person = a_presenter()
    a_presenter("CP2")
    call = confirmed(window=on(0, 12, people=[person]))
    stepped.set(on(0, 11, 50).starts_at)
    _pull(person)
    actions.reschedule(call, by=a_coordinator(), window=on(3, 10), reason="nobody is left today")
    assert items("somebody") == []


def test_a_session_over_for_an_hour_without_a_word_is_told(stepped: SteppedClock) -> None:
    a_presenter()
    call = confirmed()
    stepped.set(on(2, 11, 50).starts_at)
    assert items("unaccounted") == []
    stepped.set(on(0, 12, 1).starts_at)
    (item,) = items("unaccounted")
    assert (item.subject, item.due) == (call.subject, on(0, 12).starts_at)
    actions.deliver(call, by=a_coordinator(), outcome="held", attended=3, material="1")
    assert items("unaccounted") == []


def test_what_one_may_not_know_and_what_is_a_test_is_not_told(stepped: SteppedClock) -> None:
    by = a_supervisor()
    sealed = actions.open_call(by=by, service="contentious_termination", place="Secret room", details="Known")
    a_request(is_test=True)
    stepped.advance(timedelta(days=5))
    assert [one.subject for one in items("unanswered", by)] == [sealed.subject]
    for reader in (a_supervisor(name="S02"), a_coordinator()):
        assert items("unanswered", reader) == []


def test_all_of_it_is_one_query_and_stands_in_the_hand_over(stepped: SteppedClock) -> None:
    for _ in range(3):
        a_request()
    stepped.advance(timedelta(days=5))
    by = a_supervisor()
    cost = []
    for _ in range(3):  # what a process remembers for a second may lapse in between
        with CaptureQueriesContext(connection) as asked:
            exceptions_booked.groups(by)
        cost.append(len(asked))
    assert min(cost) == 1
    assert "unanswered" in {group.key for group in exceptions.gather(a_supervisor())}
    brief = handover.build(Call.objects.first().department, a_supervisor())  # type: ignore[union-attr]
    assert "Requests not answered" in {section.title for section in brief.sections}
