"""A department asks one thing more, and stops asking it."""

from __future__ import annotations

import pytest

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import actions, registry
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused


def test_an_extra_question_is_asked_like_any_other(department: Department, director: Actor) -> None:
    actions.add_question(
        "security_escort",
        by=director,
        key="weather",
        words="Is it icy?",
        kind="choice",
        choices=[{"value": "no", "words": "No"}, {"value": "yes", "words": "I fell", "danger": True}],
    )
    escort = registry.get("security_escort", department.pk)
    ask = escort.ask("weather")
    assert ask is not None
    assert ask.is_extra
    assert not ask.required
    assert escort.check({"weather": "yes"}) == {}
    assert escort.is_danger({"weather": "yes"})
    assert escort.check({"weather": "maybe"}) != {}


@pytest.mark.parametrize("kind", ["place", "when", "phone", "mind_reading"])
def test_only_kinds_of_the_closed_list_are_taken(director: Actor, kind: str) -> None:
    with pytest.raises(Invalid):
        actions.add_question("security_escort", by=director, key="extra", words="Extra?", kind=kind)


def test_a_question_that_cannot_be_is_refused(director: Actor) -> None:
    with pytest.raises(Invalid, match="exactly when it is a choice"):
        actions.add_question("security_escort", by=director, key="extra", words="Extra?", kind="choice")


def test_a_question_that_is_there_is_not_added_again(director: Actor) -> None:
    with pytest.raises(Invalid, match="asked twice"):
        actions.add_question("security_escort", by=director, key="reason", words="Why?")


def test_a_retired_question_is_kept_for_old_calls(department: Department, director: Actor) -> None:
    question = actions.add_question("security_escort", by=director, key="umbrella", words="Umbrella?", kind="yes_no")
    actions.retire_question(question, by=director)
    assert registry.get("security_escort", department.pk).ask("umbrella") is None
    with pytest.raises(Refused, match="not asked any more"):
        actions.retire_question(question, by=director)
    with pytest.raises(Refused, match="old calls hold answers"):
        actions.add_question("security_escort", by=director, key="umbrella", words="Umbrella again?")


def test_it_takes_the_right_to_write_policy(director: Actor, officer: Actor) -> None:
    with pytest.raises(NotAllowed):
        actions.add_question("security_escort", by=officer, key="extra", words="Extra?")
    question = actions.add_question("security_escort", by=director, key="extra", words="Extra?")
    with pytest.raises(NotAllowed):
        actions.retire_question(question, by=officer)
