"""The calendar's page: a week and a day, where each block leads, and what it says to those who may not know."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.signing_in import a_browser
from tests.world import a_presenter, a_request, a_supervisor, confirmed, on
from watchkeeper.core.journal import reads
from watchkeeper.core.journal.models import ReadEvent
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls import actions
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db
AT = "/console/calendar/"


def said(client: Client, query: str = "") -> str:
    answer = client.get(f"{AT}?{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def day(number: int) -> str:
    return f"day={on(number, 12).starts_at:%Y-%m-%d}"


@pytest.mark.parametrize("show", ["week", "day"])
def test_a_block_says_what_it_is_and_leads_to_its_booking(stepped: SteppedClock, show: str) -> None:
    person = a_presenter()
    call = confirmed(window=on(2, 10, people=[person]))
    actions.propose(a_request(place="Gray 2"), by=a_supervisor(), windows=[on(2, 14, people=[person])])
    page = said(a_browser(Role.COORDINATOR), f"{day(2)}&show={show}")
    assert f'href="/console/bookings/{call.pk}/"' in page
    assert "09:45 to 11:15" in page
    assert "Talk: safe workplace" in page
    assert "</svg> held" in page
    assert "</svg> proposed" in page
    assert "style=" not in page


def test_the_quarters_of_a_day_add_up_though_somebody_is_held_twice(stepped: SteppedClock) -> None:
    person = a_presenter()
    call = confirmed(window=on(2, 10, people=[person]))
    held = call.holdings.get()
    held.__class__.objects.filter(pk=held.pk).update(pulled_at=held.starts_at, released_at=held.starts_at)
    confirmed(window=on(2, 10, 30, people=[person]))
    page = a_browser(Role.COORDINATOR).get(f"{AT}?{day(2)}&show=day").content.decode()
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    assert len(rows) == 2, "what was pulled and what took its place stand under each other"
    hours = page.count('colspan="4">') if 'scope="col" colspan="4"' in page else 0
    for row in rows:
        assert sum(map(int, re.findall(r'colspan="(\d+)"', row))) == 4 * hours


def test_what_one_may_not_know_is_held_and_nothing_more(stepped: SteppedClock) -> None:
    one, other = a_presenter("CP1", "screener"), a_presenter("CP2", "screener")
    by = a_supervisor(name="S09")
    sealed = actions.open_call(by=by, service="contentious_termination", place="Secret room", details="Known")
    actions.confirm(sealed, by=by, window=on(2, 10, people=[one, other]))
    for role in (Role.COORDINATOR, Role.SUPERVISOR, Role.OFFICER):
        for show in ("week", "day"):
            page = said(a_browser(role), f"{day(2)}&show={show}")
            assert "</svg> held" in page
            for secret in ("Secret", "Termination", sealed.number, f"/bookings/{sealed.pk}/"):
                assert secret not in page
    assert a_browser(Role.ADMINISTRATOR).get(AT).status_code == 403


def test_it_begins_on_the_monday_and_goes_on_and_back(stepped: SteppedClock) -> None:
    client = a_browser(Role.COORDINATOR)
    page = said(client, "day=2026-03-05")
    assert "2 to 8 March 2026" in page
    assert "day=2026-03-09" in page
    assert "day=2026-02-23" in page
    assert "Nobody can be held yet." in page
    for wrong in ("day=tomorrow", "show=month", "for=juggler"):
        assert client.get(f"{AT}?{wrong}").status_code == 422
    assert "30 March to 5 April 2026" in said(client, "day=2026-03-31")


def test_one_qualification_may_be_asked_for(stepped: SteppedClock) -> None:
    a_presenter("CP1"), a_presenter("PH1", "photographer")
    page = said(a_browser(Role.COORDINATOR), "for=photographer")
    assert ">PH1</a>" in page
    assert ">CP1</a>" not in page


def test_that_a_private_booking_was_seen_is_kept(stepped: SteppedClock) -> None:
    a_presenter("PH1", "photographer")
    call = actions.open_call(by=a_supervisor(), service="photography_job", place="Skin clinic")
    actions.confirm(call, by=a_supervisor(), window=on(2, 10))
    stepped.advance(timedelta(seconds=1))
    assert "Skin clinic" in said(a_browser(Role.SUPERVISOR), day(2))
    reads.flush()
    assert ReadEvent.objects.filter(subject=call.subject, why="calendar").exists()
