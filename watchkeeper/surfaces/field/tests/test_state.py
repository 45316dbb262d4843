"""What the phone shows: its unit's call and nothing more, sent only when changed, and noted when read."""

from __future__ import annotations

import re

import orjson
import pytest

from tests import world
from tests.signing_in import a_browser
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import reads
from watchkeeper.core.journal.models import ReadEvent
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import CallPerson
from watchkeeper.engines.calls.states import AssignmentStatus, may_follow, next_steps
from watchkeeper.surfaces.field import shell
from watchkeeper.surfaces.field.tests.conftest import Phone


def test_the_phone_opens_on_the_units_call_with_its_next_steps(phone: Phone) -> None:
    call = world.a_call(place="Yawkey lobby", destination="Parkman garage", callback="617-555-0101")
    other = world.a_unit("B03")
    mine, _ = actions.assign(call, by=world.a_dispatcher(), units=[phone.unit, other])
    shown = phone.state()
    assert shown["unit"]["cs"] == "A12"
    assert (shown["call"]["place"], shown["call"]["destination"]) == ("Yawkey lobby", "Parkman garage")
    assert shown["call"]["callback"] == "617-555-0101"
    assert shown["call"]["others"] == [{"cs": "B03", "status": "assigned"}]
    assert shown["assignment"]["id"] == mine.pk
    assert not shown["call"]["is_private"]
    assert shown["kept"] is None


def test_the_same_is_not_sent_twice_and_only_what_is_sent_counts_as_read(phone: Phone) -> None:
    call = actions.open_call(by=world.a_dispatcher(), service="security_escort", place="Yawkey lobby")
    call.level = 2
    call.save(update_fields=["level"])
    world.sent(call, phone.unit)
    first = phone.browser.get("/field/state")
    again = phone.browser.get("/field/state", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == again["Cache-Control"] == "no-store"
    reads.flush()
    assert ReadEvent.objects.filter(what="field app", subject=call.subject).count() == 1
    actions.note(call, by=world.a_dispatcher(), text="x")
    actions.send_message(by=world.a_dispatcher(), text="Look out", to=[phone.unit])
    assert phone.browser.get("/field/state", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_call_by_name_only_is_shown_to_those_named_and_marked_never_to_be_kept(phone: Phone) -> None:
    by = world.a_dispatcher()
    covert = actions.open_call(by=by, service="standby_covert", place="Ellison 4")
    actions.assign(covert, by=by, units=[phone.unit])
    shown = phone.state()
    assert shown["call"]["is_private"]
    assert shown["call"]["place"] == "Ellison 4"
    CallPerson.objects.filter(call=covert, person=phone.person).delete()
    shown = phone.state()
    assert (shown["call"], shown["is_apart"]) == (None, True)
    assert "Ellison" not in orjson.dumps(shown).decode()
    assert covert.number not in orjson.dumps(shown).decode()


@pytest.mark.parametrize("is_on_it", [True, False])
def test_of_a_private_call_the_phone_is_given_nothing_to_keep_but_that_there_is_one(
    phone: Phone, *, is_on_it: bool
) -> None:
    by = world.a_dispatcher()
    covert = actions.open_call(by=by, service="standby_covert", place="Ellison 4")
    [mine] = actions.assign(covert, by=by, units=[phone.unit])
    actions.place_unit(phone.unit, by=by, place="Ellison 4 stair")
    actions.move(mine, by=by, to="transporting", destination="Safehouse 9")
    waiting = actions.open_call(by=by, service="standby_covert", place="Cox 2")
    actions.stack(waiting, by=by, unit=phone.unit)
    if not is_on_it:
        CallPerson.objects.filter(call=covert, person=phone.person).delete()
    kept = phone.state()["kept"]
    assert (kept["call"], kept["is_apart"], kept["unit"]["cs"]) == (None, True, "A12")
    assert kept["assignment"]["id"] == mine.pk
    for secret in ("Ellison", "Safehouse", "Cox", covert.number, waiting.number, "covert"):
        assert secret not in orjson.dumps(kept).decode()


def test_a_private_call_in_wait_is_kept_without_its_number_and_the_open_one_beside_it_as_it_is(phone: Phone) -> None:
    by = world.a_dispatcher()
    world.sent(world.a_call(place="Yawkey lobby"), phone.unit)
    waiting = actions.open_call(by=by, service="standby_covert", place="Cox 2")
    actions.stack(waiting, by=by, unit=phone.unit)
    CallPerson.objects.get_or_create(call=waiting, person=phone.person)
    shown = phone.state()
    assert [one["n"] for one in shown["next"]] == [waiting.number]
    assert [one["label"] for one in shown["kept"]["next"]] == ["Confidential call"]
    assert shown["kept"]["call"]["place"] == "Yawkey lobby"
    assert waiting.number not in orjson.dumps(shown["kept"]).decode()


def test_the_phone_offers_no_step_that_is_not_the_next_one_anywhere() -> None:
    told = (shell.OWN / "steps.js").read_text(encoding="utf-8")
    table = told[told.index("const NEXT = {") : told.index("};", told.index("const NEXT = {"))]
    offered = {status: re.findall(r'"(\w+)"', steps) for status, steps in re.findall(r"(\w+): (\[.*\])", table)}
    assert set(offered) == set(AssignmentStatus) - {AssignmentStatus.RESERVED, AssignmentStatus.CLEARED}
    for status, steps in offered.items():
        assert set(steps) <= {*next_steps(status), "cleared"}, status
        assert all(may_follow(status, step) for step in steps), status


def test_a_covert_call_in_wait_says_no_place(phone: Phone) -> None:
    by = world.a_dispatcher()
    covert = actions.open_call(by=by, service="standby_covert", place="Ellison 4")
    actions.stack(covert, by=by, unit=phone.unit)
    assert "Ellison" not in orjson.dumps(phone.state()).decode()


def test_somebody_without_a_unit_is_shown_none_and_the_units_to_choose_from(
    phone: Phone, department: Department
) -> None:
    browser = a_browser(Role.SUPERVISOR, department)
    shown = orjson.loads(browser.get("/field/state").content)
    assert (shown["unit"], shown["call"], shown["messages"]) == (None, None, [])
    words = orjson.loads(browser.get("/field/words").content)
    assert [(one["cs"], one["on"]) for one in words["units"]] == [("A12", True)]
    assert "generic_assistance" in {one["key"] for one in words["services"]}


def test_the_page_and_its_worker_hold_nothing_of_anybody(phone: Phone) -> None:
    call = world.a_call(place="Zanzibar7431")
    world.sent(call, phone.unit)
    page, worker = phone.browser.get("/field/"), phone.browser.get("/field/worker.js")
    for answer in (page, worker):
        assert answer.status_code == 200
        for secret in ("Zanzibar", "A12", "csrf", call.number, phone.person):
            assert secret not in answer.content.decode()
    assert "microphone=(self)" in page["Permissions-Policy"]
    assert worker["Content-Type"] == "text/javascript"
    assert "/static/field/app.js" in worker.content.decode()
    assert "/field/state" not in worker.content.decode()


def test_who_does_not_work_on_a_unit_is_told_so(department: Department) -> None:
    browser = a_browser(Role.DIRECTOR, department)
    for address in ("/field/", "/field/worker.js", "/field/clock", "/field/state", "/field/words"):
        assert browser.get(address).status_code == 403
