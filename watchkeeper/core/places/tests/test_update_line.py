from __future__ import annotations

import orjson
import pytest

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.places import lines
from watchkeeper.core.places.actions import add_line, update_line
from watchkeeper.core.places.models import Line, Site
from watchkeeper.kit.errors import Invalid, NotAllowed


@pytest.fixture
def desk(site: Site, house: Actor) -> Line:
    return add_line("east", by=house, purpose="East desk", number="617-555-0100", is_desk=True)


def test_learning_the_hours_closes_the_gap_and_keeps_both_values(desk: Line, house: Actor) -> None:
    update_line(desk, by=house, hours="always", number="617-555-0100")
    assert lines.gaps(desk.department_id) == []
    data = orjson.loads(Entry.objects.latest("id").data)
    assert (data["changed"], data["before"], data["after"]) == (["hours"], {"hours": "unknown"}, {"hours": "always"})


def test_a_ring_of_diverts_is_refused(desk: Line, house: Actor) -> None:
    west = add_line("west", by=house, purpose="West desk", number="2", divert_to=desk)
    with pytest.raises(Invalid) as refusal:
        update_line(desk, by=house, divert_to=west)
    assert "divert_to" in refusal.value.fields
    with pytest.raises(Invalid):
        update_line(west, by=house, divert_to=west)
    assert Line.objects.get(pk=desk.pk).divert_to is None


def test_a_change_of_nothing_is_refused(desk: Line, house: Actor) -> None:
    with pytest.raises(Invalid, match="Nothing would change"):
        update_line(desk, by=house, purpose="East desk")


def test_another_departments_line_is_not_there(desk: Line, stranger: Actor, officer: Actor) -> None:
    with pytest.raises(NotAllowed) as refusal:
        update_line(desk, by=stranger, number="1")
    assert refusal.value.status == 404
    with pytest.raises(NotAllowed):
        update_line(desk, by=officer, number="1")
