"""The audit's pages: all that was asked for, in order, found by an index and looked for no further than said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import audit, bulk
from watchkeeper.core.journal.audit import Question
from watchkeeper.core.journal.models import Entry, ReadEvent
from watchkeeper.core.journal.sealing import stamp

pytestmark = pytest.mark.django_db
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
MANY = 1200
RARE = 100  # one row in so many is of the quiet actor, of the rare verb, of the rare way


def _at(number: int) -> str:
    return stamp(BEGAN + timedelta(minutes=number))


def _entries() -> Iterator[bulk.Line]:
    for number in range(MANY):
        is_rare = number % RARE == 0
        actor, verb = ("person:2", "call.opened") if is_rare else ("person:1", "call.noted")
        level, named = (4, True) if number % 50 == 7 else (1, False)
        yield bulk.Line(1, _at(number), actor, verb, f"call:{number // 6}", "{}", level=level, named=named)
    yield bulk.Line(2, _at(MANY), "person:9", "call.opened", "call:9999", "{}", level=1)


def _reads() -> list[ReadEvent]:
    return [
        ReadEvent(
            department_id=1,
            at=_at(number),
            actor="person:2" if number % RARE == 0 else "person:1",
            what="export" if number % RARE == 0 else "call panel",
            subject=f"call:{number // 6}",
        )
        for number in range(0, MANY, 2)
    ]


@pytest.fixture
def _history(db: None) -> None:
    bulk.lay(_entries())
    ReadEvent.objects.bulk_create(_reads())


def _asks(**more: Any) -> Question:
    return Question(department_id=1, clearance=Level.L2, **more)


ASKED: dict[str, dict[str, Any]] = {
    "all": {},
    "a quiet actor": {"actors": ["person:2"]},
    "several": {"actors": ["person:1", "person:2", "nobody"]},
    "a rare verb": {"verbs": ("call.opened",)},
    "a rare way": {"ways": ("export",)},
    "a subject": {"subjects": ["call:0", "call:1", "call:199"]},
    "a rare verb of a busy actor": {"actors": ["person:1"], "verbs": ("call.opened",)},
    "a verb of a subject": {"subjects": ["call:0"], "verbs": ("call.opened",)},
    "a period": {"since": BEGAN + timedelta(minutes=100), "until": BEGAN + timedelta(minutes=400)},
    "a quiet actor's period": {"actors": ["person:2"], "until": BEGAN + timedelta(minutes=400)},
    "nobody": {"actors": []},
}


def _expected(asked: dict[str, Any]) -> set[tuple[str, int]]:
    """What is asked for, told by the tables as they were laid."""
    until, since = asked.get("until"), asked.get("since")
    hidden = {f"call:{number // 6}" for number in range(MANY) if number % 50 == 7}

    def is_asked(at: str, actor: str, subject: str) -> bool:
        return (
            actor in asked.get("actors", [actor])
            and subject in asked.get("subjects", [subject])
            and not (since and at < stamp(since))
            and not (until and at >= stamp(until))
        )

    found: set[tuple[str, int]] = set()
    if not asked.get("ways"):
        for key, line in enumerate(_entries()):
            fits = line.department_id == 1 and not line.named and line.verb in asked.get("verbs", (line.verb,))
            if fits and is_asked(line.at, line.actor, line.subject):
                found.add(("Entry", key))
    if not asked.get("verbs"):
        for key, read in enumerate(_reads()):
            fits = read.subject not in hidden and read.what in asked.get("ways", (read.what,))
            if fits and is_asked(read.at, read.actor, read.subject):
                found.add(("ReadEvent", key))
    return found


@pytest.mark.slow
@pytest.mark.usefixtures("_history")
@pytest.mark.parametrize("reach", [7, 60, 20_000])
@pytest.mark.parametrize("name", ASKED)
def test_the_pages_together_tell_all_of_it_once_and_newest_first(
    monkeypatch: pytest.MonkeyPatch, name: str, reach: int
) -> None:
    monkeypatch.setattr(audit, "REACH", reach)
    monkeypatch.setattr(audit, "_AT_ONCE", 40)
    asked = ASKED[name]
    first = {
        "Entry": Entry.objects.order_by("pk").values_list("pk", flat=True)[0],
        "ReadEvent": ReadEvent.objects.order_by("pk").values_list("pk", flat=True)[0],
    }
    rows = list(audit.every(_asks(**asked)))
    kinds = [(type(row).__name__, row.pk - first[type(row).__name__]) for row in rows]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) == _expected(asked)
    times = [audit._time(row) for row in rows]
    assert times == sorted(times, reverse=True)


@pytest.mark.usefixtures("_history")
def test_a_page_ends_where_enough_was_looked_at_and_says_how_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "REACH", 200)
    asked = _asks(actors=["person:1"], verbs=("call.opened",))
    found = audit.page(asked, 50)
    assert (list(found.rows), found.after is None) == ([], False)
    assert _at(MANY - 210) < found.looked < _at(MANY - 190)
    pages = 1
    while found.after is not None:
        found, pages = audit.page(asked, 50, found.after), pages + 1
    assert (found.looked, pages) == ("", 6)


@pytest.mark.usefixtures("_history")
def test_more_rows_than_wanted_are_not_counted() -> None:
    assert audit.count(_asks(actors=["person:2"]), 100) == 12 + 12
    assert audit.count(_asks(), 10) == 20


def _plans(question: Question) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        audit.page(question, 50)
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        plans = []
        for query in asked.captured_queries:
            cursor.execute(f"{explain} {query['sql']}")
            plans += [str(row[-1]) for row in cursor.fetchall()]
    return plans


@pytest.mark.usefixtures("_history")
@pytest.mark.parametrize(
    ("name", "indexes"),
    [
        ("all", ()),
        ("a quiet actor", ("journal_actor", "read_actor")),
        ("a rare verb", ("journal_verb",)),
        ("a rare way", ("read_what",)),
        ("a subject", ("journal_subject", "read_subject")),
    ],
)
def test_no_page_reads_through_a_table(monkeypatch: pytest.MonkeyPatch, name: str, indexes: tuple[str, ...]) -> None:
    monkeypatch.setattr(audit, "REACH", 200)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE journal_entry, journal_read")
            cursor.execute("SET LOCAL enable_seqscan = off")  # so few rows would be read through whatever stands by
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    plans = _plans(_asks(**ASKED[name]))
    assert all(any(index in plan for plan in plans) for index in indexes), plans
    through = ("SCAN journal", "TEMP B-TREE", "Seq Scan", "Sort")
    assert not [plan for plan in plans if any(word in plan for word in through)], plans
    if name != "a rare verb":
        assert any("journal_apart" in plan for plan in plans), plans
