"""Opening a call: two fields start it, nothing is lost, nothing impossible is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.world import a_call, a_department, a_dispatcher, an_officer
from watchkeeper.core.journal.models import Entry, Timer
from watchkeeper.core.people.actor import with_roles
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call, Draft
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed

pytestmark = pytest.mark.django_db


def test_two_fields_start_a_call_that_is_numbered_quoted_and_clocked(stepped: SteppedClock) -> None:
    call = a_call("patient_standby", place="Emergency, bay 14")
    assert call.number == "26-000001"
    assert (call.status, call.priority) == ("waiting", 1)
    asker = call.requesters.get()
    assert None not in (asker.quote_median_s, asker.quote_worst_s)
    assert asker.quotes.count() == 1
    kinds = set(Timer.objects.filter(subject=call.subject).values_list("kind", flat=True))
    assert {"call.unassigned", "call.due", "call.quote"} <= kinds


def test_calls_by_name_only_number_from_a_series_of_their_own(stepped: SteppedClock) -> None:
    assert a_call("standby_covert").number == "X26-000001"
    assert a_call().number == "26-000001"


def test_the_year_of_a_number_is_the_departments_own(stepped: SteppedClock) -> None:
    stepped.set(datetime(2027, 1, 1, 3, 0, tzinfo=UTC))  # still New Year's Eve in Boston
    assert a_call().number.startswith("26-")


def test_an_answer_raises_the_priority_and_says_why(stepped: SteppedClock) -> None:
    call = a_call(answers={"reason": "threat"})
    assert call.priority < call.base_priority
    opened = Entry.objects.get(subject=call.subject, verb="call.opened")
    assert opened.fields["why"].startswith("raised from P3")


def test_a_paper_call_keeps_its_own_times(stepped: SteppedClock) -> None:
    told = stepped.now() - timedelta(hours=2)
    call = a_call(at=told, answered_at=told - timedelta(seconds=8))
    assert (call.opened_at, call.answered_at, call.rung_at) == (told, told - timedelta(seconds=8), None)
    entry = Entry.objects.get(subject=call.subject, verb="call.opened")
    assert entry.at < entry.recorded_at


def test_times_that_run_backward_are_refused_and_nothing_is_kept(stepped: SteppedClock) -> None:
    with pytest.raises(Invalid):
        a_call(answered_at=stepped.now() + timedelta(seconds=5), at=stepped.now())
    with pytest.raises(Invalid):
        a_call(at=stepped.now() + timedelta(minutes=5))
    with pytest.raises(Invalid):
        a_call("no_such_service")
    assert Call.objects.count() == 0


def test_the_same_client_id_opens_one_call(stepped: SteppedClock) -> None:
    desk = a_dispatcher()
    first = a_call(by=desk, client_id="phone-1")
    assert a_call(by=desk, client_id="phone-1") == first
    with pytest.raises(Invalid):
        a_call(by=desk, client_id="phone-1", place="Elsewhere")


def test_a_narrative_of_a_megabyte_is_kept_whole_and_a_longer_one_is_refused(stepped: SteppedClock) -> None:
    text = "x" * 1_000_000
    assert len(a_call(details=text).details) == 1_000_000
    with pytest.raises(Invalid, match="nothing was kept"):
        a_call(details=text + "x")


def test_opening_from_a_seat_empties_its_draft(stepped: SteppedClock) -> None:
    desk = a_dispatcher()
    actions.save_draft(by=desk, seat="D01", text="escort wang")
    a_call(by=desk, seat="D01")
    assert Draft.objects.get(seat="D01").text == ""


def test_who_may_not_open_calls_is_told_so(stepped: SteppedClock) -> None:
    auditor = with_roles(department_id=a_department().pk, key="person:0", name="AU", roles=frozenset({Role.AUDITOR}))
    with pytest.raises(NotAllowed):
        a_call(by=auditor)
    assert a_call(by=an_officer()).origin == "phone"


def test_a_call_that_needs_no_unit_is_closed_at_once(stepped: SteppedClock) -> None:
    call = actions.log_call(by=a_dispatcher(), kind="wrong_number", callback="5550100")
    assert (call.status, call.outcome) == ("closed", "wrong_number")
    with pytest.raises(Invalid):
        actions.log_call(by=a_dispatcher(), kind="prank")


def test_an_emergency_is_not_lost_for_a_name_that_is_too_long(stepped: SteppedClock) -> None:
    said = "a woman in a red coat by the elevators, " * 4
    call = a_call("patient_standby", requester=said, requester_role="visitor " * 9, callback="ext 5550101 " * 7)
    asker = call.requesters.get()
    assert [len(text) for text in (asker.name, asker.role, asker.callback)] == [120, 40, 60]
    assert (asker.callback, call.callback[-1]) == (call.callback, "…")
    kept = [*call.answers.values(), call.details]
    assert all(any(text in one for one in kept) for text in (said, "visitor " * 9, "ext 5550101 " * 7))


def test_what_an_emergency_keeps_whole_keeps_the_level_of_its_question(stepped: SteppedClock) -> None:
    call = a_call("generic_assistance", priority=1, callback="5550101 " * 9)
    assert call.answers == {"callback": "5550101 " * 9}
    assert call.details == ""


@pytest.mark.parametrize(
    "given",
    [
        {"requester": "x" * 121},
        {"requester_role": "x" * 41},
        {"callback": "5" * 61},
        {"destination_ref": "area:" + "1" * 36},
        {"language": "x" * 11},
        {"door": "window"},
        {"door": "x" * 21},
    ],
)
def test_what_no_column_holds_is_refused_by_its_name_and_nothing_is_kept(
    stepped: SteppedClock, given: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refused:
        a_call(**given)
    assert list(refused.value.fields) == list(given)
    assert Call.objects.count() == 0
    (name,) = given
    if name != "destination_ref":
        with pytest.raises(Invalid):
            actions.add_requester(a_call(), by=a_dispatcher(), **given)
