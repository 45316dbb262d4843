"""A hospital with two sites as the public sees it, and small ways to ask and to look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.world import a_coordinator, a_presenter, on
from watchkeeper.core.departments.models import Department
from watchkeeper.core.places.models import Area, Building, Line, Site
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call, Requester, Slot
from watchkeeper.surfaces.portal import waiting


@pytest.fixture(autouse=True)
def _forget_times() -> Iterator[None]:
    """The next free time that a process remembers is another test's."""
    yield
    waiting.forget()


@pytest.fixture
def department(db: None) -> Department:
    found = Department.objects.create(key="general", name="General Public Safety", kind="hospital")
    where = {"department": found, "lon": -71.07, "lat": 42.36}
    main = Site.objects.create(key="main", name="Main Campus", is_main=True, **where)
    Site.objects.create(key="yard", name="Navy Yard", order=1, **where)
    center = Site.objects.create(key="center", name="Health Center", order=2, **where)
    _line(found, main, "617-555-0100", hours="always", is_emergency=True)
    _line(found, center, "617-555-0199", hours="unknown")
    Area.objects.create(key="lobby", name="Main lobby", area_class="lobby", site=main, **where)
    Area.objects.create(key="pharmacy", name="Pharmacy store", area_class="pharmacy", site=main, **where)
    Building.objects.create(key="garage", name="Fruit Street garage", site=main, **where)
    return found


def _line(department: Department, site: Site, number: str, **more: Any) -> Line:
    return Line.objects.create(
        department=department, site=site, key=f"{site.key}-desk", purpose=f"{site.name} desk", number=number,
        is_desk=True, **more,
    )  # fmt: skip


@pytest.fixture
def lobby(department: Department) -> str:
    return f"area:{Area.objects.get(key='lobby').pk}"


@pytest.fixture
def public(department: Department) -> Public:
    return Public(Client(enforce_csrf_checks=True))


class Public:
    """Somebody with a browser, at the public site of the hospital."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def see(self, path: str, **more: Any) -> str:
        """The page at ``path``, which must be there."""
        answer = self.client.get(path, **more)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.content.decode()

    def form(self, service: str, **query: str) -> dict[str, str]:
        """The hidden fields of a service's form, as the page sends them."""
        shown = self.see(f"/general/ask/{service}/", data=query)
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', shown))

    def send(self, service: str, _again: Any = None, **answers: Any) -> Any:
        """Fill in a service's form and send it."""
        hidden = _again if _again is not None else self.form(service)
        return self.client.post(f"/general/ask/{service}/?site=main", {**hidden, **answers})

    def ask(self, service: str = "security_escort", **answers: Any) -> Requester:
        """Ask for a service; the asker that came of it."""
        given = ESCORT | answers if service == "security_escort" else answers
        return asker(self.send(service, **given))

    def post(self, asker: Requester, step: str, **given: Any) -> str:
        """Do ``step`` about the request of ``asker`` and give the page one is led to."""
        answer = self.client.post(f"/r/{asker.token}/{step}/", given)
        assert answer.status_code == 302, answer.content.decode()
        return self.see(answer["Location"])


ESCORT = {"origin_text": "Main lobby", "destination_text": "Fruit Street garage"}


def asker(answer: Any) -> Requester:
    """The asker whose link the answer leads to."""
    assert answer.status_code == 302, answer.content.decode()
    return Requester.objects.get(token=answer["Location"].split("/")[2])


def only_call() -> Call:
    """The one call there is."""
    return Call.objects.get()


TALK = {"place_text": "Ellison 12", "heads": "20", "times": ["morning", "afternoon"], "unit": "Nursing"}


def proposed(asker: Requester) -> list[Slot]:
    """Three times proposed to ``asker``, by somebody who can present."""
    a_presenter("CP1", "presenter", "avade", "detail", "cpr")
    windows = [on(3, 10, hours=2), on(4, 13, hours=2), on(7, 9, hours=2)]
    return actions.propose(asker.call, by=a_coordinator(), windows=windows, override="told so")


def a_course(day: int = 3, *, seats: int = 2, service: str = "course_cpr", **more: Any) -> Call:
    """A session in the calendar, in which people enroll."""
    a_presenter("CP1", "cpr", "active_shooter")
    return actions.schedule(
        by=a_coordinator(), service=service, window=on(day, 13, hours=3), place="Yawkey 2-220", seats=seats,
        override="told so", **more,
    )  # fmt: skip
