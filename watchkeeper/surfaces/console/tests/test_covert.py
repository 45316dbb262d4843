"""What the console tells a dispatcher who is not named on a covert call: that its unit is assigned, and no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import world
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Assignment, Call, Unit
from watchkeeper.kit import clock
from watchkeeper.surfaces.console import state
from watchkeeper.surfaces.console.command import targets

SignIn = Callable[..., Client]


def _run(client: Client, line: str) -> Any:
    return client.post("/console/command/run", {"line": line})


def _completed(client: Client, line: str) -> str:
    return client.get("/console/command/complete", {"line": line, "selected": ""}).content.decode()


@pytest.fixture
def owner(db: None) -> Actor:
    return world.a_supervisor()


@pytest.fixture
def covert(owner: Actor) -> Assignment:
    """A12 on a covert standby that only its owner is named on."""
    call = world.a_call("standby_covert", by=owner, place="Ellison 7 clinic")
    assignment = world.sent(call, world.a_unit("A12"), by=owner)
    actions.place_unit(assignment.unit, by=owner, place="Ellison 7 clinic")
    return assignment


@pytest.mark.parametrize("line", ["A12", "f A12"])
def test_a_look_up_does_not_tell_where_the_unit_is(line: str, covert: Assignment, at_desk: SignIn) -> None:
    said = _run(at_desk(), line).json()["said"]
    assert said == "A12, place unknown."


@pytest.mark.parametrize("line", ["oos A", "msg A", "rs A"])
def test_completion_does_not_tell_where_the_unit_is(line: str, covert: Assignment, at_desk: SignIn) -> None:
    shown = _completed(at_desk(), line)
    assert "A12" in shown
    assert "Ellison" not in shown


@pytest.mark.parametrize("line", ["ons A12", "clr A12", "clr A12 quiet", "pb A12", "ok A12"])
def test_the_unit_is_assigned_and_nothing_else_is_done_or_told(line: str, covert: Assignment, at_desk: SignIn) -> None:
    answer = _run(at_desk(), line)
    assert answer.status_code == 422
    assert "A12 is assigned." in answer.json()["detail"]
    assert covert.call.number not in answer.content.decode()
    assert Assignment.objects.get().status == "assigned"
    assert Call.objects.get().status == "active"


def test_outcomes_of_a_covert_call_are_not_offered(covert: Assignment, at_desk: SignIn) -> None:
    assert "quiet" not in _completed(at_desk(), "clr A12 ").lower()


def test_whoever_is_named_on_the_call_moves_its_unit(covert: Assignment, owner: Actor) -> None:
    desk = state.desk_of(owner)
    assert targets.live(["A12"], None, desk) == [covert]


def test_a_refusal_names_neither_number_nor_status_of_a_covert_call(
    covert: Assignment, owner: Actor, at_desk: SignIn
) -> None:
    client, other = at_desk(), world.a_call()
    actions.move(covert, by=owner, to="on_scene")
    assert _run(client, f"d A12 {other.number}").json()["detail"] == "A12 is assigned."
    actions.stack(covert.call, by=owner, unit=world.a_unit("B07"))
    assert _run(client, "off B07").json()["detail"] == "A call is stacked on B07; put it back first."


def test_a_covert_booking_or_next_call_does_not_touch_the_unit_s_row(covert: Assignment, owner: Actor) -> None:
    unit, starts = world.a_unit("C01"), clock.now() + timedelta(hours=1)
    entries = Entry.objects.filter(subject=unit.subject)
    before = Unit.objects.get(pk=unit.pk).version, entries.count()
    booked = actions.reserve(covert.call, by=owner, unit=unit, starts_at=starts, ends_at=starts + timedelta(hours=1))
    actions.put_back(booked, by=owner, reason="another one goes")
    actions.put_back(actions.stack(covert.call, by=owner, unit=unit), by=owner, reason="another one goes")
    assert (Unit.objects.get(pk=unit.pk).version, entries.count()) == before
