"""Who is qualified for what: held once, renewed, ended with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.world import a_department, a_dispatcher, a_supervisor
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actions import disqualify, qualify
from watchkeeper.core.people.models import Person, PersonQualification
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create(department=a_department(), call_name="CP1")


def test_a_qualification_is_held_once_and_renewed(person: Person, stepped: SteppedClock) -> None:
    first = qualify(person, by=a_supervisor(), key="cpr", until=date(2026, 12, 31), basis="Instructor card")
    again = qualify(person, by=a_supervisor(), key="cpr", until=date(2028, 12, 31))
    assert (again.pk, again.until) == (first.pk, date(2028, 12, 31))
    assert PersonQualification.objects.count() == 1
    assert Entry.objects.filter(verb="person.qualified", subject=f"person:{person.pk}").count() == 2


def test_it_ends_with_a_reason_and_may_be_held_again(person: Person, stepped: SteppedClock) -> None:
    held = qualify(person, by=a_supervisor(), key="cpr")
    with pytest.raises(Invalid):
        disqualify(held, by=a_supervisor(), reason=" ")
    disqualify(held, by=a_supervisor(), reason="Card withdrawn.")
    with pytest.raises(Refused):
        disqualify(held, by=a_supervisor(), reason="Card withdrawn.")
    assert qualify(person, by=a_supervisor(), key="cpr").pk != held.pk


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "juggling"},
        {"key": "cpr", "since": date(2026, 2, 1), "until": date(2026, 1, 1)},
        {"key": "cpr", "basis": "x" * 121},
    ],
)
def test_what_cannot_be_is_refused(person: Person, stepped: SteppedClock, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        qualify(person, by=a_supervisor(), **wrong)
    assert not PersonQualification.objects.exists()


def test_only_the_departments_own_and_those_who_may(person: Person, stepped: SteppedClock) -> None:
    with pytest.raises(NotAllowed):
        qualify(person, by=a_dispatcher(), key="cpr")
    with pytest.raises(NotAllowed):
        qualify(person, by=a_supervisor(a_department("other")), key="cpr")
    held = qualify(person, by=a_supervisor(), key="cpr")
    with pytest.raises(NotAllowed):
        disqualify(held, by=a_supervisor(a_department("other")), reason="Not ours.")


def test_who_left_is_not_qualified_any_more(person: Person, stepped: SteppedClock) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=False)
    person.refresh_from_db()
    with pytest.raises(Refused):
        qualify(person, by=a_supervisor(), key="cpr")
