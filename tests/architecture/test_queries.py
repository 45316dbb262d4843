"""How many queries each page costs is written down, and does not grow with history.

``query_counts.json`` beside this file is the list. A change of it is a decision to be seen in review; write it anew
with ``WRITE_QUERY_COUNTS=1 pytest tests/architecture/test_queries.py``.
"""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.signing_in import a_browser
from tests.world import a_call, a_dispatcher, a_presenter, a_request, a_unit, confirmed, on, sent, the_house
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import add_center, add_person, open_account, plan_shift, start_duty
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Unit
from watchkeeper.engines.notices import actions as notices
from watchkeeper.engines.playbooks import actions as playbooks
from watchkeeper.kit import clock

pytestmark = pytest.mark.django_db

KEPT = Path(__file__).parent / "query_counts.json"
PAGES = (
    "/api/v1/board",
    "/api/v1/calls",
    "/api/v1/calls/{call}",
    "/api/v1/calls/{call}/recommendation",
    "/api/v1/units",
    "/console/board/",
    "/console/board/data",
    "/console/calls/{call}/",
    "/console/calls/{call}/panel",
    "/console/calls/{call}/row",
    "/console/command/complete?line=A.",
    "/console/exceptions/",
    "/console/exceptions/data",
    "/console/handover/",
    "/console/measures/",
    "/console/measures/changes/",
    "/field/",
    "/field/clock",
    "/field/state",
    "/field/words",
    "/general/",
    "/general/ask/security_escort/",
    "/general/feedback/",
    "/general/tips/",
    "/me/",
    "/r/{token}/",
)
# Pages that a dispatcher may not open, or that show others more; who looks, and where.
STAFF = tuple(
    (role, page)
    for role, pages in (
        (
            Role.SUPERVISOR,
            ("calls/all/", "calls/all/?q=hall", "units/", "units/counts/", "duties/", "roster/", "handover/"),
        ),
        (
            Role.SUPERVISOR,
            ("bookings/", "bookings/?view=unfinished", "bookings/counts/", "bookings/{request}/", "qualifications/"),
        ),
        (Role.SUPERVISOR, ("calendar/", "calendar/?show=day")),
        (Role.SUPERVISOR, ("feedback/", "feedback/counts/", "feedback/{feedback}/", "tips/")),
        (Role.SUPERVISOR, ("runs/all/", "runs/all/{run}/", "runs/{run}/", "findings/", "playbooks/", "coverage/")),
        (Role.SUPERVISOR, ("exceptions/", "exceptions/data", "exceptions/count", "replay/", "replay/at?at={now}")),
        (
            Role.ADMINISTRATOR,
            ("people/", "people/counts/", "accounts/", "consoles/", "tokens/", "lines/", "places/sites/"),
        ),
        (Role.DIRECTOR, ("services/", "services/security_escort/", "measures/?days=28", "measures/calls/?days=28")),
        (Role.AUDITOR, ("audit/", "audit/?subject=A0", "audit/?who=D01", "calls/all/?view=open")),
    )
    for page in pages
)


@pytest.fixture
def desk() -> dict[str, object]:
    """A small board: five open calls, one of them with a unit on scene; a request beside it and somebody to hold it."""
    by = a_dispatcher()
    a_presenter("CP0")
    request = a_request(answers={"heads": "12"})
    run = _a_round("Main lobby")
    said = _said("Main lobby")
    # Last, so that what the journal keeps apart of them is among its newest, as it is on every busy day.
    calls = [a_call(by=by, place=f"Door {number}") for number in range(5)]
    units = [a_unit(f"A{number}") for number in range(4)]
    assignment = sent(calls[0], units[0], by=by)
    actions.move(assignment, by=by, to="on_scene")
    asker = calls[0].requesters.get()
    return {
        "call": calls[0].pk, "request": request.pk, "token": asker.token, "run": run, "feedback": said,
        "now": quote(clock.now().isoformat()),
    }  # fmt: skip


def _a_round(place: str) -> int:
    """A patrol under way that found something."""
    run = playbooks.start_run(by=the_house(), playbook="routine_patrol", place=place)
    playbooks.record(run.steps.get(key="hazards"), by=the_house(), value="no")
    return run.pk


