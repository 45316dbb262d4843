"""What the staff do with booked services on their pages, to the record: the season's count, and what is behind it."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from django.test import Client

from tests.signing_in import a_browser
from tests.world import a_department, a_presenter, a_request, on, the_house
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.models import Site
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db
AT = "/console/bookings/"


def read(client: Client, query: str = "") -> str:
    answer = client.get(f"{AT}{query}")
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def _agreed(day: int, person: int, site: Site) -> Call:
    """A talk asked for at ``site``, and a time for it confirmed on the page."""
    call = a_request(by=the_house(), site_id=site.pk)
    window = on(day, 10)
    desk = a_browser(Role.COORDINATOR)
    agreed = {"starts_at_0": f"{window.starts_at:%Y-%m-%d}", "starts_at_1": "10:00", "minutes": "60"}
    assert desk.post(f"{AT}{call.pk}/confirm/", agreed | {"people": str(person)}).status_code == 302
    return call


def _told(call: Call, came: int) -> None:
    given = {"outcome": "held", "attended": str(came), "material": "2026-1", "unanswered": ""}
    assert a_browser(Role.COORDINATOR).post(f"{AT}{call.pk}/held/", given).status_code == 302


@pytest.mark.proves("S08")
def test_the_presentations_of_a_year_are_counted_by_officer_and_area_and_lead_to_their_records(
    stepped: SteppedClock,
) -> None:
    one, other = a_presenter("CP1"), a_presenter("CP2")
    department = a_department()
    main, east = (
        Site.objects.create(department=department, key=key, name=key.title(), lon=-71.07, lat=42.36)
        for key in ("main", "east")
    )
    calls = [_agreed(day, who, site) for day, who, site in (
        (2, one.pk, main), (3, one.pk, east), (4, other.pk, main), (5, one.pk, main),
    )]  # fmt: skip
    assert "0 of 100 presentations delivered" in read(a_browser(Role.COORDINATOR))
    stepped.set(on(6, 9).starts_at)
    for number, call in enumerate(calls[:3]):
        _told(call, 10 + number)
    assert a_browser(Role.COORDINATOR).post(f"{AT}{calls[3].pk}/nobody/", {"note": "locked"}).status_code == 302

    desk = a_browser(Role.COORDINATOR)
    page = desk.get(AT).content.decode()
    assert "3 of 100 presentations delivered" in page
    assert "33 people reached by them" in page
    link = re.search(r'<a href="([^"]+)">3 of 100', page)
    assert link is not None
    behind = desk.get(link[1]).content.decode()
    for call in calls[:3]:
        assert f"{AT}{call.pk}/" in behind
    assert f"{AT}{calls[3].pk}/" not in behind, "where nobody came nothing was delivered"
    for query, many in ((f"held={one.pk}", 2), (f"held={one.pk}&site={main.pk}", 1), (f"site={main.pk}", 2)):
        assert f"{many} bookings" in read(desk, f"?view=season&{query}")
    record = read(desk, f"{calls[1].pk}/?view=season")
    for told in (calls[1].number, "CP1", "East", "2026-1", "11"):
        assert told in record
    taken = a_browser(Role.SUPERVISOR).get(f"{AT}bookings.csv?view=season&held={one.pk}")
    rows = list(csv.reader(io.StringIO(b"".join(taken).decode("utf-8-sig"))))
    assert len(rows) == 1 + 2

    days = "when_from=2026-01-01&when_to=2026-12-31"
    assert calls[0].number in read(desk, f"?view=delivered&{days}"), "and in any other year by its days"
