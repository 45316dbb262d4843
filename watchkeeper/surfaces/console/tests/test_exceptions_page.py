"""The exceptions as a page, its answers, and what it does about a gap of the roster."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests import world
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import exceptions, sealer
from watchkeeper.core.journal.models import Entry, Parked, Timer
from watchkeeper.core.people.actions import add_center
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import DispatchCenter, Person, RosterSlot
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.models import Caution, Line, Site
from watchkeeper.engines.calls import actions
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock

SignIn = Callable[..., Client]


def _groups(client: Client) -> dict[str, list[dict[str, object]]]:
    answer = client.get("/console/exceptions/data").json()
    assert answer["count"] == sum(len(group["items"]) for group in answer["groups"])
    return {group["key"]: group["items"] for group in answer["groups"]}


def test_an_empty_page_says_that_nothing_is_overdue(department: Department, at_desk: SignIn) -> None:
    desk = at_desk(Role.SUPERVISOR)
    assert desk.get("/console/exceptions/").context["state"]["exceptions"]["groups"] == []
    assert desk.get("/console/exceptions/count").json() == {"count": 0}


def test_the_most_urgent_comes_first_and_says_what_does_it(
    department: Department, stepped: SteppedClock, at_desk: SignIn
) -> None:
    by = world.a_dispatcher(department)
    unit = world.a_unit("A12")
    actions.out_of_service(world.a_unit("A14"), by=by, reason="break", until=clock.now() + timedelta(minutes=5))
    call = world.a_call("generic_assistance", by=by)
    assert call.due_at is not None
    stepped.set(call.due_at + timedelta(minutes=1))
    actions.press_emergency(unit, by=by)
    found = _groups(at_desk(Role.SUPERVISOR))
    assert list(found)[:2] == ["pressed", "waiting"]
    waiting = found["waiting"][0]
    assert waiting["opens"] == f"/console/calls/{call.pk}/"
    assert waiting["line"] == f"d {int(call.number.rpartition('-')[2])}"
    assert found["out"][0]["line"] == "is A14"


def test_a_gap_is_filled_with_somebody_who_is_free(
    department: Department, stepped: SteppedClock, at_desk: SignIn
) -> None:
    add_center(department, by=world.the_house(department), key="main", name="Main desk")
    desk = at_desk(Role.SUPERVISOR)
    found = _groups(desk)
    assert [item["text"] for item in found["seats"]] == ["Main desk: 0 of 1 seats filled"]
    gap = found["gaps"][0]["gap"]
    assert isinstance(gap, dict)
    people = desk.get("/console/exceptions/free", {k: gap[k] for k in ("starts_at", "ends_at")}).json()["people"]
    assert people
    answer = desk.post("/console/exceptions/fill", gap | {"person": people[0]["id"]})
    assert answer.json()["said"] == f"{people[0]['name']} is planned for Main desk."
    slot = RosterSlot.objects.get()
    assert (slot.person_id, slot.center.key if slot.center else "") == (people[0]["id"], "main")
    assert "gaps" not in _groups(desk)
    again = desk.get("/console/exceptions/free", {k: gap[k] for k in ("starts_at", "ends_at")}).json()["people"]
    assert people[0] not in again


def test_a_stranger_is_not_planned_and_a_dispatcher_plans_nobody(
    department: Department, stepped: SteppedClock, at_desk: SignIn
) -> None:
    center = add_center(department, by=world.the_house(department), key="main", name="Main desk")
    other = world.a_department("other")
    stranger = Person.objects.create(department=other, call_name="X1")
    theirs = DispatchCenter.objects.create(department=other, key="x", name="X")
    ends = (clock.now() + timedelta(hours=8)).isoformat()
    given = {"center": center.pk, "starts_at": clock.now().isoformat(), "ends_at": ends}
    desk = at_desk(Role.SUPERVISOR)
    mine = Person.objects.filter(department=department).first()
    assert mine is not None
    assert desk.post("/console/exceptions/fill", given | {"person": stranger.pk}).status_code == 404
    assert desk.post("/console/exceptions/fill", given | {"person": mine.pk, "center": theirs.pk}).status_code == 404
    assert desk.post("/console/exceptions/fill", given | {"person": "x"}).status_code == 422
    assert desk.post("/console/exceptions/fill", given | {"person": mine.pk, "starts_at": "soon"}).status_code == 422
    plain = at_desk(Role.DISPATCHER)
    assert plain.post("/console/exceptions/fill", given | {"person": mine.pk}).status_code == 403
    assert all(not item["resolve"] for item in _groups(plain)["gaps"])
    assert not RosterSlot.objects.exists()


def test_an_officer_does_not_see_them(department: Department, at_desk: SignIn) -> None:
    crew = at_desk(Role.OFFICER)
    for address in ("", "data", "count"):
        assert crew.get(f"/console/exceptions/{address}").status_code == 403


def test_lines_and_cautions_tell_of_themselves(department: Department, stepped: SteppedClock, at_desk: SignIn) -> None:
    site = Site.objects.create(department=department, key="main", name="Main", lon=-71.07, lat=42.36)
    about = {"department": department, "site": site, "is_desk": True}
    Line.objects.create(key="a", purpose="Desk", number="1", tested_at=clock.now(), tested_answered=False, **about)
    Line.objects.create(key="b", purpose="Escorts", number="2", tested_at=clock.now(), tested_answered=True, **about)
    Line.objects.create(key="c", purpose="Garage", number="3", **about)
    Line.objects.create(department=department, key="d", purpose="Parking", number="4")
    said = {"department": department, "site": site, "ref": "site:1", "place": "Blake 13", "source": "crew"}
    for text, hours in (("wet floor", 3), ("elevator", 30)):
        ends = clock.now() + timedelta(hours=hours)
        Caution.objects.create(text=text, starts_at=clock.now(), expires_at=ends, added_by="person:1", **said)
    found = _groups(at_desk(Role.SUPERVISOR))
    assert [item["text"] for item in found["lines"]] == ["Desk, Main, 1"]
    assert [item["text"] for item in found["cautions"]] == ["Blake 13: wet floor"]
    assert [(item["text"], item["of"]) for item in found["tests"]] == [("Garage, Main, 3", "never tested")]
    stepped.set(clock.now() + timedelta(days=15))
    assert {item["text"] for item in _groups(at_desk(Role.SUPERVISOR))["tests"]} >= {"Escorts, Main, 2"}


def test_what_failed_in_the_journal_is_told_but_of_nothing_that_is_named(
    department: Department, stepped: SteppedClock, at_desk: SignIn
) -> None:
    open_one = world.a_call(by=world.a_dispatcher(department))
    covert = world.a_call("standby_covert", by=world.a_supervisor(department, "S09"))
    sealer.seal()
    for call in (open_one, covert):
        entry = Entry.objects.filter(subject=call.subject).first()
        assert entry is not None
        Parked.objects.create(
            follower="send_next_stacked", position=entry.position or 0, retry_at=clock.now(), error="ValueError: secret"
        )
        Timer.objects.filter(subject=call.subject, kind="call.quote").delete()
        Timer.objects.create(
            department=department, kind="call.quote", subject=call.subject, due_at=clock.now(), attempts=2
        )
    desk = at_desk(Role.DISPATCHER)
    told = _groups(desk)["failed"]
    assert {item["text"] for item in told} == {
        "Send next stacked failed once (ValueError)",
        "Call quote failed 2 times",
    }
    assert len(told) == 2
    assert covert.number not in str(told)
    assert "secret" not in str(told)


def test_the_number_is_gathered_once_for_all_who_may_know_the_same(
    department: Department, at_desk: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, other = at_desk(Role.SUPERVISOR), at_desk(Role.SUPERVISOR), at_desk(Role.DISPATCHER)
    gathered: list[str] = []

    def provider(by: Actor) -> list[exceptions.Group]:
        gathered.append(by.key)
        return []

    monkeypatch.setattr(exceptions, "_providers", [provider])
    for desk in (first, second, first):
        assert desk.get("/console/exceptions/count").json() == {"count": 0}
    assert len(gathered) == 1
    other.get("/console/exceptions/count")
    assert len(gathered) == 2
    actions.open_call(by=world.a_dispatcher(department), service="security_escort", place="Lobby")
    first.get("/console/exceptions/count")
    assert len(gathered) == 3
    monkeypatch.setattr(exceptions, "KEPT_S", -1.0)
    exceptions.forget()
    for _ in range(2):
        first.get("/console/exceptions/count")
    assert len(gathered) == 5
