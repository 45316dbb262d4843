"""Watching the past: the board as it was, told by what its reader may know today."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests import world
from watchkeeper.core.journal import reads, sealer
from watchkeeper.core.journal.feed import View, board_hash
from watchkeeper.core.journal.models import ReadEvent
from watchkeeper.core.people.actor import Actor, with_roles
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls import actions, board, past
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed


@pytest.fixture
def desk(db: None, stepped: SteppedClock) -> Actor:
    return world.a_dispatcher()


def _later(stepped: SteppedClock, seconds: int = 60) -> datetime:
    """Seal what was done, and go on; gives the moment just before going on."""
    sealer.seal()
    at = clock.now()
    stepped.set(at + timedelta(seconds=seconds))
    return at


def _live(by: Actor) -> list[dict[str, Any]]:
    rows = board.board(View(by.department_id, int(by.clearance)))
    return sorted(rows, key=lambda row: str(row["k"]))


def _a_small_shift(stepped: SteppedClock, by: Actor) -> list[tuple[datetime, list[dict[str, Any]]]]:
    """Two calls worked by two units, and what the live board showed after each thing that was done."""
    told: list[tuple[datetime, list[dict[str, Any]]]] = []

    def then() -> None:
        rows = _live(by)
        told.append((_later(stepped), rows))

    units = [world.a_unit("A11"), world.a_unit("A12")]
    then()
    first = world.a_call(by=by, place="Main lobby")
    then()
    sent = world.sent(first, units[0], by=by)
    then()
    second = world.a_call("generic_assistance", by=by, place="Yawkey 4")
    actions.move(sent, by=by, to="on_scene")
    then()
    actions.press_emergency(units[1], by=by)
    then()
    world.sent(second, units[1], by=by)
    then()
    actions.clear(sent, by=by, outcome="arrived_safe")
    then()
    actions.close(first, by=by)
    then()
    return told


def test_every_moment_opens_as_the_live_board_was_then(desk: Actor, stepped: SteppedClock) -> None:
    for at, rows in _a_small_shift(stepped, desk):
        shown = past.opened(desk, at)
        assert shown["rows"] == rows
        assert shown["hash"] == board_hash(rows)


def test_played_onward_from_a_moment_it_comes_to_every_later_one(desk: Actor, stepped: SteppedClock) -> None:
    told = _a_small_shift(stepped, desk)
    opened = past.opened(desk, told[0][0])
    rows = {row["k"]: row for row in opened["rows"]}
    stretch = past.onward(desk, opened["cursor"])
    assert stretch["is_last"]
    boards = {}
    for step in stretch["steps"]:
        rows |= {row["k"]: row for row in step["rows"]}
        for key in step["gone"]:
            rows.pop(key, None)
        boards[step["at"]] = sorted(rows.values(), key=lambda row: str(row["k"]))
    for at, live in told[1:]:
        latest = max(moment for moment in boards if datetime.fromisoformat(moment) <= at)
        assert boards[latest] == live
    assert [line["text"] for step in stretch["steps"] for line in step["log"]][-1].startswith("closed")


def test_a_stretch_is_bounded_and_goes_on_where_it_ended(
    desk: Actor, stepped: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _a_small_shift(stepped, desk)
    whole = past.onward(desk, past.opened(desk, told[0][0])["cursor"])["steps"]
    monkeypatch.setattr(past, "AT_ONCE", 3)
    found: list[Any] = []
    cursor, is_last = past.opened(desk, told[0][0])["cursor"], False
    while not is_last:
        stretch = past.onward(desk, cursor)
        assert len(stretch["steps"]) <= 3
        found += stretch["steps"]
        cursor, is_last = stretch["cursor"], stretch["is_last"]
    assert found == whole


def test_a_covert_call_is_in_no_strangers_past_and_in_its_owners(desk: Actor, stepped: SteppedClock) -> None:
    owner = world.a_supervisor()
    unit = world.a_unit("A12")
    before = _later(stepped)
    call = world.a_call("standby_covert", by=owner, place="Ellison 7 clinic")
    world.sent(call, unit, by=owner)
    at = _later(stepped)

    told = str(past.opened(desk, at)) + str(past.onward(desk, past.opened(desk, before)["cursor"]))
    assert "Ellison" not in told
    assert call.subject not in told
    assert call.number not in told
    shown = next(row for row in past.opened(desk, at)["rows"] if row.get("cs") == "A12")
    assert (shown["st"], shown["ck"]) == ("assigned", None)
    with pytest.raises(NotAllowed):
        past.of_call(desk, call.pk, at)

    own = next(row for row in past.opened(owner, at)["rows"] if row["k"] == call.subject)
    assert own["named"]
    assert any(one["k"] == call.subject for step in _steps(owner, before) for one in step["rows"])


def _steps(by: Actor, since: datetime) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = past.onward(by, past.opened(by, since)["cursor"])["steps"]
    return found


def test_what_became_confidential_since_is_gone_from_the_past_too(desk: Actor, stepped: SteppedClock) -> None:
    planner = world.a_planner()
    unit = world.a_unit("A12")
    before = _later(stepped)
    call = world.a_call("generic_assistance", by=desk, place="Main lobby")
    Call.objects.filter(pk=call.pk).update(level=1)
    world.sent(call, unit, by=desk)
    at = _later(stepped)
    assert call.subject in str(past.opened(planner, at)["rows"])

    Call.objects.filter(pk=call.pk).update(level=3)
    for reader in (planner, desk):
        told = str(past.opened(reader, at)) + str(_steps(reader, before))
        assert call.subject not in told
        assert call.number not in told
        assert "Main lobby" not in told


def test_a_purged_place_says_when_it_was_purged(desk: Actor, stepped: SteppedClock) -> None:
    from watchkeeper.core.journal import personal

    world.a_call("security_escort", by=desk, place="Fruit St garage", destination="Yawkey")
    at = _later(stepped)
    assert "Fruit St garage" in str(past.opened(desk, at))
    call = Call.objects.get()
    personal.destroy(call.department_id, call.subject)
    told = str(past.opened(desk, at))
    assert "Fruit St garage" not in told
    assert "purged on 2026-" in told


def test_reads_of_confidential_calls_are_kept_with_the_moment(desk: Actor, stepped: SteppedClock) -> None:
    call = world.a_call(by=desk)
    Call.objects.filter(pk=call.pk).update(level=2)
    at = _later(stepped)
    past.opened(desk, at)
    past.of_call(desk, call.pk, at)
    reads.flush()
    kept = list(ReadEvent.objects.filter(what="replay").values_list("actor", "subject"))
    assert kept == [(desk.key, call.subject)] * 2
    assert str(ReadEvent.objects.filter(what="replay").first().why).startswith("as of 2026-")  # type: ignore[union-attr]


def test_the_timeline_counts_openings_and_marks_emergencies(desk: Actor, stepped: SteppedClock) -> None:
    start = clock.now()
    unit = world.a_unit("A12")
    world.a_call(by=desk)
    urgent = world.a_call("code_red", by=desk)
    stepped.set(start + timedelta(minutes=30))
    actions.press_emergency(unit, by=desk)
    end = _later(stepped, 1800) + timedelta(minutes=30)
    shown = past.marks(desk, start, end)
    assert (shown["bars"][0], sum(shown["bars"])) == (2, 2)
    first, last = shown["marks"]
    assert (first["kind"], first["text"]) == ("urgent", f"P{urgent.priority} {urgent.number}")
    assert last["kind"] == "emergency"
    with pytest.raises(Invalid):
        past.marks(desk, start, start + timedelta(hours=25))
    with pytest.raises(Invalid):
        past.marks(desk, end, start)


def test_whoever_may_not_read_calls_may_not_watch_their_past(desk: Actor, stepped: SteppedClock) -> None:
    at = _later(stepped)
    clerk = with_roles(
        department_id=desk.department_id, key="person:0", name="X", roles=frozenset({Role.ADMINISTRATOR})
    )
    with pytest.raises(NotAllowed):
        past.opened(clerk, at)
    with pytest.raises(NotAllowed):
        past.onward(clerk, "x")
    with pytest.raises(Invalid):
        past.onward(desk, "nonsense")
    with pytest.raises(Invalid):
        past.onward(desk, "")


def test_another_departments_past_is_another_departments(desk: Actor, stepped: SteppedClock) -> None:
    before = _later(stepped)
    other = world.a_department("other")
    world.a_call(by=world.a_dispatcher(other), place="Zanzibar gate")
    at = _later(stepped)
    world.a_call(by=desk, place="Main lobby")
    last = _later(stepped)
    assert "Zanzibar" not in str(past.opened(desk, at)) + str(_steps(desk, before))
    assert "Zanzibar" not in str(past.marks(desk, before, last))
    assert "Main lobby" in str(_steps(desk, before))
