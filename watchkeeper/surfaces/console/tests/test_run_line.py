"""Lines sent by the console: done once, in one transaction, by those who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import process_time
from typing import Any

import pytest
from django.test import Client

from tests import world
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import reads
from watchkeeper.core.journal.models import ReadEvent
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.actions import add_caution
from watchkeeper.core.places.models import Site
from watchkeeper.engines.calls.models import Assignment, Call, Draft, Note, Requester, Unit
from watchkeeper.engines.calls.states import AssignmentStatus, CallStatus
from watchkeeper.kit import clock
from watchkeeper.surfaces.console.command import looking

SignIn = Callable[..., Client]


def _run(client: Client, line: str, **more: str) -> Any:
    return client.post("/console/command/run", {"line": line, **more})


def _short(call: Call) -> str:
    return str(int(call.number.rpartition("-")[2]))


def test_a_double_submit_opens_one_call(at_desk: SignIn) -> None:
    client = at_desk()
    first = _run(client, "escort yawkey > garage ph=5550101", client_id="one").json()
    again = _run(client, "escort yawkey > garage ph=5550101", client_id="one").json()
    assert first == again
    assert Call.objects.count() == 1
    assert Requester.objects.get().callback == "5550101"


def test_a_line_is_done_whole_or_not_at_all(at_desk: SignIn) -> None:
    call, free = world.a_call(), world.a_unit("A12")
    world.sent(call, free)
    answer = _run(at_desk(), f"ack A12 B99 {_short(call)}")
    assert answer.status_code == 422
    assert Assignment.objects.get().status == AssignmentStatus.ASSIGNED


def test_an_incomplete_line_says_what_was_understood(at_desk: SignIn) -> None:
    answer = _run(at_desk(), "escort > garage")
    assert answer.status_code == 422
    assert "Understood: service Security escort, destination garage. Missing: the place" in answer.json()["detail"]
    assert Call.objects.count() == 0


def test_a_refusal_is_told_in_the_action_s_own_words(at_desk: SignIn) -> None:
    call, unit = world.a_call(), world.a_unit("A12")
    world.sent(call, unit)
    other = world.a_call()
    answer = _run(at_desk(), f"d A12 {_short(other)}")
    assert answer.status_code == 409
    assert "A12" in answer.json()["detail"]


def test_opening_and_sending_go_together(at_desk: SignIn) -> None:
    world.a_unit("A12")
    said = _run(at_desk(), "g main lobby", send="A12").json()
    assert said["said"].endswith("and sent A12.")
    assert Call.objects.get().status == CallStatus.ACTIVE


def test_a_planner_may_look_but_not_send(at_desk: SignIn) -> None:
    call = world.a_call("generic_assistance")
    world.a_unit("A12")
    assert _run(at_desk(Role.PLANNER), f"d A12 {_short(call)}").status_code == 403
    assert not Assignment.objects.exists()


def test_a_call_of_another_department_does_not_exist(at_desk: SignIn) -> None:
    elsewhere = world.a_department("elsewhere")
    call = world.a_call(by=world.a_dispatcher(elsewhere))
    answer = _run(at_desk(), f"n {call.number} hello")
    assert (answer.status_code, Note.objects.count()) == (422, 0)


def test_a_story_pasted_behind_a_place_stalls_nothing(at_desk: SignIn) -> None:
    world.a_call()
    client = at_desk()
    _run(client, "f main lobby")
    began = process_time()
    answer = _run(client, "g main lobby " + "somebody said the main lobby is dark " * 400)
    assert process_time() - began < 2
    assert answer.status_code == 200, answer.json()


def test_that_a_place_was_looked_up_and_what_was_told_of_it_is_kept_once(
    at_desk: SignIn, department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "_noted", {})
    site = Site.objects.create(department=department, key="main", name="Main Campus", lon=-71.07, lat=42.36)
    ref, by = f"site:{site.pk}", world.a_dispatcher()
    caution = add_caution(
        ref,
        by=by,
        kind="person",
        text="Armed, says his sister",
        source="call",
        expires=clock.now() + timedelta(hours=8),
    )
    call = world.a_call(by=by, place_ref=ref)
    client = at_desk()
    client.post("/console/command/complete", {"line": "f main camp"})
    client.post("/console/command/complete", {"line": "f main campus"})
    assert _run(client, "f main campus").json()["show"]["cautions"]
    reads.flush()
    kept = ReadEvent.objects.filter(what="place").values_list("subject", "why")
    assert list(kept) == [(ref, "look-up"), (call.subject, "look-up"), (f"caution:{caution.pk}", "look-up")]


HOSTILE = ["=HYPERLINK(1)", "<script>alert(1)</script>", "a" * 15_000, "\u202eevil", "'; DROP TABLE x;--"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_kept_as_words(text: str, at_desk: SignIn) -> None:
    call = world.a_call()
    assert _run(at_desk(), f"n {_short(call)} {text}").status_code == 200
    assert Note.objects.get().text == text


def test_a_draft_is_kept_for_the_seat_and_gone_when_the_call_opens(at_desk: SignIn) -> None:
    client = at_desk()
    _run(client, "seat D01")
    client.post("/console/board/draft", {"text": "escort yaw", "selected": ""})
    assert Draft.objects.get().seat == "D01"
    supervisor = at_desk(Role.SUPERVISOR)
    _run(supervisor, "seat D01")
    assert "escort yaw" in supervisor.get("/console/board/").content.decode()
    _run(supervisor, "escort yawkey > garage")
    assert Draft.objects.get().text == ""
    assert Call.objects.get().answered_at is not None


def test_completion_says_what_would_happen_before_enter(at_desk: SignIn) -> None:
    world.a_unit("A12", capabilities=["officer"])
    world.a_call("security_escort", place="Main lobby", destination="Garage")
    client = at_desk()
    shown = client.get("/console/command/complete", {"line": "e main lobby > garage", "selected": ""}).json()
    assert shown["parsed"]["complete"]
    assert [option["unit"] for option in shown["opens"]["send"]] == ["A12"]
    assert shown["opens"]["quote"][0] > 0
    assert shown["opens"]["same"][0]["join"].startswith("join ")
    for line in ("", "d", "d 4", "d 999", "clr", "clr A12 ", "cl 1 ", "?x", "on ", "mg ", "ct 1 A12 ons"):
        assert client.get("/console/command/complete", {"line": line}).status_code == 200, line


def test_a_unit_unknown_is_named(at_desk: SignIn) -> None:
    call = world.a_call()
    answer = _run(at_desk(), f"d Z99 {_short(call)}")
    assert "There is no unit Z99" in answer.json()["detail"]
    assert Unit.objects.count() == 0


def test_a_sentence_after_a_field_is_refused_in_words_and_does_not_lose_an_emergency(at_desk: SignIn) -> None:
    client, said = at_desk(), "a man in a gray coat who says that he was followed from the garage " * 2
    answer = _run(client, f"escort lobby > garage who={said}")
    assert (answer.status_code, Call.objects.count()) == (422, 0)
    assert "requester (at most 120 characters); nothing was kept" in answer.json()["detail"]
    assert _run(client, f"escort lobby > garage pr=1 who={said}").status_code == 200
    assert Requester.objects.get().name.endswith("…")


def test_a_door_nobody_knows_is_said_before_the_call_opens(at_desk: SignIn) -> None:
    answer = _run(at_desk(), "escort lobby > garage door=west entrance")
    assert (answer.status_code, Call.objects.count()) == (422, 0)
    assert "phone, radio" in answer.json()["detail"]
    assert _run(at_desk(), "escort lobby > garage door=walk-in").status_code == 200


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5000, "0"])
def test_a_number_that_is_none_is_asked_for_again(at_desk: SignIn, number: str) -> None:
    call, client = world.a_call(), at_desk()
    world.a_call()
    for line in (f"split {_short(call)} {number}", f"safe {_short(call)} {number}", f"bolo end {number}"):
        assert _run(client, line).status_code == 422


def _doubt(client: Client, line: str) -> tuple[str, bool] | None:
    found = client.get("/console/command/complete", {"line": line}).json()["doubt"]
    return (found["text"], found["stops"]) if found else None


def test_what_nobody_knows_is_told_while_it_is_typed(at_desk: SignIn) -> None:
    world.a_unit("A12")
    client, number = at_desk(), _short(world.a_call())
    assert _doubt(client, "d ZZ99") == ("There is no unit ZZ99.", True)
    assert _doubt(client, f"d A12 B07 {number}") == ("There is no unit B07.", True)
    assert _doubt(client, "n 4812 is gone") == ("There is no call 4812.", True)
    kept = ("“nowhereville” is not on the map; it is kept as typed.", False)
    assert _doubt(client, "escort nowhereville > garage") == kept
    assert _doubt(client, "em A12 nowhereville") == kept
    assert _doubt(client, "block nowhereville why=wet") == ("No place is called “nowhereville”.", True)


def test_what_is_known_or_may_still_be_is_not_doubted(at_desk: SignIn) -> None:
    world.a_unit("A123")
    client, number = at_desk(), _short(world.a_call())
    for line in ("", "d A12", "n 48", f"d A123 {number}", f"n {number} nowhereville"):
        assert _doubt(client, line) is None, line


def test_a_seat_nobody_declared_is_told_while_it_is_typed_and_refused(at_desk: SignIn) -> None:
    client, supervisor = at_desk(), at_desk(Role.SUPERVISOR)
    said = "There is no seat D99. The seats are D01, S01. “seat D99 new” makes one, for a supervisor."
    assert _doubt(client, "seat D99") == (said, True)
    assert _doubt(client, "seat D0") is None
    assert _doubt(client, "seat D01") is None
    refused = _run(client, "seat D99")
    assert (refused.status_code, refused.json()["detail"]) == (422, said)
    assert _run(client, "seat D99 new").status_code == 403
    assert _run(supervisor, "seat D99 new").json()["said"] == "You sit at D99."
    assert _run(client, "seat D99").status_code == 200


def test_two_open_calls_after_a_service_are_asked_back_and_open_nothing(at_desk: SignIn) -> None:
    client, number, other = at_desk(), _short(world.a_call()), _short(world.a_call())
    said = f"{number} and {other} are open calls. “mg {number} {other}” merges them"
    found = _doubt(client, f"m {number} {other}")
    assert found is not None
    assert found[0].startswith(said)
    assert found[1]
    refused = _run(client, f"m {number} {other}")
    assert (refused.status_code, refused.json()["detail"][: len(said)]) == (422, said)
    assert Call.objects.count() == 2
    assert _run(client, f"m {number} 99999").status_code == 200, "a call-back"
    assert _run(client, f"m pl={number} {other}").status_code == 200


def test_a_line_too_long_is_told_how_much_a_line_holds(at_desk: SignIn) -> None:
    client = at_desk()
    long = "n 12 " + "x" * 20_000
    answer = _run(client, long)
    assert answer.status_code == 422
    assert "A line holds 20,000 characters; put the rest into a note." in answer.json()["detail"]
    assert client.post("/console/board/draft", {"text": long}).status_code == 200
    answer = client.post("/console/board/draft", {"text": "x" * 100_001})
    assert "Over 100,000 characters are not kept" in answer.json()["detail"]
    assert Draft.objects.get().text == long


def test_taking_a_seat_leaves_what_was_half_typed_there(at_desk: SignIn) -> None:
    first, second = at_desk(), at_desk(Role.SUPERVISOR)
    _run(second, "seat D07 new")
    _run(first, "seat D07")
    first.post("/console/board/draft", {"text": "escort wang 2 > fruit", "seat": "D07"})
    _run(second, "seat S01")
    second.post("/console/board/draft", {"text": "seat D07", "seat": "S01"})
    _run(second, "seat D07")
    second.post("/console/board/draft", {"text": "", "seat": "S01"})
    found = second.get("/console/board/seat").json()
    assert (found["seat"], found["draft"]["text"]) == ("D07", "escort wang 2 > fruit")
    assert first.post("/console/board/draft", {"text": "", "seat": "D07"}).status_code == 409
    assert first.get("/console/board/seat").json()["seat"] != "D07"
