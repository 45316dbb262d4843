"""Any earlier state of a policy can be put back; the history is the journal's."""

from __future__ import annotations

import pytest

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import actions, history, registry
from watchkeeper.core.services.catalog import CATALOG
from watchkeeper.kit.errors import NotAllowed, Refused


def test_a_policy_goes_back_to_an_earlier_state(department: Department, director: Actor) -> None:
    actions.set_policy("security_escort", by=director, name="Safe walk")
    first = history.of("security_escort", department.pk)[0]
    actions.set_policy("security_escort", by=director, name="Night walk", priority=2)
    assert registry.get("security_escort", department.pk).name == "Night walk"

    actions.revert_policy("security_escort", by=director, to=first.pk)

    escort = registry.get("security_escort", department.pk)
    assert (escort.name, escort.priority) == ("Safe walk", CATALOG["security_escort"].priority)
    assert [entry.verb for entry in history.of("security_escort", department.pk)] == [
        "policy.reverted", "policy.set", "policy.set",
    ]  # fmt: skip


def test_a_policy_goes_back_to_the_declaration(department: Department, director: Actor) -> None:
    actions.set_policy("security_escort", by=director, name="Safe walk", is_on=False)
    actions.revert_policy("security_escort", by=director)
    assert registry.get("security_escort", department.pk) == CATALOG["security_escort"]


def test_the_history_of_another_department_is_none_of_ours(department: Department, director: Actor) -> None:
    other = Department.objects.create(key="other", name="Other", kind="hospital")
    actions.set_policy("security_escort", by=director, name="Safe walk")
    entry = history.of("security_escort", department.pk)[0]
    assert history.of("security_escort", other.pk) == []
    with pytest.raises(Refused):
        actions.revert_policy("standby_visible", by=director, to=entry.pk)


def test_it_takes_the_right_to_write_policy(officer: Actor) -> None:
    with pytest.raises(NotAllowed):
        actions.revert_policy("security_escort", by=officer)
