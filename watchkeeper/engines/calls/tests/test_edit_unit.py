"""A unit's facts are changed by those who manage units; both values stay in the journal and the board sees it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import a_department, a_dispatcher, a_supervisor, a_unit, the_house
from watchkeeper.core.journal.journal import sentence
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.places.models import Site
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Unit
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_a_unit_is_changed_and_says_so() -> None:
    unit = a_unit("A12", kind="officer")
    fresh = actions.edit_unit(unit, by=a_supervisor(), call_sign=" a14 ", vehicle="C3", capabilities=["officer", "k9"])
    assert (fresh.call_sign, fresh.vehicle, fresh.capabilities) == ("A14", "C3", ["officer", "k9"])
    assert Unit.objects.get().version == unit.version + 1
    entry = Entry.objects.get(verb="unit.edited")
    assert sentence(entry) == "changed call sign, vehicle, capabilities of A14"
    assert entry.fields["before"] == {"call_sign": "A12", "vehicle": "", "capabilities": ["officer"]}
    assert entry.fields["rows"][unit.subject]["cs"] == "A14"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mode": "rocket"}, "mode"),
        ({"guard": 7}, "guard"),
        ({"capabilities": []}, "capabilities"),
        ({"call_sign": " "}, "call_sign"),
        ({"vehicle": "x" * 41}, "vehicle"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(changes: dict[str, Any], field: str) -> None:
    unit = a_unit("A12")
    with pytest.raises(Invalid) as wrong:
        actions.edit_unit(unit, by=a_supervisor(), **changes)
    assert field in wrong.value.fields
    assert not Entry.objects.filter(verb="unit.edited").exists()


def test_a_taken_call_sign_a_strangers_site_and_no_change_are_refused() -> None:
    unit, _ = a_unit("A12"), a_unit("A13")
    elsewhere = Site.objects.create(department=a_department("elsewhere"), key="x", name="X", lon=0, lat=0)
    with pytest.raises(Refused, match="A13 is taken"):
        actions.edit_unit(unit, by=a_supervisor(), call_sign="a13")
    with pytest.raises(Invalid, match="Nothing would change"):
        actions.edit_unit(unit, by=a_supervisor(), call_sign="A12")
    with pytest.raises(Invalid) as wrong:
        actions.edit_unit(unit, by=a_supervisor(), site=elsewhere)
    assert wrong.value.fields == {"site": ["no such site"]}


def test_neither_a_dispatcher_nor_another_department_changes_it() -> None:
    unit = a_unit("A12")
    with pytest.raises(NotAllowed):
        actions.edit_unit(unit, by=a_dispatcher(), vehicle="C3")
    with pytest.raises(NotAllowed):
        actions.edit_unit(unit, by=the_house(a_department("elsewhere")), vehicle="C3")
    assert Unit.objects.get().vehicle == ""
