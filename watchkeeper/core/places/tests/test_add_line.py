from __future__ import annotations

from datetime import UTC, datetime

import pytest

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.places import lines
from watchkeeper.core.places.actions import add_line
from watchkeeper.core.places.models import Line, Site
from watchkeeper.core.places.tests.said import last
from watchkeeper.kit.errors import Invalid, NotAllowed

NIGHT = datetime(2026, 3, 2, 5, 30, tzinfo=UTC)  # 00:30 in Boston, a Monday
NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
WEEK = [[["08:00", "17:30"]]] * 5 + [[], [["10:00", "12:00"]]]


@pytest.fixture
def main(site: Site, house: Actor) -> Line:
    return add_line("main", by=house, purpose="Main desk", number="617-726-2121", hours="always", site=site)


def test_number_and_hours_may_be_unknown_and_are_listed_as_gaps(site: Site, main: Line, house: Actor) -> None:
    add_line("survey", by=house, purpose="Set up a survey")
    add_line("east", by=house, purpose="East desk", number="617-555-0100", is_desk=True, divert_to=main)
    found = [(gap.line.key, gap.field) for gap in lines.gaps(site.department_id)]
    assert found == [("survey", "number"), ("east", "hours")]
    assert last()[2] == "added the line East desk: 617-555-0100"


def test_a_desk_of_unknown_hours_diverts_to_main(main: Line, house: Actor) -> None:
    east = add_line("east", by=house, purpose="East desk", number="1", is_desk=True, divert_to=main)
    assert lines.answering(east, NIGHT) == (main, True)
    assert lines.answering(main, NIGHT) == (main, False)


def test_a_closed_desk_diverts_and_an_open_one_answers(main: Line, house: Actor) -> None:
    clinic = add_line("clinic", by=house, purpose="Clinic", number="2", hours="weekly", weekly=WEEK, divert_to=main)
    assert lines.answering(clinic, NOON) == (clinic, False)
    assert lines.answering(clinic, NIGHT) == (main, True)


def test_a_closed_desk_with_nowhere_to_divert_answers_itself(main: Line, house: Actor) -> None:
    alone = add_line("alone", by=house, purpose="Alone", number="3")
    assert lines.answering(alone, NIGHT) == (alone, False)


def test_a_dialed_number_finds_its_line_however_written(site: Site, main: Line, house: Actor) -> None:
    add_line("mail", by=house, purpose="Mail", kind="mail", number="desk@example.org")
    for number in ("617-726-2121", "+1 (617) 726 2121", "6177262121"):
        assert lines.dialed(site.department_id, number) == main
    found = lines.dialed(site.department_id, "Desk@Example.org")
    assert found is not None
    assert found.key == "mail"
    assert lines.dialed(site.department_id, "") is None
    assert lines.dialed(site.department_id, "911") is None


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({"hours": "sometimes"}, "hours"),
        ({"hours": "weekly"}, "weekly"),
        ({"hours": "weekly", "weekly": [[["17:00", "08:00"]]] * 7}, "weekly"),
        ({"kind": "pigeon"}, "kind"),
        ({"color": "red"}, "color"),
        ({"purpose": ""}, "purpose"),
    ],
)
def test_what_is_no_line_is_refused_by_field(site: Site, house: Actor, known: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        add_line("new", by=house, **{"purpose": "New", **known})  # type: ignore[arg-type]
    assert field in refusal.value.fields


def test_a_key_is_used_once(main: Line, house: Actor) -> None:
    with pytest.raises(Invalid) as refusal:
        add_line("main", by=house, purpose="Again")
    assert "key" in refusal.value.fields


def test_who_may_not_manage_places_adds_none(site: Site, dispatcher: Actor) -> None:
    with pytest.raises(NotAllowed):
        add_line("x", by=dispatcher, purpose="X")
