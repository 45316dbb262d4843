"""Bookings over the API: searched, proposed, confirmed, moved, begun, held; seats; the same walls as every door."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.world import a_call, a_presenter, a_request, a_supervisor, confirmed, on, the_house
from watchkeeper.core.people.models import Person
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call, Enrollment
from watchkeeper.engines.calls.tests.test_api import Door, a_token
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db


def window(day: int, hour: int, *people: str) -> dict[str, Any]:
    one = on(day, hour)
    return {"starts_at": one.starts_at.isoformat(), "ends_at": one.ends_at.isoformat(), "people": list(people)}


def test_a_request_is_searched_proposed_confirmed_and_moved(stepped: SteppedClock) -> None:
    a_presenter()
    call, door = a_request(answers={"heads": "12"}), Door(a_token(Role.COORDINATOR))
    times = door.get(f"/bookings/{call.pk}/times?count=3").json()
    assert [one["people"] for one in times] == [["CP1"]] * 3
    proposed = door.post(f"/bookings/{call.pk}/propose", {"windows": times}).json()
    assert (proposed["status"], len(proposed["slots"]), proposed["expected"]) == ("proposed", 3, 12)
    assert {one["person"] for one in proposed["held"]} == {"CP1"}
    done = door.post(f"/bookings/{call.pk}/confirm", window(3, 10, "cp1")).json()
    assert (done["status"], done["held"][0]["is_tentative"]) == ("confirmed", False)
    assert datetime.fromisoformat(done["starts_at"]) == on(3, 10).starts_at
    moved = door.post(f"/bookings/{call.pk}/reschedule", window(4, 10) | {"reason": "the room"}).json()
    assert datetime.fromisoformat(moved["starts_at"]) == on(4, 10).starts_at
    assert door.post(f"/bookings/{call.pk}/reschedule", window(4, 11)).status_code == 422


def test_somebody_stands_in_and_the_session_is_begun_and_held(stepped: SteppedClock) -> None:
    person = a_presenter()
    a_presenter("CP2")
    call = confirmed(window=on(2, 10, people=[person]))
    door = Door(a_token(Role.COORDINATOR))
    held = door.get(f"/bookings/{call.pk}").json()["held"][0]["id"]
    assert door.post(f"/holdings/{held}/replace", {"person": "ZZ9"}).status_code == 422
    after = door.post(f"/holdings/{held}/replace", {"person": "CP2", "reason": "ill"}).json()
    assert [one["person"] for one in after["held"]] == ["CP2"]
    assert door.post(f"/bookings/{call.pk}/start", {}).status_code == 409
    stepped.set(on(2, 10, 5).starts_at)
    door = Door(a_token(Role.COORDINATOR))
    assert door.post(f"/bookings/{call.pk}/start", {}).json()["status"] == "in_session"
    assert door.post(f"/bookings/{call.pk}/deliver", {"outcome": "held"}).status_code == 422
    given = {"outcome": "held", "attended": 11, "material": "2026-1", "unanswered": "Who opens?"}
    done = door.post(f"/bookings/{call.pk}/deliver", given).json()
    assert (done["status"], done["attended"], done["material"]) == ("delivered", 11, "2026-1")
    assert done["unanswered"] == "Who opens?"


def test_nobody_came(stepped: SteppedClock) -> None:
    a_presenter()
    call = confirmed()
    stepped.set(on(2, 10, 20).starts_at)
    assert Door(a_token()).post(f"/bookings/{call.pk}/no-show", {"note": "locked"}).json()["status"] == "no_show"


def test_a_seat_is_taken_once_and_given_up(stepped: SteppedClock) -> None:
    a_presenter("CP1", "cpr")
    call = actions.schedule(by=a_supervisor(), service="course_cpr", window=on(3, 10, hours=3), seats=1)
    door = Door(a_token())
    first = door.post(f"/bookings/{call.pk}/enrollments", {"requester": "Ada"}, key="e1").json()
    assert door.post(f"/bookings/{call.pk}/enrollments", {"requester": "Ada"}, key="e1").json() == first
    second = door.post(f"/bookings/{call.pk}/enrollments", {"requester": "Bo"}).json()
    assert (first["seated_at"] is None, second["seated_at"]) == (False, None)
    assert door.get(f"/bookings/{call.pk}").json()["in_line"] == 1
    assert door.post(f"/enrollments/{first['id']}/leave", {"reason": "ill"}).json()["canceled_at"]
    assert Enrollment.objects.get(pk=second["id"]).seated_at is not None
    assert door.post("/enrollments/99999/leave", {}).status_code == 404


def test_pages_of_bookings_miss_none_and_hold_no_dispatched_call(stepped: SteppedClock) -> None:
    a_presenter()
    made = {a_request().pk for _ in range(4)} | {confirmed().pk}
    a_call()
    door, seen, cursor = Door(a_token(Role.COORDINATOR)), [], ""
    for _ in range(9):
        page = door.get(f"/bookings?limit=2&cursor={cursor}").json()
        seen += [one["id"] for one in page["bookings"]]
        cursor = page["next"] or ""
        if not cursor:
            break
    assert sorted(seen) == sorted(made)
    assert len(door.get("/bookings?status=asked").json()["bookings"]) == 4
    assert door.get("/bookings?status=active").status_code == 422


def test_what_one_may_not_know_is_not_there(stepped: SteppedClock) -> None:
    one, other = a_presenter("CP1", "screener"), a_presenter("CP2", "screener")
    by = a_supervisor()
    sealed = actions.open_call(by=by, service="contentious_termination", place="Secret room", details="Known")
    actions.confirm(sealed, by=by, window=on(2, 10, people=[one, other]))
    held, door = sealed.holdings.first(), Door(a_token())
    assert held is not None
    assert door.get("/bookings").json()["bookings"] == []
    for path in (f"/bookings/{sealed.pk}", f"/bookings/{sealed.pk}/times"):
        assert door.get(path).status_code == 404
    for path in (f"/bookings/{sealed.pk}/start", f"/bookings/{sealed.pk}/no-show"):
        assert door.post(path, {}).status_code == 404
    assert door.post(f"/holdings/{held.pk}/replace", {"person": "CP1"}).status_code == 404
    assert door.get(f"/bookings/{a_call().pk}").status_code == 404, "a dispatched call is no booking"


def test_who_does_not_book_does_nothing_and_who_is_held_begins_their_own(stepped: SteppedClock) -> None:
    token = a_token(Role.OFFICER)
    officer = Person.objects.get(call_name__startswith="OFFICER")
    a_presenter(officer.call_name)
    another = a_presenter("CP2")
    call, other = confirmed(window=on(2, 10, people=[officer])), confirmed(window=on(2, 14, people=[another]))
    stepped.advance(timedelta(hours=1))
    door = Door(token)
    assert door.get(f"/bookings/{call.pk}/times").status_code == 403
    assert door.post(f"/bookings/{call.pk}/propose", {"windows": [window(3, 10)]}).status_code == 403
    assert door.post(f"/bookings/{call.pk}/confirm", window(3, 10)).status_code == 403
    assert door.post(f"/bookings/{other.pk}/start", {}).status_code == 403
    actions.reschedule(call, by=the_house(), window=on(0, 12, people=[officer]), reason="sooner")
    stepped.set(on(0, 12).starts_at)
    assert Door(token).post(f"/bookings/{call.pk}/start", {}).json()["status"] == "in_session"
    assert Call.objects.get(pk=other.pk).status == "confirmed"
