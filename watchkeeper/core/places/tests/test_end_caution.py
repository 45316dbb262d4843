from __future__ import annotations

from datetime import timedelta

import pytest

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.places import cautions
from watchkeeper.core.places.actions import add_caution, end_caution
from watchkeeper.core.places.models import Area, Caution, Site
from watchkeeper.core.places.tests.said import last
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused


@pytest.fixture
def caution(campus: Site, dispatcher: Actor) -> Caution:
    lobby = Area.objects.get(key="lobby")
    tomorrow = clock.now() + timedelta(days=1)
    return add_caution(f"area:{lobby.pk}", by=dispatcher, text="Stair dark", source="facilities", expires=tomorrow)


def test_an_ended_caution_is_gone(caution: Caution, dispatcher: Actor) -> None:
    ended = end_caution(caution, by=dispatcher, reason="lamp replaced")
    assert ended.ended_by == dispatcher.key
    assert cautions.near(caution.ref, caution.department_id) == []
    assert last()[2] == "ended the caution on Alder lobby: lamp replaced"


def test_ending_twice_is_refused(caution: Caution, dispatcher: Actor) -> None:
    end_caution(caution, by=dispatcher, reason="lamp replaced")
    with pytest.raises(Refused):
        end_caution(caution, by=dispatcher, reason="lamp replaced")


def test_a_reason_is_asked_for(caution: Caution, dispatcher: Actor) -> None:
    with pytest.raises(Invalid):
        end_caution(caution, by=dispatcher, reason="")


def test_strangers_cannot_end_it(caution: Caution, officer: Actor, stranger: Actor) -> None:
    for who in (officer, stranger):
        with pytest.raises(NotAllowed):
            end_caution(caution, by=who, reason="x")