def _said(place: str) -> int:
    """A suggestion about a place, answered; a tip about it."""
    one = notices.receive(by=the_house(), kind="suggestion", words=f"A lamp at {place}", place=place, sector="visitor")
    notices.answer(one, by=the_house(), words="It is ordered.")
    notices.draft_tip(by=the_house(), key=f"at-{place}".lower().replace(" ", "-"), topic="work", title=place, body="x")
    return one.pk


def _history(count: int) -> None:
    by = a_dispatcher()
    unit = Unit.objects.filter(call_sign="Z99").first() or a_unit("Z99")
    for number in range(count):
        call = a_call(by=by, place=f"Hall {number}", at=clock.now())
        actions.clear(sent(call, unit, by=by), by=by, outcome="arrived_safe")
        actions.close(call, by=by)


def _staff(numbers: range) -> None:
    """More people, sign-ins, units, duties, shifts and late calls, as they come in a department that grows."""
    house, department, now = the_house(), Department.objects.get(key="general"), clock.now()
    center = add_center(department, by=house, key=f"desk{numbers.start}", name=f"Desk {numbers.start}")
    for number in numbers:
        person = add_person(department, by=house, call_name=f"N{number:03}")
        open_account(department, by=house, username=f"n{number:03}", person=person)
        start_duty(person, by=house, seat=f"{center.key}/{number}", ends_at=now - timedelta(hours=1))
        starts_at = now + timedelta(hours=number)
        plan_shift(
            department,
            by=house,
            person=person,
            center=center,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
        )
        a_unit(f"N{number:02}")
        a_call(by=house, place=f"Late {number}", at=now - timedelta(hours=3))
        _a_round(f"Hall {number}")
        _said(f"Hall {number}")


def _bookings(numbers: range) -> None:
    """More sessions, each with somebody of its own, and more requests."""
    for number in numbers:
        confirmed(window=on(2 + number, 10, people=[a_presenter(f"CP{number}")]))
        a_request(answers={"unit": f"Ellison {number}"})


def _staff_counts(known: dict[str, object]) -> dict[str, int]:
    browsers = {role: a_browser(role) for role, _ in STAFF}
    return {
        f"/console/{page} {role}": min(_count(f"/console/{page}".format(**known), browsers[role]) for _ in range(3))
        for role, page in STAFF
    }


def _counts(known: dict[str, object], client: Client) -> dict[str, int]:
    # The least of three: what a process remembers for a second may lapse in between on a busy machine.
    return {page: min(_count(page.format(**known), client) for _ in range(3)) for page in PAGES}


def _count(address: str, client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200, address
    return sum(1 for query in asked if not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")))


@pytest.fixture
def browser() -> Client:
    return a_browser()


def test_each_page_costs_what_is_written_down(desk: dict[str, object], browser: Client) -> None:
    found = _counts(desk, browser) | _staff_counts(desk)
    if os.environ.get("WRITE_QUERY_COUNTS"):
        KEPT.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    assert found == json.loads(KEPT.read_text(encoding="utf-8"))


@pytest.mark.slow
def test_history_costs_no_page_a_query_more(desk: dict[str, object], browser: Client) -> None:
    before = _counts(desk, browser)
    _history(30)
    assert _counts(desk, browser) == before


@pytest.mark.slow
def test_no_row_of_a_staff_page_costs_it_a_query_more(desk: dict[str, object]) -> None:
    _history(15)  # enough that a replay has a moment to begin from
    _bookings(range(2))
    _staff(range(2))
    before = _staff_counts(desk)
    _history(15)
    _bookings(range(2, 14))
    _staff(range(2, 14))
    after = _staff_counts(desk)
    # A replay finds its moment in the journal by halving: twice the journal is one look more.
    # The audit asks once for each kind of thing its newest lines name, of which there are six.
    halved = {page for page in before if "/replay/" in page or "/audit/ " in page}
    assert all(after[page] <= before[page] + 6 for page in halved)
    assert {page: many for page, many in after.items() if page not in halved} == {
        page: many for page, many in before.items() if page not in halved
    }
