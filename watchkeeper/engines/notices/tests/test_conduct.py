"""A complaint about somebody's conduct goes outside the chain: known to who reviews it, never to whom it is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.world import _somebody, a_department, a_director, a_supervisor, the_house
from watchkeeper.core.journal import exceptions as gathered
from watchkeeper.core.journal.audit import Question, changes
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people import handover
from watchkeeper.core.people.actor import Actor, with_roles
from watchkeeper.core.people.cast import one as cast_one
from watchkeeper.core.people.models import Person
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.notices import actions, exceptions, reviewers
from watchkeeper.engines.notices.models import Exclusion, Feedback, Misconduct
from watchkeeper.engines.notices.tests.test_feedback import given, the_public
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def an_investigator() -> Actor:
    return _somebody(None, "I01", Role.INVESTIGATOR)


def complaint(about: str = "the officer at the gate") -> Feedback:
    return given(kind="complaint", words="He pushed me.", is_misconduct=True, about_whom=about)


def seen(by: Actor) -> list[int]:
    return list(Feedback.objects.visible_to(by).values_list("pk", flat=True))


def test_only_who_reviews_sees_it_and_nobody_it_may_be_about(stepped: SteppedClock) -> None:
    director, investigator, supervisor = a_director(), an_investigator(), a_supervisor()
    plain, one = complaint(), complaint("badge i-01 and the Director of the desk")
    Person.objects.filter(call_name="DIR").update(title="Shift lead")
    assert set(seen(director)) == {plain.pk, one.pk}
    assert seen(investigator) == [plain.pk]
    assert seen(supervisor) == []
    assert seen(director.limited_to(director.permissions - {"complaint:review"})) == []
    someone = Person.objects.get(call_name="DIR")
    for who in (investigator, supervisor):
        acts: list[Callable[[Actor], object]] = [
            lambda who: actions.acknowledge(one, by=who),
            lambda who: actions.answer(one, by=who, words="x"),
            lambda who: actions.decide(one, by=who, allegation="bias", is_credible=False, reason="x"),
            lambda who: actions.exclude(one, by=who, person=someone, reason="x"),
        ]
        for act in acts:
            with pytest.raises(NotAllowed) as no:
                act(who)
            assert no.value.hidden
    assert exceptions.groups(supervisor)[0].items == ()
    assert exceptions.groups(investigator)[1].items[0].subject == plain.subject
    assert len(exceptions.groups(director)[1].items) == 2


def test_the_journal_tells_it_to_nobody_by_clearance(stepped: SteppedClock) -> None:
    one = complaint()
    actions.write_on(by=the_public(), token=one.token, words="He did it again.")
    actions.acknowledge(one, by=a_director())
    entries = Entry.objects.filter(subject=one.subject)
    assert {(entry.level, entry.named) for entry in entries} == {(3, True)}
    assert not changes(Question(one.department_id, a_director().clearance)).filter(subject=one.subject).exists()
    gathered.forget()
    many = [gathered.counted(who) for who in (a_director(), _somebody(None, "DI2", Role.DIRECTOR))]
    actions.exclude(one, by=a_director(), person=Person.objects.get(call_name="DI2"), reason="a stake")
    gathered.forget()
    assert many == [1, 1]
    assert [gathered.counted(who) for who in (a_director(), _somebody(None, "DI2", Role.DIRECTOR))] == [1, 0]


def test_no_brief_of_a_shift_repeats_it(stepped: SteppedClock) -> None:
    complaint()
    both = with_roles(
        department_id=a_department().pk, key="person:0", name="S02", person_id=0,
        roles=frozenset({Role.SUPERVISOR, Role.DIRECTOR}),
    )  # fmt: skip
    stepped.advance(timedelta(days=30))
    assert len(exceptions.groups(both)[1].items) == 3
    assert handover.build(a_department(), both).sections == ()


def test_credible_it_goes_to_the_commission_within_two_working_days(stepped: SteppedClock) -> None:
    one = complaint()
    held = Misconduct.objects.get(feedback=one)
    assert timedelta(days=2) <= held.post_by - one.received_at <= timedelta(days=4, hours=24)
    with pytest.raises(Refused, match="Decide first"):
        actions.close(one, by=a_director(), outcome="unfounded", words="x")
    with pytest.raises(Refused, match="force"):
        actions.decide(one, by=a_director(), allegation="force", is_credible=False, reason="x")
    with pytest.raises(Refused):
        actions.report_to_post(one, by=a_director(), reference="x")
    stepped.advance(timedelta(days=6))
    first, *_ = exceptions.groups(a_director())[1].items
    assert first.is_late
    actions.decide(one, by=a_director(), allegation="force", is_credible=True, reason="The camera shows it")
    first, *_ = exceptions.groups(a_director())[1].items
    assert first.text == "Send it to the POST commission"
    actions.report_to_post(one, by=a_director(), reference="POST-17")
    held.refresh_from_db()
    assert (held.decided_by, held.reported_at, held.reference) == (a_director().key, clock.now(), "POST-17")
    assert [item.text for item in exceptions.groups(a_director())[1].items] == ["Nobody answered a word"]
    with pytest.raises(Invalid):
        actions.close(one, by=a_director(), outcome="changed", words="x")
    actions.close(one, by=a_director(), outcome="sustained", words="We looked into it. Thank you.")
    with pytest.raises(Refused):
        actions.publish(one, by=a_director(), you_said="x", we_did="x", you_said_es="x", we_did_es="x")


def test_what_came_in_as_an_ordinary_complaint_leaves_the_chain_for_good(stepped: SteppedClock) -> None:
    supervisor, one = a_supervisor(), given(kind="complaint", words="S01 shouted at me")
    actions.assign(one, by=supervisor, owner="S01")
    actions.move_outside(one, by=supervisor)
    assert (seen(supervisor), seen(a_director())) == ([], [one.pk])
    one.refresh_from_db()
    assert one.owner == ""
    assert [row.person.call_name for row in Exclusion.objects.all()] == ["S01"]
    with pytest.raises(Refused):
        actions.move_outside(given(kind="praise"), by=supervisor)


def test_an_owner_may_know_of_it_and_an_exclusion_takes_it_from_them(stepped: SteppedClock) -> None:
    department = a_department()
    for role in (Role.DIRECTOR, Role.INVESTIGATOR):
        cast_one(department, the_house(), role)
    one = complaint()
    assert set(reviewers.free_for(one).values()) == {"DIR", "I01"}
    with pytest.raises(Invalid):
        actions.assign(one, by=a_director(), owner="S01")
    actions.assign(one, by=a_director(), owner="I01")
    actions.exclude(one, by=a_director(), person=Person.objects.get(call_name="I01"), reason="supervises him")
    one.refresh_from_db()
    assert one.owner == ""
    assert exceptions.groups(_somebody(None, "ADM", Role.ADMINISTRATOR))[2].items == ()
    actions.exclude(one, by=a_director(), person=Person.objects.get(call_name="DIR"), reason="recused")
    [item] = exceptions.groups(_somebody(None, "ADM", Role.ADMINISTRATOR))[2].items
    assert item.subject == ""
