"""What a turn reads and renders, without a network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from watchkeeper.config.live import turns as module
from watchkeeper.config.live.turns import Turns
from watchkeeper.core.journal import sealer
from watchkeeper.core.journal.feed import Row, View
from watchkeeper.core.journal.tests import saying
from watchkeeper.core.journal.tests.saying import say

pytestmark = pytest.mark.django_db

DESK, SHOP = View(1, 2), View(1, 1)


class Things:
    """A renderer of things held in memory: key → (version, level)."""

    prefix = "thing"

    def __init__(self) -> None:
        self.standing: dict[int, tuple[int, int]] = {}
        self.asked = 0

    def rows(self, ids: list[int], view: View) -> Mapping[str, Row | None]:
        self.asked += 1
        return {f"thing:{pk}": self._row(pk, view) for pk in ids}

    def board(self, view: View) -> list[Row]:
        return [row for pk in self.standing if (row := self._row(pk, view))]

    def _row(self, pk: int, view: View) -> Row | None:
        version, level = self.standing.get(pk, (0, 99))
        return {"k": f"thing:{pk}", "v": version} if level <= view.level else None


@pytest.fixture
def things() -> Things:
    return Things()


@pytest.fixture
def hub(things: Things) -> Iterator[Turns]:
    with saying.declared():
        started = Turns([things], {"thing": lambda pk: {7} if pk == 3 else set()})
        started.begin()
        yield started


def data(payload: bytes) -> dict[str, Any]:
    line = next(line for line in payload.splitlines() if line.startswith(b"data: "))
    found: dict[str, Any] = orjson.loads(line[6:])
    return found


def change(*keys: str, subject: str = "thing:1") -> None:
    say("changed", subject=subject, rows=dict.fromkeys(keys))
    sealer.seal()


def test_each_class_is_rendered_once_whatever_the_number_of_changes(hub: Turns, things: Things) -> None:
    things.standing = {1: (5, 2), 2: (1, 1)}
    hub.join(DESK, None, None)
    hub.join(SHOP, None, None)
    for _ in range(5):
        change("thing:1", "thing:2")
    things.asked = 0
    outcome = hub.turn([DESK, SHOP])
    assert things.asked == 2
    assert [row["k"] for row in data(outcome.classes[DESK])["rows"]] == ["thing:1", "thing:2"]
    assert [row["k"] for row in data(outcome.classes[SHOP])["rows"]] == ["thing:2"]
    assert len(data(outcome.classes[DESK])["log"]) == 5


def test_a_turn_asks_a_fixed_number_of_queries(hub: Turns, things: Things) -> None:
    hub.join(DESK, None, None)
    counts = []
    for many in (1, 10, 50):
        for _ in range(many):
            change("thing:1")
        with CaptureQueriesContext(connection) as queries:
            hub.turn([DESK])
        counts.append(len(queries))
    assert counts[0] >= counts[1] == counts[2]
    assert counts[0] <= 3


def test_a_row_that_sinks_below_a_class_is_gone_for_it(hub: Turns, things: Things) -> None:
    things.standing = {1: (1, 1)}
    hub.join(SHOP, None, None)
    things.standing = {1: (2, 2)}
    change("thing:1")
    assert data(hub.turn([SHOP]).classes[SHOP])["gone"] == ["thing:1"]
    change("thing:1")
    assert data(hub.turn([SHOP]).classes[SHOP])["gone"] == []


def test_what_left_before_the_board_was_loaded_is_gone_though_told_late(hub: Turns, things: Things) -> None:
    things.standing = {1: (1, 1), 2: (1, 1)}
    start = hub.join(DESK, None, None)[0]
    things.standing = {2: (1, 1)}
    say("changed", subject="thing:1", rows={"thing:1": None})
    late = Turns([things], {})
    late.begin()
    late.position = start  # as if the entry were committed and not sealed yet
    late.join(DESK, start, None)
    sealer.seal()
    assert data(late.turn([DESK]).classes[DESK])["gone"] == ["thing:1"]
    change("thing:1")
    assert data(late.turn([DESK]).classes[DESK])["gone"] == []


def test_with_nobody_connected_nothing_is_read_and_the_first_to_come_back_misses_none(
    hub: Turns, things: Things
) -> None:
    things.standing = {1: (1, 1)}
    start = hub.join(DESK, None, None)[0]
    change("thing:1")
    with CaptureQueriesContext(connection) as queries:
        assert hub.turn([]).classes == {}
    assert len(queries) == 1
    things.standing = {}
    change("thing:1")
    position, missed, _ = hub.join(DESK, start, None, is_first=True)
    assert position == start + 2
    assert data(missed)["gone"] == ["thing:1"]
    assert len(data(missed)["log"]) == 2


def test_another_department_hears_nothing(hub: Turns, things: Things) -> None:
    elsewhere = View(2, 2)
    hub.join(elsewhere, None, None)
    change("thing:1")
    assert elsewhere not in hub.turn([elsewhere]).classes


def test_named_people_are_told_the_subject_alone(hub: Turns) -> None:
    saying.say_named("secret", by=saying.SOMEBODY, named=True, rows={"thing:3": {"k": "thing:3"}})
    sealer.seal()
    hub.join(DESK, None, None)
    outcome = hub.turn([DESK])
    assert [(people, data(payload)) for people, payload in outcome.named] == [({7}, {"subject": "thing:3"})]
    assert b"secret" not in outcome.classes.get(DESK, b"")
    assert not data(outcome.classes[DESK])["log"] if DESK in outcome.classes else True


def test_a_reader_resumes_from_the_ring_and_from_the_journal_alike(hub: Turns, things: Things) -> None:
    things.standing = {1: (4, 1)}
    start = hub.position
    change("thing:1")
    hub.turn([SHOP])
    fresh = Turns([things], {})
    fresh.begin()
    ours, theirs = hub.join(SHOP, start, None)[1], fresh.join(SHOP, start, None)[1]
    assert data(ours)["rows"] == data(theirs)["rows"] == [{"k": "thing:1", "v": 4}]
    assert data(ours)["log"] == data(theirs)["log"]
    assert hub.join(SHOP, hub.position, None)[1] == b""


def test_a_reader_away_too_long_is_told_so(hub: Turns, things: Things, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_RING", 3)
    start = hub.position
    for _ in range(5):
        change("thing:1")
    late = Turns([things], {})
    late.begin()
    assert late.join(SHOP, start, None)[1].startswith(b"event: lost")


def test_the_ring_forgets_the_oldest_and_knows_it(things: Things, hub: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_RING", 3)
    small = Turns([things], {})
    small.begin()
    start = small.position
    for _ in range(3):
        change("thing:1")
        small.turn([SHOP])
    assert len(data(small.join(SHOP, start, None)[1])["log"]) == 3
    change("thing:1")
    small.turn([SHOP])
    assert small.join(SHOP, start, None)[1].startswith(b"event: lost")
    assert len(data(small.join(SHOP, start + 1, None)[1])["log"]) == 3


def test_who_comes_back_takes_no_news_from_those_who_stayed(hub: Turns, things: Things) -> None:
    things.standing = {1: (1, 1), 2: (1, 1)}
    start = hub.join(DESK, None, None)[0]
    change("thing:1")
    hub.turn([DESK])
    things.standing = {2: (1, 1)}
    change("thing:1")
    position, missed, hashed = hub.join(DESK, start, None)  # before the turn that reads of it
    assert position == start + 1
    assert data(missed)["hash"] == hashed
    outcome = hub.turn([DESK])
    assert data(outcome.classes[DESK])["gone"] == ["thing:1"]
    assert hub.join(DESK, start, None)[2] == outcome.hashes[DESK] != hashed
