"""Answers more private than their call: who reads the call and yet not how to reach its asker."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.world import a_call, a_dispatcher, a_planner
from watchkeeper.core.departments.levels import Level
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import private
from watchkeeper.engines.calls.duplicates import likely
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.calls.selected import selected
from watchkeeper.engines.calls.tests.test_api import Door, a_token
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db


def a_told_call(service: str = "generic_assistance") -> Call:
    return a_call(service, callback="6175550101", requester="Jane Doe", details="the door is stuck")


def test_a_planner_reads_an_open_call_without_name_and_phone_of_its_asker(stepped: SteppedClock) -> None:
    call = a_told_call()
    shown = selected(call, a_planner())
    [asker] = shown["requesters"]
    assert (shown["callback"], asker["callback"], asker["name"]) == ("", "", "")
    assert (shown["details"], asker["place"]) == ("the door is stuck", "Main lobby")
    assert (call.callback, call.requesters.get().name) == ("6175550101", "Jane Doe")


def test_a_dispatcher_reads_them(stepped: SteppedClock) -> None:
    shown = selected(a_told_call(), a_dispatcher())
    assert (shown["callback"], shown["requesters"][0]["name"]) == ("6175550101", "Jane Doe")


def test_an_answer_more_private_than_its_call_is_left_out(
    stepped: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = a_call("crime_report", answers={})
    spec = registry.get(call.service, call.department_id)
    asked = next(ask for ask in spec.asks if not ask.fills)
    asks = (*(ask for ask in spec.asks if ask is not asked), replace(asked, level=Level.L3))
    monkeypatch.setattr(registry, "get", lambda *_: replace(spec, asks=asks))
    call.answers = {asked.key: "x"}
    assert selected(call, a_dispatcher())["answers"] == []
    call.level = Level.L3
    assert private.hidden_from(a_dispatcher(), call) == frozenset(), "whoever is named on the call reads its answers"


def test_the_api_gives_neither(db: None) -> None:
    call, door = a_told_call(), Door(a_token(Role.PLANNER))
    [listed] = door.get("/calls").json()["calls"]
    changed = door.client.patch(
        f"/api/v1/calls/{call.pk}", {"place": "Garage"}, content_type="application/json", headers=door.headers
    ).json()
    assert (listed["callback"], changed["callback"], changed["place"]) == ("", "", "Garage")
    assert Door(a_token()).get("/calls").json()["calls"][0]["callback"] == "6175550101"
    assert Call.objects.get().callback == "6175550101"


def test_a_phone_number_tells_a_planner_of_no_call(stepped: SteppedClock) -> None:
    call = a_told_call()
    alike: Any = {"place": "main lobby", "callback": "(617) 555-0101", "service": "generic_assistance"}
    [match] = likely(by=a_dispatcher(), **alike)
    assert (match.pk, "same phone" in match.why) == (call.pk, True)
    assert all("same phone" not in match.why for match in likely(by=a_planner(), **alike))
    assert likely(by=a_planner(), callback="6175550101") == []
