"""What the departments promise in so many words, held over HTTP: escorts, advice, feedback, the public site."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from tests.signing_in import a_browser
from tests.world import a_coordinator, a_department, a_unit
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.services import effective, registry
from watchkeeper.core.services.actions import add_service
from watchkeeper.engines.calls.models import Call, Requester, Unit
from watchkeeper.engines.calls.tests.test_api import Door, a_token
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.surfaces.console.offers.making import DESK

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(stepped: SteppedClock) -> Iterator[None]:
    effective.forget()
    yield
    effective.forget()


def read(public: Client, path: str) -> str:
    answer = public.get(path)
    assert answer.status_code == 200, path
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def escorted(public: Client) -> Requester:
    given = {"origin_text": "Main lobby", "destination_text": "Garage B"}
    assert public.post("/general/ask/security_escort/", given).status_code == 302
    return Requester.objects.select_related("call").latest("pk")


def worked(desk: Door, call: Call, stepped: SteppedClock) -> None:
    """Sent, there, and ended."""
    sent = desk.post(f"/calls/{call.pk}/assign", {"units": ["A12"]}).json()["assignments"][0]
    for step in ("en_route", "on_scene"):
        stepped.advance(timedelta(minutes=2))
        assert desk.post(f"/assignments/{sent['id']}/move", {"to": step}).status_code == 200
    assert desk.post(f"/assignments/{sent['id']}/clear", {"outcome": "arrived_safe"}).status_code == 200
    assert desk.post(f"/calls/{call.pk}/close", {}).json()["status"] == "closed"


@pytest.mark.proves("S25", "S35")
def test_an_escort_is_never_refused_its_delay_is_told_and_kept_beside_what_happened(stepped: SteppedClock) -> None:
    a_department()
    public, asker = Client(), None
    for _ in range(4):  # nobody is on duty: each is taken all the same
        asker = escorted(public)
        assert (asker.call.status, asker.quote_worst_s is not None) == ("waiting", True)
    assert asker is not None
    link = f"/r/{asker.token}/"
    waiting = read(public, link)
    advice = str(registry.get("security_escort", asker.call.department_id).tip)
    assert advice in read(public, f"{link}done/") + waiting
    a_unit("A12")
    worked(Door(a_token(Role.DISPATCHER)), asker.call, stepped)
    asker.refresh_from_db()
    assert asker.reached_at is not None
    assert asker.quotes.count() >= 1
    measured = read(a_browser(Role.SUPERVISOR, a_department()), "/console/measures/?service=security_escort")
    assert "Security escort" in measured
    ends = registry.get("security_escort", asker.call.department_id)
    assert not {"refused", "expired"} & {*ends.outcomes, *ends.flow.every_state}


@pytest.mark.proves("S85")
def test_whoever_asked_says_how_it_went_in_two_taps(stepped: SteppedClock) -> None:
    a_department()
    a_unit("A12")
    public = Client()
    asker = escorted(public)
    link = f"/r/{asker.token}/"
    worked(Door(a_token(Role.DISPATCHER)), asker.call, stepped)
    assert public.post(f"{link}arrived/").status_code == 302  # the first tap
    page = public.get(link).content.decode()
    assert 'name="went" value="well"' in page
    public.post(f"{link}went/", {"went": "well"})  # the second
    asker.refresh_from_db()
    assert asker.went == "well"
    assert Entry.objects.filter(verb="requester.went", subject=asker.call.subject).exists()


@pytest.mark.proves("S91")
def test_the_site_is_made_of_what_is_offered_and_changes_with_it(stepped: SteppedClock) -> None:
    department, public = a_department(), Client()
    assert "Bike registration" not in read(public, "/general/services/")
    assert public.get("/general/services/bike_registration/").status_code == 404
    add_service(
        by=a_coordinator(), key="bike_registration", name="Bike registration", label="Bike", topic="office", priority=4,
        doors=["portal"], outcomes=["registered"], invite="Register your bike", about="A number for your bike.",
        flow="book", booked={"minutes": None}, questions=DESK,
    )  # fmt: skip
    assert "Bike registration" in read(public, "/general/services/")
    assert "A number for your bike." in read(public, "/general/services/bike_registration/")
    assert public.post("/general/ask/bike_registration/", {"need": "A red bike"}).status_code == 302
    assert Call.objects.get().service == "bike_registration"
    assert effective.of(department.pk)["bike_registration"].is_house


@pytest.mark.proves("S99")
def test_patrols_on_foot_by_bicycle_motorcycle_and_cruiser_are_told_apart_when_one_is_sent(
    stepped: SteppedClock,
) -> None:
    a_department()
    modes = {"F1": "foot", "B1": "bicycle", "M1": "motorcycle", "C1": "cruiser"}
    desk = Door(a_token(Role.SUPERVISOR))
    for sign, mode in modes.items():
        unit = a_unit(sign, is_on_duty=False, capabilities=["officer"])
        assert desk.post(f"/units/{unit.pk}/log-on", {"mode": mode}).status_code == 200
    Unit.objects.update(lon=-71.0680, lat=42.3630)
    call = desk.post("/calls", {"service": "generic_assistance", "place": "Main lobby"}).json()
    Call.objects.filter(pk=call["id"]).update(lon=-71.0780, lat=42.3660)
    ranked = desk.get(f"/calls/{call['id']}/recommendation").json()
    said = {one["unit"]: " ".join(one["reasons"]) for one in ranked}
    assert "on foot" in said["F1"]
    for sign, mode in list(modes.items())[1:]:
        assert f"by {mode}" in said[sign]
    board = desk.get("/units").json()["units"]
    assert {one["call_sign"]: one["mode"] for one in board} == modes
