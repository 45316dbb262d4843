"""What each register adds of its own: who sees what, what is missing, and what its buttons do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.world import a_call, a_dispatcher, a_unit, sent, the_house
from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import journal, reads
from watchkeeper.core.journal.models import ReadEvent
from watchkeeper.core.people.actions import add_center, add_person, edit_person, end_duty, start_duty
from watchkeeper.core.people.models import Duty
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.actions import add_caution
from watchkeeper.core.places.models import Caution, Closure, Fixture, Site
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Unit
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stepped")]
AsRole = Callable[[Role], Client]


def said(client: Client, at: str) -> str:
    answer = client.get(at)
    assert answer.status_code == 200, at
    return " ".join(answer.content.decode().split())


def shown(client: Client, at: str) -> str:
    """The mark of the row as the drawer shows it, which its form sends back."""
    return str(re.findall(r'name="seen" value="(\d+)"', said(client, at))[0])


@pytest.fixture
def site(department: Department) -> Site:
    return Site.objects.create(department=department, key="main", name="Main Campus", lon=-71.0, lat=42.3)


@pytest.fixture
def door(department: Department, site: Site) -> Fixture:
    return Fixture.objects.create(
        department=department, site=site, key="door-4", name="Door 4", kind="door", lon=-71.0, lat=42.3
    )


def a_caution(site: Site, text: str = "Wet floor") -> Caution:
    ends = clock.now() + timedelta(days=3)
    return add_caution(f"site:{site.pk}", by=the_house(), text=text, source="A12", expires=ends)


def test_cautions_are_for_the_cleared_and_every_reading_is_kept(as_role: AsRole, site: Site) -> None:
    caution = a_caution(site)
    assert "Wet floor" in said(as_role(Role.OFFICER), "/console/cautions/?view=holds")
    reads.flush()
    assert ReadEvent.objects.filter(what="register", subject=caution.subject).count() == 1
    for role in (Role.PLANNER, Role.ADMINISTRATOR):
        client = as_role(role)
        for at in ("", f"{caution.pk}/", f"{caution.pk}/since/", "cautions.csv"):
            assert client.get(f"/console/cautions/{at}").status_code == 403
        assert "/console/cautions/" not in said(client, "/console/lines/")


def test_a_caution_is_put_on_a_place_that_is_named_and_ended_with_a_reason(as_role: AsRole, site: Site) -> None:
    client = as_role(Role.DISPATCHER)
    given = {"place": "main campus", "text": "Ice at the gate", "kind": "hazard", "source": "A12"}
    wrong = client.post("/console/cautions/new/", given | {"place": "nowhere", "expires": "2026-03-05T09:00"})
    assert wrong.status_code == 422
    assert "There is no such place" in wrong.content.decode()
    assert client.post("/console/cautions/new/", given | {"expires": "2026-03-05T09:00"}).status_code == 302
    caution = Caution.objects.get()
    assert caution.ref == f"site:{site.pk}"
    assert "1 run out within a week" in said(client, "/console/cautions/")
    assert client.post(f"/console/cautions/{caution.pk}/end/", {"reason": ""}).status_code == 422
    assert client.post(f"/console/cautions/{caution.pk}/end/", {"reason": "thawed"}).status_code == 302
    assert "Ice at the gate" not in said(client, "/console/cautions/?view=holds")
    assert "ended the caution on Main Campus: thawed" in said(client, f"/console/cautions/{caution.pk}/")


def test_a_place_is_renamed_closed_and_opened_and_cautioned_from_its_drawer(as_role: AsRole, door: Fixture) -> None:
    keeper, desk = as_role(Role.ADMINISTRATOR), as_role(Role.DISPATCHER)
    at = f"/console/places/fixtures/{door.pk}/"
    assert "1 without a number" in said(desk, "/console/places/fixtures/")
    assert keeper.post(f"{at}edit/", {"name": "Gray door", "aliases": "d4, gray", "number": "4"}).status_code == 302
    door.refresh_from_db()
    assert (door.name, door.aliases, door.number) == ("Gray door", ["d4", "gray"], "4")
    assert desk.post(f"{at}edit/", {"name": "Ours"}).status_code == 403

    assert desk.post(f"{at}close/", {"reason": "glass"}).status_code == 302
    assert "closed until further notice" in said(desk, "/console/places/fixtures/?view=closed")
    assert desk.post(f"{at}open/", {"reason": "swept"}).status_code == 302
    assert "opened Gray door again" in said(desk, at)
    given = {"text": "Sharp edge", "kind": "hazard", "source": "A12", "expires": "2026-03-05T09:00"}
    assert desk.post(f"{at}caution/", given).status_code == 302
    assert Caution.objects.get().ref == f"fixture:{door.pk}"


def test_a_unit_is_edited_and_taken_out_of_service_and_back(as_role: AsRole, site: Site) -> None:
    client, unit = as_role(Role.SUPERVISOR), a_unit("A12", mode="cruiser")
    at = f"/console/units/{unit.pk}/"
    assert "1 without a crew" in said(client, "/console/units/")
    given = {"call_sign": "a13", "kind": "officer", "mode": "cruiser", "vehicle": "C3", "capabilities": "Officer, K9"}
    assert client.post(f"{at}edit/", given | {"site": str(site.pk), "seen": shown(client, at)}).status_code == 302
    fresh = Unit.objects.get()
    assert (fresh.call_sign, fresh.vehicle, fresh.capabilities, fresh.site) == ("A13", "C3", ["officer", "k9"], site)
    assert fresh.version > unit.version
    assert client.post(f"{at}out/", {"reason": "fuel"}).status_code == 302
    assert "fuel until further notice" in said(client, at)
    assert client.post(f"{at}in/", {}).status_code == 302
    assert "A13 is back in service" in said(client, at)
    taken = client.post("/console/units/new/", given)
    assert taken.status_code == 409
    assert "A13 is taken." in taken.content.decode()


def test_a_unit_on_a_covert_call_tells_neither_call_nor_place(as_role: AsRole) -> None:
    by, unit = a_dispatcher(), a_unit("A12")
    actions.place_unit(unit, by=the_house(), place="Quiet room")
    call = a_call("standby_covert", by=by, place="Secret hall")
    actions.move(sent(call, Unit.objects.get(pk=unit.pk), by=by), by=by, to="on_scene")
    for role in (Role.SUPERVISOR, Role.OFFICER, Role.ADMINISTRATOR):
        for at in ("/console/units/", f"/console/units/{unit.pk}/"):
            page = said(as_role(role), at)
            assert "assigned" in page
            for secret in (call.number, "Secret hall", "on scene"):
                assert secret not in page


def test_who_forgot_to_log_off_is_seen_and_taken_off(
    as_role: AsRole, department: Department, stepped: SteppedClock
) -> None:
    person = add_person(department, by=the_house(), call_name="D44")
    ends = clock.now() + timedelta(hours=8)
    duty = start_duty(person, by=the_house(), seat="main/1", ends_at=ends)
    stepped.advance(timedelta(hours=17))
    client = as_role(Role.SUPERVISOR)
    page = said(client, "/console/duties/?view=on")
    assert "1 past their end" in page
    assert "1 over 16 hours" in page
    assert "17:00" in page
    assert client.post(f"/console/duties/{duty.pk}/mode/", {"mode": "cruiser"}).status_code == 302
    assert client.post(f"/console/duties/{duty.pk}/end/", {}).status_code == 302
    assert "D44 is off duty" in said(client, f"/console/duties/{duty.pk}/")
    assert client.post(f"/console/duties/{duty.pk}/end/", {}).status_code == 409


def test_an_officer_sees_who_is_on_and_what_was_their_own_only(as_role: AsRole, department: Department) -> None:
    person = add_person(department, by=the_house(), call_name="D44")
    start_duty(person, by=the_house(), seat="main/1")
    officer = as_role(Role.OFFICER)
    assert "D44" in said(officer, "/console/duties/")
    duty = Duty.objects.get()
    supervisor = as_role(Role.SUPERVISOR)
    supervisor.post(f"/console/duties/{duty.pk}/end/", {})
    assert "D44" not in said(officer, "/console/duties/")
    assert officer.get(f"/console/duties/{duty.pk}/").status_code == 404
    assert "D44" in said(supervisor, "/console/duties/")


def test_of_who_is_on_nobody_but_a_manager_learns_when_they_were_on_before(
    as_role: AsRole, department: Department, stepped: SteppedClock
) -> None:
    person = add_person(department, by=the_house(), call_name="D44", title="Locksmith")
    end_duty(start_duty(person, by=the_house(), seat="main/1"), by=the_house())
    stepped.advance(timedelta(hours=30))
    on = start_duty(person, by=the_house(), seat="main/7")
    edit_person(person, by=the_house(), call_name="D45", title="Gate")
    officer, supervisor = as_role(Role.OFFICER), as_role(Role.SUPERVISOR)
    page = said(officer, f"/console/duties/{on.pk}/")
    assert "is on duty main/7" in page
    since = officer.get(f"/console/duties/{on.pk}/since/?seen=0").content.decode()
    for told in (page, since):
        assert "is on duty main/7" in told
        for other in ("main/1", "is off duty", "Locksmith", "changed call name"):
            assert other not in told
    supervisor.post(f"/console/duties/{on.pk}/end/", {})
    page = said(supervisor, f"/console/duties/{on.pk}/")
    assert "is on duty main/7" in page
    assert "is off duty" in page


def test_two_who_open_a_door_at_once_read_that_one_was_quicker(as_role: AsRole, door: Fixture) -> None:
    desk, at = as_role(Role.DISPATCHER), f"/console/places/fixtures/{door.pk}"
    assert desk.post(f"{at}/close/", {"reason": "stuck"}).status_code == 302
    again = desk.post(f"{at}/close/", {"reason": "stuck too"})
    assert again.status_code == 409
    assert Closure.objects.count() == 1
    assert desk.post(f"{at}/open/", {}).status_code == 302
    answer = desk.post(f"{at}/open/", {})
    assert answer.status_code == 409
    assert "“Open it again” is not to be done any more: this was changed meanwhile." in answer.content.decode()


def test_what_one_may_not_know_does_not_move_the_number_a_row_stands_at(as_role: AsRole) -> None:
    reader, unit = as_role(Role.ADMINISTRATOR), a_unit("A12")
    before = shown(reader, f"/console/units/{unit.pk}/")
    data = {"unit": unit.call_sign, "text": "to the garage"}
    journal.write(the_house(), "radio.logged", unit.subject, level=Level.L2, data=data)
    assert shown(reader, f"/console/units/{unit.pk}/") == before
    assert shown(as_role(Role.SUPERVISOR), f"/console/units/{unit.pk}/") > before


def test_a_seat_is_taken_from_the_duties_page(as_role: AsRole, department: Department) -> None:
    center = add_center(department, by=the_house(), key="main", name="Main desk")
    person = add_person(department, by=the_house(), call_name="D44")
    given = {"person": str(person.pk), "center": str(center.pk), "position": "2"}
    client = as_role(Role.SUPERVISOR)
    assert client.post("/console/duties/new/", given).status_code == 302
    assert Duty.objects.get().seat == "main/2"
    assert client.post("/console/duties/new/", given).status_code == 409


def test_calls_are_found_by_number_unit_and_day_and_only_those_one_may_know(
    as_role: AsRole, stepped: SteppedClock
) -> None:
    by, unit = a_dispatcher(), a_unit("A12")
    call, covert = a_call(by=by, place="East door"), a_call("standby_covert", by=by, place="Secret hall")
    actions.clear(sent(call, unit, by=by), by=by, outcome="arrived_safe")
    actions.close(call, by=by)
    client = as_role(Role.OFFICER)
    page = said(client, "/console/calls/all/")
    assert "East door" in page
    assert 'placeholder="Call number or callback"' in page
    assert "Secret hall" not in page
    assert covert.number not in page
    assert client.get(f"/console/calls/all/{covert.pk}/").status_code == 404
    assert covert.number not in said(client, f"/console/calls/all/?q={covert.number[:3]}")
    for query in (f"q={call.number}", f"unit={unit.pk}", "opened_from=2026-03-01", "outcome=arrived_safe"):
        assert "East door" in said(client, f"/console/calls/all/?{query}"), query
    stepped.advance(timedelta(days=120))
    client = as_role(Role.OFFICER)
    assert "East door" not in said(client, "/console/calls/all/")
    assert "East door" in said(client, f"/console/calls/all/?q={call.number[:6]}")
    reads.flush()
    assert ReadEvent.objects.filter(what="register", subject=call.subject).exists()
