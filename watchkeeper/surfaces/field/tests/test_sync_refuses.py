"""What comes broken, too big or from a stranger: nothing is done that was not meant, and the rest goes on."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from tests import world
from tests.signing_in import a_browser
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call, Note
from watchkeeper.surfaces.field.sync import LONGEST, MOST_ITEMS
from watchkeeper.surfaces.field.tests.conftest import Phone


def _entries() -> int:
    return Entry.objects.exclude(verb__startswith="session.").count()


@pytest.mark.parametrize("text", ["", "not json", "[]", "null", '"x"', "{}", "[" * 5000, "\x00", '{"items": 7}'])
def test_what_is_no_queue_is_not_looked_at(phone: Phone, text: str) -> None:
    before = _entries()
    assert phone.raw(text).status_code == 422
    assert _entries() == before


@pytest.mark.parametrize(
    "items",
    [{}, "x", 7, [1], [[]], [None], [{}], [{"id": 7}], [{"id": "short"}], [{"id": "x" * 65}], [{"id": "semi;colon;;"}]],
)
def test_items_that_cannot_be_answered_are_refused_whole(phone: Phone, items: Any) -> None:
    assert phone.send(items=items).status_code == 422


def test_too_many_or_too_much_is_refused_whole(phone: Phone) -> None:
    many = [phone.item("in_service", {"unit": phone.unit.pk}) for _ in range(MOST_ITEMS + 1)]
    assert phone.send(*many).status_code == 422
    assert phone.raw("x" * (LONGEST + 1)).status_code == 422
    assert phone.raw("x" * (9 * 1024 * 1024)).status_code == 413


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "dance"}, "does not know"),
        ({"kind": None}, "could not be read"),
        ({"at": "yesterday"}, "cannot be read"),
        ({"at": "2026-02-31T00:00:00Z"}, "cannot be read"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "cannot be"),
        ({"at": "9999-12-31T23:59:59-14:00"}, ""),
        ({"at": "2001-01-01T00:00:00Z"}, "too old"),
        ({"data": None}, "could not be read"),
        ({"data": {"call": "x", "text": "y"}}, "could not be read"),
        ({"data": {"call": 1e30, "text": "y"}}, "could not be read"),
        ({"data": {"call": {"pk": 1}, "text": ["y"]}}, "could not be read"),
        ({"data": {"text": "to nobody"}}, "not opened"),
        ({"data": {"call": 999_999, "text": "to nobody"}}, "nothing here"),
    ],
)
def test_an_item_that_cannot_be_done_is_a_conflict_and_the_next_goes_on(
    phone: Phone, change: dict[str, Any], says: str
) -> None:
    call = world.a_call()
    bad = phone.item("note", {"call": call.pk, "text": "first"}) | change
    first, second = phone.results(bad, phone.item("note", {"call": call.pk, "text": "second"}))
    assert first["state"] == "conflict"
    assert says in first["conflict"]
    assert second["state"] == "done"
    assert [note.text for note in Note.objects.filter(call=call, kind="note")] == ["second"]


@pytest.mark.parametrize("skew", [1e300, "x", -1e13])
def test_a_skew_that_cannot_be_does_no_harm(phone: Phone, skew: Any) -> None:
    answer = phone.send(phone.item("in_service", {"unit": phone.unit.pk}), skew_ms=skew)
    assert answer.status_code in (200, 422)


def test_an_id_used_for_something_else_is_a_conflict_and_the_first_stands(phone: Phone) -> None:
    call = world.a_call()
    first = phone.item("note", {"call": call.pk, "text": "first"})
    phone.results(first)
    [told] = phone.results(phone.item("note", {"call": call.pk, "text": "other"}, item_id=first["id"]))
    assert told["state"] == "conflict"
    assert "already used" in told["conflict"]
    assert [note.text for note in Note.objects.filter(call=call, kind="note")] == ["first"]


def test_the_same_item_twice_in_one_queue_is_done_once(phone: Phone) -> None:
    call = world.a_call()
    item = phone.item("note", {"call": call.pk, "text": "once"})
    assert [one["state"] for one in phone.results(item, item)] == ["done", "done"]
    assert Note.objects.filter(call=call, kind="note").count() == 1


def test_another_units_status_is_not_mine(phone: Phone) -> None:
    other = world.a_unit("B03")
    theirs = world.sent(world.a_call(), other)
    results = phone.results(
        phone.item("move", {"assignment": theirs.pk, "to": "on_scene"}),
        phone.item("out_of_service", {"unit": other.pk, "reason": "meal"}),
        phone.item("start", {"unit": other.pk, "service": "generic_assistance"}),
    )
    assert {one["code"] for one in results} == {"not_allowed"}
    theirs.refresh_from_db()
    assert theirs.status == "assigned"
    assert not Entry.objects.filter(verb="assignment.stamp_refused").exists()
    assert Entry.objects.filter(verb="phone.item_refused").count() == 3


def test_nothing_of_another_department_is_there(phone: Phone) -> None:
    strange = world.a_department("elsewhere", "campus")
    dispatcher = world.a_dispatcher(strange)
    unit = world.a_unit("Z9", department=strange)
    call = world.a_call(by=dispatcher)
    theirs = world.sent(call, unit, by=dispatcher)
    message = actions.send_message(by=dispatcher, text="Theirs", to=[unit])
    before = Entry.objects.filter(department_id=strange.pk).count()
    results = phone.results(
        phone.item("move", {"assignment": theirs.pk, "to": "on_scene"}),
        phone.item("clear", {"assignment": theirs.pk, "outcome": "assisted"}),
        phone.item("welfare", {"assignment": theirs.pk}),
        phone.item("note", {"call": call.pk, "text": "hello"}),
        phone.item("emergency", {"unit": unit.pk}),
        phone.item("log_on", {"unit": unit.pk, "mode": "foot"}),
        phone.item("read", {"message": message.pk, "unit": unit.pk}),
        phone.item("message", {"to": unit.pk, "text": "hello"}),
    )
    assert {one["conflict"] for one in results} == {"There is nothing here."}
    assert Entry.objects.filter(department_id=strange.pk).count() == before


def test_a_covert_call_is_neither_noted_on_nor_named_to_who_is_not_on_it(phone: Phone) -> None:
    covert = actions.open_call(by=world.a_dispatcher(), service="standby_covert", place="Ellison 4")
    [told] = phone.results(phone.item("note", {"call": covert.pk, "text": "what is this"}))
    assert told["conflict"] == "There is nothing here."
    kept = Entry.objects.filter(verb="phone.item_refused").get()
    assert covert.number not in str(kept.fields)


def test_a_queue_of_somebody_else_is_not_looked_at(phone: Phone) -> None:
    call = world.a_call()
    answer = phone.send(phone.item("note", {"call": call.pk, "text": "mine"}), person="person:999")
    assert answer.status_code == 409
    assert orjson.loads(answer.content)["code"] == "wrong_person"
    assert not Note.objects.filter(call=call, kind="note").exists()


def test_who_is_signed_out_or_has_no_unit_sends_nothing(phone: Phone, department: Department) -> None:
    item = phone.item("note", {"call": 1, "text": "x"})
    phone.browser.cookies.clear()
    assert phone.send(item).status_code == 401
    phone.browser = a_browser(Role.DIRECTOR, department)
    assert phone.send(item).status_code == 403


def test_a_call_of_a_service_nobody_offers_is_not_opened(phone: Phone) -> None:
    before = Call.objects.count()
    [told] = phone.results(phone.item("start", {"unit": phone.unit.pk, "service": "tea"}))
    assert told["code"] == "invalid"
    assert Call.objects.count() == before
