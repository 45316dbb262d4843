"""Feedback from its receipt to its closing: clocks in working days, a thread both sides write on, nothing left open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.world import a_coordinator, a_department, a_supervisor, an_officer, the_house
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.notices import actions, exceptions, purging, sectors
from watchkeeper.engines.notices.models import Feedback
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2027, 4, 2, 15, tzinfo=UTC)


def the_public() -> Actor:
    return Actor(
        department_id=a_department().pk, key="portal", name="portal", permissions=frozenset({Permission.FEEDBACK_GIVE})
    )


def given(**more: object) -> Feedback:
    said = {"kind": "suggestion", "words": "Put a lamp at lot C", "name": "Ana", "contact": "ana@example.org"} | more
    return actions.receive(by=the_public(), **said)  # type: ignore[arg-type]


def late_for(by: Actor) -> list[str]:
    return [item.of for group in exceptions.groups(by) if group.key == "feedback" for item in group.items]


def test_from_receipt_to_closing_and_taken_up_again(stepped: SteppedClock) -> None:
    stepped.advance(FRIDAY - clock.now())
    one = given(sector="visitor", client_id="tap")
    assert given(sector="visitor", client_id="tap").pk == one.pk
    assert one.acknowledge_by == FRIDAY + timedelta(days=3)
    assert one.close_by == FRIDAY + timedelta(days=21)
    stepped.advance(timedelta(days=3, minutes=1))
    assert late_for(a_supervisor()) == ["to acknowledge"]
    actions.acknowledge(one, by=a_supervisor())
    assert late_for(a_supervisor()) == []
    actions.assign(one, by=a_supervisor(), owner="coordinator")
    with pytest.raises(Refused, match="asked for an answer"):
        actions.close(one, by=a_supervisor(), outcome="changed")
    actions.answer(one, by=a_coordinator(), words="A lamp is ordered.")
    actions.write_on(by=the_public(), token=one.token, words="Thank you. When?")
    one.refresh_from_db()
    assert one.status == "acknowledged"
    actions.close(one, by=a_coordinator(), outcome="changed", words="It stands since Monday.")
    actions.say_how_it_went(by=the_public(), token=one.token, went="well")
    actions.write_on(by=the_public(), token=one.token, words="It is out again.")
    one.refresh_from_db()
    assert (one.status, one.outcome, one.times_reopened, one.acknowledged_at) == ("received", "", 1, None)
    assert one.acknowledge_by > clock.now()
    actions.close(one, by=a_coordinator(), outcome="changed", words="Mended.")
    stepped.advance(timedelta(days=15))
    with pytest.raises(Refused, match="some time ago"):
        actions.write_on(by=the_public(), token=one.token, words="And again.")
    assert [m.is_asker for m in one.messages.all()] == [False, True, False, True, False]
    told = " ".join(Entry.objects.filter(subject=one.subject).values_list("data", flat=True))
    assert "lamp" not in told
    assert "ana@" not in told


def test_what_cannot_be_is_refused_and_nothing_is_kept(stepped: SteppedClock) -> None:
    a_department()
    for wrong in (
        {"kind": "rumor"},
        {"words": " "},
        {"sector": "martian"},
        {"is_misconduct": True},
        {"name": "x" * 121},
    ):
        with pytest.raises(Invalid):
            given(**wrong)
    assert not Feedback.objects.exists()
    with pytest.raises(NotAllowed):
        actions.receive(by=an_officer(), kind="praise", words="x")
    with pytest.raises(NotAllowed):
        actions.write_on(by=the_public(), token="", words="x")
    one = given(is_anonymous=True)
    assert (one.name, one.contact) == ("", "")
    with pytest.raises(NotAllowed):
        actions.answer(one, by=an_officer(), words="x")
    with pytest.raises(NotAllowed):
        actions.answer(one, by=a_supervisor(a_department("elsewhere")), words="x")
    with pytest.raises(Invalid):
        actions.close(one, by=a_supervisor(), outcome="sustained", words="x")


def test_a_closed_suggestion_is_published_in_both_languages_or_not_at_all(stepped: SteppedClock) -> None:
    one = given(wants_reply=False)
    pair = {"you_said": "Lot C is dark.", "we_did": "Two lamps.", "you_said_es": "Oscuro.", "we_did_es": "Dos."}
    with pytest.raises(Refused):
        actions.publish(one, by=a_supervisor(), **pair)
    actions.close(one, by=a_supervisor(), outcome="changed")
    with pytest.raises(Invalid):
        actions.publish(one, by=a_supervisor(), **(pair | {"we_did_es": " "}))
    actions.publish(one, by=a_supervisor(), **pair)
    one.refresh_from_db()
    assert one.published_at == clock.now()
    assert actions.withdraw(one, by=a_supervisor(), reason="It was taken down").published_at is None


def test_who_wrote_is_forgotten_after_ninety_days(stepped: SteppedClock) -> None:
    one = given()
    actions.write_on(by=the_public(), token=one.token, words="Also at lot D")
    actions.close(one, by=a_supervisor(), outcome="declined", words="No money this year.")
    assert purging.step(lambda pk, what: the_house()) is None
    stepped.advance(timedelta(days=91))
    assert purging.step(lambda pk, what: the_house()) == 1
    one.refresh_from_db()
    assert (one.name, one.contact, one.words) == ("", "", "Put a lamp at lot C")
    assert [m.by_name for m in one.messages.all()] == ["", "S01"]


def test_a_sector_served_worse_is_told_from_chance(stepped: SteppedClock) -> None:
    assert sectors.by_chance(3, 1, 1, 3) == pytest.approx(0.4857, abs=1e-4)  # Fisher's tea, 1935
    for sector, went in [("visitor", "not_well")] * 6 + [("employee", "well")] * 6:
        one = given(sector=sector)
        actions.close(one, by=a_supervisor(), outcome="explained", words="So it is.")
        actions.say_how_it_went(by=the_public(), token=one.token, went=went)
    found = {share.sector: share for share in sectors.shares(a_supervisor(), clock.now() - timedelta(days=92))}
    assert (found["visitor"].well, found["visitor"].said, found["visitor"].is_gap) == (0, 6, True)
    assert sectors.shares(an_officer(), clock.now() - timedelta(days=92)) == []
