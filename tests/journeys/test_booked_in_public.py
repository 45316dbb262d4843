"""What the public books, from the page of the service to the record: each lecture, the seminar, a class."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.world import a_coordinator, a_department, a_presenter, on
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.qualifications import Qualification
from watchkeeper.core.services import registry
from watchkeeper.core.services.catalog.education import TALKS
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Appointment, Requester
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.surfaces.portal import waiting
from watchkeeper.surfaces.portal.tests.conftest import Public, asker

pytestmark = pytest.mark.django_db
WINDOWS = ((3, 10), (4, 13), (7, 9))


@pytest.fixture(autouse=True)
def _forget_times(stepped: SteppedClock) -> None:
    waiting.forget()


def _booked(department: str, service: str) -> Requester:
    """Somebody who found ``service`` in the directory, read its page, and asked for it."""
    public = Public(Client(enforce_csrf_checks=True))
    assert f"/{department}/services/{service}/" in public.see(f"/{department}/services/")
    assert f"/{department}/ask/{service}/" in public.see(f"/{department}/services/{service}/")
    answers = {"place_text": "Ellison 12", "heads": "18", "times": ["morning"], "unit": "Nursing", "name": "Ana"}
    return asker(public.client.post(f"/{department}/ask/{service}/", answers))


def _held(mine: Requester, department: str, clock: SteppedClock, material: str) -> Appointment:
    """Three times proposed, the second taken by the asker, held, and answered for in two taps."""
    public, by = Public(Client(enforce_csrf_checks=True)), a_coordinator(a_department(department))
    windows = [on(day, hour, hours=2) for day, hour in WINDOWS]
    slots = actions.propose(mine.call, by=by, windows=windows)
    public.post(mine, "take", slot=slots[1].pk)
    clock.set(slots[1].ends_at)
    actions.deliver(mine.call, by=by, outcome="held", attended=17, material=material)
    public.post(mine, "went", went="well")
    public.post(mine, "went", recommends="yes")
    mine.refresh_from_db()
    assert (mine.went, mine.recommends) == ("well", True)
    return Appointment.objects.get(call=mine.call)


@pytest.mark.proves("S02", "S03")
@pytest.mark.parametrize("key", [talk.key for talk in TALKS])
def test_each_of_the_seven_lectures_is_booked_held_and_on_record(key: str, stepped: SteppedClock) -> None:
    assert len(TALKS) == 7
    department = a_department()
    service = registry.get(key, department.pk)
    assert service.booked is not None
    a_presenter("CP1", *(str(staff.qualification) for staff in service.booked.staff))
    record = _held(_booked("general", key), "general", stepped, "deck 7")
    assert (record.expected, record.attended, record.material) == (18, 17, "deck 7")
    assert [one.verb for one in Entry.objects.filter(verb__startswith="session.").order_by("id")] == [
        "session.proposed", "session.confirmed", "session.delivered",
    ]  # fmt: skip


@pytest.mark.proves("S106")
def test_a_group_of_the_campus_asks_for_a_crime_prevention_seminar_and_has_it(stepped: SteppedClock) -> None:
    campus = a_department("campus", "campus")
    a_presenter("CP1", "presenter", department=campus)
    record = _held(_booked("campus", "crime_prevention_seminar"), "campus", stepped, "deck 2")
    assert (record.attended, record.material) == (17, "deck 2")


@pytest.mark.proves("S05", "S132")
@pytest.mark.parametrize(
    ("department", "kind", "course", "qualification"),
    [
        ("general", "hospital", "course_cpr", Qualification.CPR),
        ("general", "hospital", "course_active_shooter", Qualification.ACTIVE_SHOOTER),
        ("campus", "campus", "course_cert", Qualification.CERT),
        ("campus", "campus", "course_preparedness", Qualification.PREPAREDNESS),
    ],
)
def test_a_class_is_found_a_seat_taken_and_who_came_is_on_record(
    stepped: SteppedClock, department: str, kind: str, course: str, qualification: Qualification
) -> None:
    place = a_department(department, kind)
    by = a_coordinator(place)
    a_presenter("CP1", str(qualification), department=place)
    public = Public(Client(enforce_csrf_checks=True))
    session = actions.schedule(by=by, service=course, window=on(4, 13, hours=2), place="Hall 2", seats=2)
    shown = public.see(f"/{department}/services/{course}/")
    link = re.search(rf"/{department}/sessions/[\w-]+/", shown)
    assert link is not None
    askers = [asker(public.client.post(link.group(), {"name": name})) for name in ("Ana", "Ben", "Cem")]
    assert "Waitlist" in public.see(f"/{department}/services/{course}/")
    assert "number 1 in line" in public.see(f"/r/{askers[2].token}/")
    assert session.starts_at is not None
    stepped.set(session.starts_at + timedelta(hours=2))
    for mine, came in zip(askers[:2], (True, False), strict=True):
        actions.mark_attended(mine.enrollment, by=by, attended=came)
    actions.deliver(session, by=by, outcome="held")
    assert Appointment.objects.get(call=session).attended == 1
    public.post(askers[0], "went", went="well")
    assert Entry.objects.filter(verb="requester.went").count() == 1
