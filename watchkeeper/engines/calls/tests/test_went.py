"""The asker says how it went."""

from __future__ import annotations

import json

import pytest

from tests.world import a_call, a_department, a_director, a_dispatcher, a_unit, sent
from watchkeeper.core.journal.models import Entry
from watchkeeper.engines.calls import actions
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_it_is_kept_with_the_request_and_journaled() -> None:
    call, desk = a_call(), a_dispatcher()
    assignment = sent(call, a_unit("A12"))
    actions.move(assignment, by=desk, to="on_scene")
    asker = call.requesters.get()
    assert actions.say_how_it_went(asker, by=desk, went="all_right").went == "all_right"
    entry = Entry.objects.get(verb="requester.went")
    assert json.loads(entry.data)["went"] == "all right"


def test_the_same_word_again_changes_nothing() -> None:
    call, desk = a_call(), a_dispatcher()
    actions.move(sent(call, a_unit("A12")), by=desk, to="on_scene")
    asker, same = call.requesters.get(), call.requesters.get()
    actions.say_how_it_went(asker, by=desk, went="well")
    call.refresh_from_db()
    version = call.version
    with pytest.raises(Refused):
        actions.say_how_it_went(same, by=desk, went="well")
    call.refresh_from_db()
    assert call.version == version
    assert Entry.objects.filter(verb="requester.went").count() == 1


def test_nobody_says_how_it_went_before_anybody_came() -> None:
    asker = a_call().requesters.get()
    with pytest.raises(Refused, match="Nobody has been there yet"):
        actions.say_how_it_went(asker, by=a_dispatcher(), went="well")


def test_another_word_is_none() -> None:
    with pytest.raises(Invalid):
        actions.say_how_it_went(a_call().requesters.get(), by=a_dispatcher(), went="splendid")


def test_only_those_who_take_calls_keep_it() -> None:
    asker = a_call().requesters.get()
    with pytest.raises(NotAllowed):
        actions.say_how_it_went(asker, by=a_director(), went="well")
    asker.refresh_from_db()
    assert asker.went == ""


def test_another_department_reaches_nothing() -> None:
    asker = a_call().requesters.get()
    with pytest.raises(NotAllowed):
        actions.say_how_it_went(asker, by=a_dispatcher(a_department("campus", "campus")), went="well")
