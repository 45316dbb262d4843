"""A department changes what it offers on a screen."""

from __future__ import annotations

from typing import Any

import pytest

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import journal
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import actions, registry, rows
from watchkeeper.core.services.catalog import CATALOG
from watchkeeper.core.services.models import Policy
from watchkeeper.core.services.parts import Send, Tell, Within, minutes
from watchkeeper.core.services.spec import Capability, Priority
from watchkeeper.kit.errors import Invalid, NotAllowed


def test_without_a_policy_the_declaration_holds(department: Department) -> None:
    assert registry.get("security_escort", department.pk) == CATALOG["security_escort"]
    assert registry.get("security_escort") is CATALOG["security_escort"]


def test_every_part_a_department_may_change_changes(department: Department, director: Actor) -> None:
    actions.set_policy(
        "security_escort",
        by=director,
        name="Safe walk",
        label="Walk",
        invite="Ask for a safe walk",
        priority=2,
        targets=[{"start": "opened", "end": "on_scene", "seconds": 720, "percentile": 95}],
        sends=[{"count": 2, "capability": "sworn"}],
        tells=[{"who": "Garage attendant", "seconds": 60}],
    )
    escort = registry.get("security_escort", department.pk)
    assert (escort.name, escort.label, escort.invite) == ("Safe walk", "Walk", "Ask for a safe walk")
    assert escort.about == CATALOG["security_escort"].about
    assert escort.priority is Priority.P2
    assert escort.targets == (Within("opened", "on_scene", minutes(12), 95),)
    assert escort.sends == (Send(2, Capability.SWORN),)
    assert escort.tells == (Tell("Garage attendant", minutes(1)),)
    assert all(rule.to < Priority.P2 for rule in escort.raises), "what raised it to where it starts is gone"


def test_a_target_in_working_days_stays_one_in_a_policy(department: Department, director: Actor) -> None:
    declared = CATALOG["device_lockdown"].targets
    actions.set_policy("device_lockdown", by=director, targets=[rows.target_row(one) for one in declared])
    assert registry.get("device_lockdown", department.pk).targets == declared
    assert all(one.is_working for one in declared)


def test_a_service_switched_off_is_not_offered_and_still_known_to_open_calls(
    department: Department, director: Actor
) -> None:
    actions.set_policy("standby_visible", by=director, is_on=False)
    assert "standby_visible" not in {service.key for service in registry.offered(department.pk)}
    assert registry.get("standby_visible", department.pk).is_on is False


def test_what_a_hospital_has_a_campus_has_not_unless_it_says_so(department: Department) -> None:
    campus = Department.objects.create(key="campus", name="Campus", kind="campus")
    of_hospital = {service.key for service in registry.offered(department.pk)}
    of_campus = {service.key for service in registry.offered(campus.pk)}
    assert of_hospital - of_campus == {key for key in CATALOG if CATALOG[key].offered_in == frozenset({"hospital"})}
    assert {"patient_standby", "code_blue_support", "talk_avade"} <= of_hospital - of_campus
    assert of_campus - of_hospital == {key for key in CATALOG if CATALOG[key].offered_in == frozenset({"campus"})}


def test_a_policy_of_one_department_is_none_of_another(department: Department, director: Actor) -> None:
    other = Department.objects.create(key="other", name="Other", kind="hospital")
    actions.set_policy("security_escort", by=director, name="Safe walk")
    assert registry.get("security_escort", other.pk).name == CATALOG["security_escort"].name


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"priority": 9}, "from 0 to 4"),
        ({"priority": 4, "targets": []}, ""),
        ({"sends": []}, "sends nobody"),
        ({"sends": [{"count": 1, "capability": "wizard"}]}, "not understood"),
        ({"sends": "one"}, "must be a list"),
        ({"targets": [{"start": "opened", "end": "lunch", "seconds": 60}]}, "no moment"),
        ({"targets": [{"start": "opened"}]}, "not understood"),
        (
            {"targets": [{"start": "opened", "end": "on_scene", "seconds": 3600, "is_working": True}]},
            "no number of working days",
        ),
        ({"targets": [{"start": "opened", "end": "on_scene", "seconds": 1e300}]}, "not understood"),
        ({"tells": [{"who": " "}]}, "not understood"),
        ({"name": " "}, "no name"),
        ({"level": 0}, "no such part"),
    ],
)
def test_an_impossible_policy_is_refused_and_changes_nothing(
    department: Department, director: Actor, changes: dict[str, Any], words: str
) -> None:
    if not words:
        actions.set_policy("security_escort", by=director, **changes)
        return
    with pytest.raises(Invalid, match=words):
        actions.set_policy("security_escort", by=director, **changes)


def test_it_takes_the_right_to_write_policy(officer: Actor) -> None:
    with pytest.raises(NotAllowed):
        actions.set_policy("security_escort", by=officer, is_on=False)
    assert not Policy.objects.exists()


def test_a_service_nobody_declared_has_no_policy(director: Actor) -> None:
    with pytest.raises(Invalid, match="no such service"):
        actions.set_policy("teleport", by=director, is_on=True)


def test_the_journal_says_what_changed(director: Actor) -> None:
    actions.set_policy("security_escort", by=director, name="Safe walk", priority=2)
    entry = Entry.objects.get(verb="policy.set")
    assert entry.subject == "service:security_escort"
    assert journal.sentence(entry) == "changed security_escort: name, priority"
