"""A day and a time in a form: in the department's zone, on the nights the clocks are changed too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.world import a_department, the_house
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.models import Caution, Closure, Fixture, Site
from watchkeeper.surfaces.console.desk.forms import DeskForm, Moment

pytestmark = pytest.mark.django_db
AsRole = Callable[[Role], Client]
TWICE = "2027-11-07T01:30"


class Until(DeskForm):
    ends_at = Moment()


class Row:
    ends_at = datetime(2027, 11, 7, 6, 30, 45, tzinfo=UTC)  # the second 01:30


def told(text: str, row: object = None) -> Until:
    return Until({"ends_at": text}, by=_by(), row=row)


def _by() -> Actor:
    return the_house(a_department())


@pytest.fixture
def door(department: Department) -> Fixture:
    site = Site.objects.create(department=department, key="main", name="Main Campus", lon=-71.0, lat=42.3)
    return Fixture.objects.create(
        department=department, site=site, key="door-4", name="Door 4", kind="door", lon=-71.0, lat=42.3
    )


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2027-01-08T10:00", datetime(2027, 1, 8, 15, tzinfo=UTC)),
        ("2027-07-08T10:00", datetime(2027, 7, 8, 14, tzinfo=UTC)),
        (f"{TWICE}-05:00", datetime(2027, 11, 7, 6, 30, tzinfo=UTC)),
        (f"{TWICE}:00-04:00", datetime(2027, 11, 7, 5, 30, tzinfo=UTC)),
    ],
)
def test_a_day_and_a_time_are_one_moment(text: str, utc: datetime) -> None:
    form = told(text)
    assert form.is_valid()
    assert form.cleaned_data["ends_at"] == utc


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2027-03-14T02:30", "There is no 02:30 on that day"),
        ("2027-03-14", "Write a day and a time."),
        ("9999-12-31T23:59", "Write a day and a time."),
        ("0001-01-01T00:00", "Write a day and a time."),
        (TWICE, "write 01:30-04:00 or 01:30-05:00."),
    ],
)
def test_what_is_no_moment_is_refused_in_words(text: str, words: str) -> None:
    assert words in str(told(text).errors["ends_at"])


def test_the_choice_between_two_can_be_written() -> None:
    assert not told(TWICE).is_valid()
    form = Until({"ends_at_0": "2027-11-07", "ends_at_1": "01:30-05:00"}, by=_by())
    assert form.is_valid()
    assert form.cleaned_data["ends_at"] == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)
    assert 'value="01:30-05:00"' in str(form["ends_at"])


def test_what_was_not_touched_stays_to_the_second() -> None:
    form = told(TWICE, Row())
    assert form.is_valid()
    assert form.cleaned_data["ends_at"] == Row.ends_at


@pytest.mark.parametrize("until", ["9999-12-31T23:59", "2027-03-14T02:30", "2027-03-14"])
def test_a_page_refuses_it_and_changes_nothing(as_role: AsRole, door: Fixture, until: str) -> None:
    client = as_role(Role.SUPERVISOR)
    at = f"/console/places/fixtures/{door.pk}/"
    given = {"client_id": "one", "seen": "0", "reason": "ice", "until": until}
    assert client.post(f"{at}close/", given).status_code == 422
    given = {"client_id": "two", "seen": "0", "text": "ice", "kind": "hazard", "source": "desk", "expires": until}
    assert client.post(f"{at}caution/", given).status_code == 422
    assert not Closure.objects.exists()
    assert not Caution.objects.exists()
