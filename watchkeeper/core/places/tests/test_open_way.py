from __future__ import annotations

import pytest

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.places import walking
from watchkeeper.core.places.actions import close_way, open_way
from watchkeeper.core.places.models import Fixture, Node, Site
from watchkeeper.core.places.tests.said import last
from watchkeeper.kit.errors import NotAllowed, Refused


def test_an_opened_way_is_used_again(campus: Site, dispatcher: Actor) -> None:
    a1, a2 = Node.objects.get(key="a1").pk, Node.objects.get(key="a2").pk
    before = walking.times(campus.department_id, a2)(a1)
    closure = close_way(Fixture.objects.get(key="stair-1"), by=dispatcher, reason="wet floor")
    assert walking.times(campus.department_id, a2)(a1) > before
    opened = open_way(closure, by=dispatcher, reason="dry")
    assert opened.opened_by == dispatcher.key
    assert walking.times(campus.department_id, a2)(a1) == before
    assert last()[2] == "opened Alder stair 1 again"


def test_opening_twice_is_refused(campus: Site, dispatcher: Actor) -> None:
    closure = close_way(Node.objects.get(key="gate"), by=dispatcher, reason="crane")
    open_way(closure, by=dispatcher)
    with pytest.raises(Refused, match="open already"):
        open_way(closure, by=dispatcher)


def test_another_department_opens_nothing(campus: Site, dispatcher: Actor, stranger: Actor) -> None:
    closure = close_way(Node.objects.get(key="gate"), by=dispatcher, reason="crane")
    with pytest.raises(NotAllowed):
        open_way(closure, by=stranger)
