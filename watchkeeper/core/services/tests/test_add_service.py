"""A service made on a screen is the same value as one declared in code."""

from __future__ import annotations

from typing import Any

import pytest

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import actions, registry
from watchkeeper.core.services.models import HouseService
from watchkeeper.core.services.spec import Door, Priority, Service
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

JUMP_START: dict[str, Any] = {
    "key": "jump_start",
    "name": "Vehicle jump-start",
    "label": "Jump-start",
    "topic": "walk",
    "invite": "Get a jump-start",
    "priority": 3,
    "doors": ["phone", "portal"],
    "sends": [{"count": 1}],
    "targets": [{"start": "opened", "end": "on_scene", "seconds": 1800}],
    "outcomes": ["assisted", "canceled_by_caller"],
    "short": ["js"],
    "questions": [
        {"key": "place", "words": "Where is the car?", "kind": "place", "fills": "place", "is_starting": True},
        {"key": "plate", "words": "Plate", "kind": "text"},
    ],
}


def test_a_house_service_is_offered_like_any_other(department: Department, director: Actor) -> None:
    made = actions.add_service(by=director, **JUMP_START)
    found = registry.get("jump_start", department.pk)
    assert found == made
    assert isinstance(found, Service)
    assert found.priority is Priority.P3
    assert Door.PORTAL in found.doors
    assert [ask.key for ask in found.asks] == ["place", "plate"]
    assert registry.offered(department.pk)[-1].key == "jump_start"


def test_a_policy_lies_over_a_house_service_too(department: Department, director: Actor) -> None:
    actions.add_service(by=director, **JUMP_START)
    actions.set_policy("jump_start", by=director, priority=2, is_on=False)
    actions.add_question("jump_start", by=director, key="color", words="Color of the car?")
    found = registry.get("jump_start", department.pk)
    assert (found.priority, found.is_on) == (Priority.P2, False)
    assert [ask.key for ask in found.asks] == ["place", "plate", "color"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"outcomes": ["vanished"]}, "no outcome"),
        ({"questions": JUMP_START["questions"][1:]}, "start a call"),
        ({"doors": ["chimney"]}, "chimney"),
        ({"topic": "weather"}, "weather"),
        ({"sends": []}, "sends nobody"),
        ({"color": "red"}, "no such part"),
        ({"questions": [{"key": "place", "words": "?", "kind": "place", "secret": 1}]}, "no such part"),
    ],
)
def test_an_impossible_service_is_refused_in_words(director: Actor, change: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        actions.add_service(by=director, **JUMP_START | change)


def test_a_key_of_the_catalog_is_taken(director: Actor) -> None:
    with pytest.raises(Refused):
        actions.add_service(by=director, **JUMP_START | {"key": "code_red"})
    assert not HouseService.objects.exists()


def test_it_takes_the_right_to_write_policy(officer: Actor) -> None:
    with pytest.raises(NotAllowed):
        actions.add_service(by=officer, **JUMP_START)
