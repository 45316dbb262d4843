"""What the departments offer by appointment: asked for on the public site, booked, held and followed up, to the record.

Everything goes over HTTP, each side by its own door: the public by its pages, whoever books by the API.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tests.catalog.test_every_service import an_answer
from tests.signing_in import a_browser
from tests.world import a_department, a_presenter
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.services import effective, registry
from watchkeeper.core.services.kinds import Kind
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls.models import Call, Enrollment
from watchkeeper.engines.calls.tests.test_api import Door, a_token
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db

TALKS = (
    "talk_safe_workplace", "talk_avade", "talk_violent_situations", "talk_packages", "talk_workplace_violence",
    "talk_domestic_violence", "talk_security_services",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh(stepped: SteppedClock) -> Iterator[None]:
    effective.forget()
    yield
    effective.forget()


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def read(public: Client, path: str) -> str:
    answer = public.get(path)
    assert answer.status_code == 200, path
    return words(answer.content.decode())


def offered(key: str, kind: str = "hospital") -> Service:
    """The service of a department, with people enough to hold it."""
    service = registry.get(key, a_department(kind=kind).pk)
    assert service.booked is not None
    for staff in service.booked.staff:
        for number in range(staff.needed(20)):
            a_presenter(f"{staff.qualification[:10]}{number}", str(staff.qualification))
    return service


def asked(service: Service, public: Client, **more: str) -> Call:
    """Asked for on its public page; its page says what it is first."""
    assert str(service.name) in read(public, f"/general/services/{service.key}/")
    given: dict[str, Any] = {
        f"{ask.key}_text" if ask.kind is Kind.PLACE else ask.key: an_answer(ask, 0) for ask in service.asks
    }
    answer = public.post(f"/general/ask/{service.key}/", given | more)
    assert answer.status_code == 302, answer.content.decode()
    return Call.objects.latest("pk")


def held(service: Service, stepped: SteppedClock, *, heads: int = 12, **more: str) -> Call:
    """From the public page to the record: proposed, taken by one tap, begun, delivered, and how it went in two."""
    public = Client()
    call = asked(service, public, **more)
    link, books = f"/r/{call.requesters.get().token}/", Door(a_token(Role.SUPERVISOR))
    times = books.get(f"/bookings/{call.pk}/times?count=3").json()
    proposed = books.post(f"/bookings/{call.pk}/propose", {"windows": times}).json()
    assert (proposed["status"], len(proposed["slots"])) == ("proposed", 3)
    public.post(f"{link}take/", {"slot": proposed["slots"][1]["id"]})
    assert public.get(f"{link}calendar.ics").content.startswith(b"BEGIN:VCALENDAR")
    taken = Door(a_token(Role.SUPERVISOR)).get(f"/bookings/{call.pk}").json()
    assert taken["status"] == "confirmed"
    stepped.set(datetime.fromisoformat(taken["starts_at"]))
    books = Door(a_token(Role.SUPERVISOR))
    assert books.post(f"/bookings/{call.pk}/start", {}).json()["status"] == "in_session"
    outcome = next(one for one in service.outcomes if one not in {"no_show", "canceled_by_caller"})
    given = {"outcome": outcome, "attended": heads, "material": "2026-1"}
    assert books.post(f"/bookings/{call.pk}/deliver", given).json()["status"] == "delivered"
    public.post(f"{link}went/", {"went": "well"})
    public.post(f"{link}went/", {"recommends": "yes"})
    call.refresh_from_db()
    asker = call.requesters.get()
    assert (asker.went, asker.recommends, call.appointment.attended) == ("well", True, heads)
    told = set(Entry.objects.filter(subject=call.subject).values_list("verb", flat=True))
    assert {"call.opened", "session.proposed", "session.confirmed", "session.delivered", "requester.went"} <= told
    return call


@pytest.mark.proves("S02", "S03")
def test_the_seven_talks_are_booked_held_by_whom_they_need_and_counted(stepped: SteppedClock) -> None:
    for key in TALKS:
        service = offered(key)
        call = held(service, stepped)
        assert call.appointment.material == "2026-1"
        needs = {str(staff.qualification) for staff in service.booked.staff} if service.booked else set()
        assert {one.qualification for one in call.holdings.filter(slot__taken_at__isnull=False)} == needs
    shown = words(a_browser(Role.COORDINATOR, a_department()).get("/console/bookings/").content.decode())
    assert re.search(r"\b7\b of 100", shown), shown[:400]


@pytest.mark.proves("S106")
def test_a_seminar_is_asked_for_by_a_group_of_the_campus(stepped: SteppedClock) -> None:
    held(offered("crime_prevention_seminar", "campus"), stepped, unit="Chemistry")


@pytest.mark.proves("S100")
def test_a_workshop_is_held_together_with_another_office(stepped: SteppedClock) -> None:
    call = held(offered("student_life_workshop", "campus"), stepped, partner="Student Life")
    assert call.answers["partner"] == "Student Life"


@pytest.mark.proves("S17")
def test_a_new_space_is_reviewed_at_its_design_gate(stepped: SteppedClock) -> None:
    service = offered("planning_review")
    gates = next(ask for ask in service.asks if ask.key == "gate").choices
    assert len(gates) >= 4
    call = held(service, stepped, gate=gates[1].value)
    assert call.answers["gate"] == gates[1].value


@pytest.mark.proves("S80")
def test_a_photograph_is_taken_for_every_purpose(stepped: SteppedClock) -> None:
    service = offered("photography_job")
    for choice in next(ask for ask in service.asks if ask.key == "purpose").choices:
        assert held(service, stepped, purpose=choice.value).answers["purpose"] == choice.value


@pytest.mark.proves("S05", "S114", "S122", "S132")
@pytest.mark.parametrize("key", ["course_active_shooter", "course_preparedness"])
def test_a_course_is_found_enrolled_in_and_attended(stepped: SteppedClock, key: str) -> None:
    service = offered(key, "campus")
    public, books = Client(), Door(a_token(Role.SUPERVISOR))
    call = asked(service, public)
    window = books.get(f"/bookings/{call.pk}/times?count=1").json()[0]
    assert books.post(f"/bookings/{call.pk}/confirm", window).json()["seats"] > 0
    directory = read(public, "/general/services/")
    assert str(service.name) in directory
    page = public.get(f"/general/services/{key}/").content.decode()
    link = f"/general/sessions/{call.appointment.uid}/"
    assert link in page
    for name in ("Ward 4", "Ward 5"):
        assert public.post(link, {"name": name, "callback": "x4-1000"}).status_code == 302
    first, second = Enrollment.objects.filter(call=call)
    assert first.seated_at is not None
    stepped.set(datetime.fromisoformat(window["starts_at"]))
    books = Door(a_token(Role.SUPERVISOR))
    books.post(f"/bookings/{call.pk}/start", {})
    desk = a_browser(Role.SUPERVISOR, a_department())
    assert desk.get(f"/console/bookings/{call.pk}/").status_code == 200
    assert desk.post(f"/console/bookings/{call.pk}/attendance/", {"came": [str(first.pk)]}).status_code == 302
    second.refresh_from_db()
    assert second.attended is False
    done = books.post(f"/bookings/{call.pk}/deliver", {"outcome": "held", "material": "2026-1"}).json()
    assert (done["status"], done["attended"]) == ("delivered", 1)


@pytest.mark.proves("S103")
def test_the_directory_lists_what_is_offered_and_finds_it(stepped: SteppedClock) -> None:
    department, public = a_department(kind="campus"), Client()
    shown = read(public, "/general/services/")
    for service in effective.of(department.pk).values():
        is_public = service.is_on and bool(service.invite) and "portal" in service.doors
        assert (str(service.name) in shown) or not is_public, service.key
    assert "Crime-prevention seminar" in read(public, "/general/services/?q=seminar")
    assert "Crime-prevention seminar" not in read(public, "/general/services/?q=bicycle+cage")
