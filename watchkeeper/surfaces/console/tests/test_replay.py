"""The replay's addresses: which second is opened, what is wrong with one that cannot be, and who may ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests import world
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import sealer
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock

SignIn = Callable[..., Client]
HTML = {"Accept": "text/html"}
OCTOBER = datetime(2025, 11, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def past(department: Department, stepped: SteppedClock) -> datetime:
    """A call was opened, an hour passed."""
    at = clock.now()
    world.a_unit("A12")
    world.a_call(by=world.a_dispatcher(department), place="Main lobby")
    sealer.seal()
    stepped.set(at + timedelta(hours=1))
    return at


def test_a_second_is_opened_in_the_departments_own_time(past: datetime, at_desk: SignIn) -> None:
    desk = at_desk()
    local = desk.get("/console/replay/at", {"at": "2026-03-02T09:00:00"}).json()
    assert [row["pl"] for row in local["rows"] if row["k"].startswith("call:")] == ["Main lobby"]
    assert (local["at"], local["written"]) == ("2026-03-02T14:00:00Z", "2026-03-02T09:00:00")
    assert desk.get("/console/replay/at", {"at": "2026-03-02T14:00:00Z"}).json()["rows"] == local["rows"]
    assert local["log"][0]["text"].startswith("quoted") or local["log"][0]["text"].startswith("opened")


def test_the_page_is_born_with_the_board_of_its_address(past: datetime, at_desk: SignIn) -> None:
    page = at_desk().get("/console/replay/?at=2026-03-02T09:00:30", headers=HTML)
    assert page.status_code == 200
    body = page.content.decode()
    assert "not live" in body
    assert "Main lobby" in body
    assert page.context["state"]["past"]["written"] == "2026-03-02T09:00:30"
    assert page.context["state"]["me"]["may"] == []


def test_without_a_time_it_opens_a_quarter_of_an_hour_ago(past: datetime, at_desk: SignIn) -> None:
    page = at_desk().get("/console/replay/", headers=HTML)
    assert page.context["state"]["past"]["written"] == "2026-03-02T09:45:00"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("soon", "Write a day and a time"),
        ("2026-03-02", "Write a day and a time"),
        ("2031-03-02T09:00:00", "lies in the future; it is 10:00:00 now"),
        ("2020-03-02T09:00:00", "Nothing was recorded before 2 Mar 2026"),
        ("", "Write a day and a time"),
    ],
)
def test_a_second_that_cannot_be_shown_is_told_why(text: str, says: str, past: datetime, at_desk: SignIn) -> None:
    answer = at_desk().get("/console/replay/at", {"at": text})
    assert answer.status_code == 422
    assert says in answer.json()["detail"]
    if text:
        page = at_desk().get("/console/replay/", {"at": text}, headers=HTML)
        assert page.status_code == 422
        assert says in page.content.decode()


def test_the_hour_that_came_twice_is_chosen_and_the_one_that_never_came_is_told(
    department: Department, stepped: SteppedClock, at_desk: SignIn
) -> None:
    stepped.set(OCTOBER)
    desk = world.a_dispatcher(department)
    world.a_unit("A12")
    sealer.seal()
    stepped.set(datetime(2025, 11, 2, 5, 30, tzinfo=UTC))  # 01:30 the first time
    first = world.a_call(by=desk, place="First hour")
    sealer.seal()
    stepped.set(datetime(2025, 11, 2, 6, 30, tzinfo=UTC))  # 01:30 again
    actions.cancel_call(first, by=desk, reason="found it")
    world.a_call(by=desk, place="Second hour")
    sealer.seal()
    stepped.set(datetime(2026, 3, 15, 12, 0, tzinfo=UTC))
    browser = at_desk()

    answer = browser.get("/console/replay/at", {"at": "2025-11-02T01:30:00"})
    assert answer.status_code == 422
    choices = answer.json()["errors"]["choices"]
    assert choices == ["2025-11-02T01:30:00-04:00", "2025-11-02T01:30:00-05:00"]
    shown = [browser.get("/console/replay/at", {"at": choice}).json() for choice in choices]
    assert [[row["pl"] for row in one["rows"] if "n" in row] for one in shown] == [["First hour"], ["Second hour"]]
    assert [one["written"] for one in shown] == choices

    answer = browser.get("/console/replay/at", {"at": "2026-03-08T02:30:00"})
    assert "There was no 02:30 on that day" in answer.json()["detail"]


def test_it_is_played_onward_and_marked_and_a_call_tells_what_was_said_by_then(
    past: datetime, at_desk: SignIn, department: Department
) -> None:
    desk = at_desk()
    start = desk.get("/console/replay/at", {"at": "2026-03-02T09:00:00"}).json()
    call = next(row for row in start["rows"] if "n" in row)
    actions.note(Call.objects.get(pk=int(call["k"][5:])), by=world.a_dispatcher(department), text="blue door")
    sealer.seal()
    stretch = desk.get("/console/replay/onward", {"after": start["cursor"]}).json()
    assert "blue door" in str(stretch["steps"])
    assert stretch["is_last"]
    assert desk.get("/console/replay/onward", {"after": "forged"}).status_code == 422

    told = desk.get(f"/console/replay/calls/{call['k'][5:]}", {"at": "2026-03-02T09:00:00"}).json()["log"]
    assert "blue door" not in str(told)
    assert told[-1]["verb"] == "call.opened"
    given = {"start": "2026-03-02T13:00:00Z", "end": "2026-03-02T16:00:00Z"}
    assert sum(desk.get("/console/replay/marks", given).json()["bars"]) == 1
    assert desk.get("/console/replay/marks", {"start": "x"}).status_code == 422


def test_who_may_not_read_calls_is_refused_at_every_address(past: datetime, at_desk: SignIn) -> None:
    clerk = at_desk(Role.ADMINISTRATOR)
    for address in ("", "at?at=2026-03-02T09:00:00", "onward?after=x", "marks?start=x", "calls/1?at=x"):
        assert clerk.get(f"/console/replay/{address}").status_code == 403, address
