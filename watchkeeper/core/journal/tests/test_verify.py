"""Whoever changes one row of the journal behind its back is found, whatever the change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import orjson
import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection

from watchkeeper.core.journal import journal, personal, reading, reads, sealer, snapshots, triggers
from watchkeeper.core.journal.findings import Kind, Report
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.journal.reading import COLUMNS
from watchkeeper.core.journal.tests.saying import SOMEBODY, actor_of, say
from watchkeeper.core.journal.transaction import writing
from watchkeeper.core.journal.verify import verify
from watchkeeper.kit.clock import SteppedClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stepped")]

MANY = 120
TEXTS = ("recorded_at", "at", "actor", "verb", "subject", "place", "client_id", "nonce", "data")
EDITS: dict[str, str] = {
    **{f"{column} with a space after it": f"{column} = {column} || ' '" for column in TEXTS},
    **{f"{column} with a space before it": f"{column} = ' ' || {column}" for column in TEXTS},
    **{f"{column} emptied": f"{column} = ''" for column in TEXTS if column not in ("place", "client_id")},
    "data with a space inside": "data = replace(data, ':', ': ')",
    "data with a tab": "data = replace(data, ',', ',\t')",
    "a line feed at the end": "data = data || '\n'",
    "another case": "actor = upper(actor)",
    "text moved to the next column": "place = subject || place, subject = ''",
    "level": "level = level + 1",
    "department": "department_id = department_id + 1",
    "key": "id = id + 100000",
    "position": "position = position + 100000",
    "position below one": "position = -position",
}
EDITS_OF_SQLITE = {
    "named": "named = 1 - named",
    "named as another truth": "named = 2",
    "digest": "digest = zeroblob(32)",
    "digest as text": "digest = hex(digest)",
    "chain": "chain = zeroblob(32)",
    "chain gone": "chain = NULL",
    "position gone": "position = NULL",
    "data as a blob": "data = CAST(data AS BLOB)",
    "data no longer text": "data = CAST(x'ff' AS TEXT)",
    "a zero character": "data = data || char(0)",
    "position as text": "position = 'first'",
}
EDITS_OF_POSTGRES = {
    "named": "named = NOT named",
    "digest": "digest = decode(repeat('00', 32), 'hex')",
    "digest cut short": "digest = substring(digest FROM 2)",
    "chain": "chain = decode(repeat('00', 32), 'hex')",
    "chain gone": "chain = NULL",
    "position gone": "position = NULL",
}


@pytest.fixture
def rows(stepped: SteppedClock) -> int:
    """A journal of some length, with all its seals; returns the number of entries."""
    for number in range(MANY):
        rows = {"thing:1": {"k": "thing:1", "v": number}} if number % 3 else {"thing:1": None}
        say(f"thing {number}, and more", subject=f"thing:{number % 7}", rows=rows)
    sealer.seal()
    assert verify().ok
    return MANY


@contextmanager
def tampered(*statements: str) -> Iterator[None]:
    """The database after somebody with the keys to it ran ``statements``, and put back afterwards."""
    with connection.cursor() as cursor:
        triggers.drop(connection)
        cursor.execute("SAVEPOINT tampering")
        for statement in statements:
            cursor.execute(statement)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK TO SAVEPOINT tampering")
            cursor.execute("RELEASE SAVEPOINT tampering")
            triggers.create(connection)


def edits() -> dict[str, str]:
    return EDITS | (EDITS_OF_SQLITE if connection.vendor == "sqlite" else EDITS_OF_POSTGRES)


def at(position: int) -> str:
    return f" WHERE position = {position}"


def first(report: Report) -> tuple[Kind, int | None]:
    return report.findings[0].kind, report.findings[0].position


@pytest.mark.parametrize("what", sorted(EDITS | EDITS_OF_SQLITE | EDITS_OF_POSTGRES))
def test_every_edit_of_a_single_row_is_found(what: str, rows: int) -> None:
    edit = edits().get(what)
    if edit is None:
        pytest.skip("an edit only the other database can hold")
    for position in (1, 2, 50, rows - 1, rows):
        with tampered(f"UPDATE journal_entry SET {edit}{at(position)}"):
            report = verify()
            assert not report.ok, (what, position)
            named = report.findings[0]
            assert named.position in {position, None} or "position" in what or named.position == position + 1
    assert verify().ok


@pytest.mark.property
def test_a_changed_character_anywhere_is_found_and_the_row_is_named(rows: int) -> None:
    for position in range(1, rows + 1):
        with tampered(f"UPDATE journal_entry SET data = replace(data, 'and', 'und'){at(position)}"):
            assert first(verify()) == (Kind.ALTERED, position)


@pytest.mark.property
def test_every_deletion_is_found_the_last_one_too(rows: int) -> None:
    for position in range(1, rows + 1):
        with tampered(f"DELETE FROM journal_entry{at(position)}"):
            assert first(verify()) == (Kind.MISSING, position)


def test_a_journal_emptied_or_cut_anywhere_is_found(rows: int) -> None:
    for position in (0, 1, 60, rows - 2):
        with tampered(f"DELETE FROM journal_entry WHERE position > {position}"):
            assert first(verify()) == (Kind.MISSING, position + 1)


def test_a_deleted_entry_whose_followers_moved_up_is_found(rows: int) -> None:
    with tampered(
        "DELETE FROM journal_entry WHERE position = 50",
        "UPDATE journal_entry SET position = -position WHERE position > 50",
        "UPDATE journal_entry SET position = -position - 1 WHERE position < 0",
    ):
        report = verify()
    assert not report.ok
    assert report.findings[0].position == 50


def _copied(position: int | str, key: str = "(SELECT max(id) + 1 FROM journal_entry)", source: int = 20) -> str:
    """A statement that inserts a copy of entry ``source`` as ``key`` at ``position``."""
    columns = ", ".join(COLUMNS)
    values = columns.replace("id, dep", f"{key}, dep", 1).replace(", position", f", {position}")
    return f"INSERT INTO journal_entry ({columns}) SELECT {values} FROM journal_entry WHERE position = {source}"


@pytest.mark.parametrize(
    "where", ["NULL", "0", "-5", "1", "20", str(MANY), str(MANY + 1), str(MANY + 2), str(MANY + 50)]
)
def test_an_inserted_entry_is_found(where: str, rows: int) -> None:
    with tampered(_copied(where)):
        report = verify()
        assert Kind.ADDED in {one.kind for one in report.findings} or int(where) > MANY + 1
        assert not report.ok


@pytest.mark.parametrize("after", [0, 1, 50, MANY - 1])
def test_an_entry_pushed_in_between_is_found(after: int, rows: int) -> None:
    with tampered(
        f"UPDATE journal_entry SET position = -position WHERE position > {after}",
        "UPDATE journal_entry SET position = 1 - position WHERE position < 0",
        _copied(after + 1, source=after + 5 if after < MANY - 1 else 3),
    ):
        report = verify()
        assert not report.ok
        assert report.findings[0].position == after + 1


@pytest.mark.property
def test_two_entries_that_changed_places_are_found(rows: int) -> None:
    for one in range(1, rows, 7):
        for other in {one + 1, rows}:
            if one == other:
                continue
            swap = (
                f"UPDATE journal_entry SET position = -1{at(one)}",
                f"UPDATE journal_entry SET position = {one}{at(other)}",
                f"UPDATE journal_entry SET position = {other}{at(-1)}",
            )
            with tampered(*swap):
                report = verify()
                assert first(report) == (Kind.REORDERED, one)


def test_two_entries_that_exchanged_everything_but_their_places_are_found(rows: int) -> None:
    content = [column for column in COLUMNS if column not in ("id", "position", "chain")]
    sets = ", ".join(
        f"{c} = (SELECT {c} FROM journal_entry o WHERE o.position = 11 - journal_entry.position)" for c in content
    )
    with tampered(f"UPDATE journal_entry SET {sets} WHERE position IN (5, 6)"):
        assert first(verify()) == (Kind.REORDERED, 5)


def test_two_keys_exchanged_are_found(rows: int) -> None:
    keys = dict(Entry.objects.filter(position__in=(5, 6)).values_list("position", "id"))
    with tampered(
        f"UPDATE journal_entry SET id = -1 WHERE id = {keys[5]}",
        f"UPDATE journal_entry SET id = {keys[5]} WHERE id = {keys[6]}",
        f"UPDATE journal_entry SET id = {keys[6]} WHERE id = -1",
    ):
        report = verify()
        assert not report.ok
        assert report.findings[0].position == 5


@pytest.mark.parametrize(
    "edit", ["count = count - 1", "count = count + 1", "count = 0", "chain = (SELECT chain FROM journal_entry LIMIT 1)"]
)
def test_a_changed_head_is_found(edit: str, rows: int) -> None:
    with tampered(f"UPDATE journal_head SET {edit}"):
        assert not verify().ok
    with tampered("DELETE FROM journal_head"):
        assert not verify().ok


def test_an_entry_cut_off_with_the_head_set_back_is_found_by_an_exported_seal(rows: int) -> None:
    seal = (rows, verify().head)
    with tampered(
        f"DELETE FROM journal_entry{at(rows)}",
        "UPDATE journal_head SET count = count - 1, chain = (SELECT chain FROM journal_entry e"
        f" WHERE e.position = {rows - 1})",
    ):
        assert verify().ok
        assert not verify(seal=seal).ok
    assert verify(seal=seal).ok


def test_a_changed_snapshot_or_read_event_or_personal_value_is_found(stepped: SteppedClock, rows: int) -> None:
    for number in range(1000):
        say(f"more {number}", rows={"thing:1": {"k": "thing:1", "v": number}})
    with writing():
        journal.write(SOMEBODY, "thing.kept", "thing:9", data={"name": "Somebody Real", "number": 3})
    sealer.seal()
    assert snapshots.take_due() == 1
    reads.note(SOMEBODY, "call page", ["call:1", "call:2"], why="looked")
    assert reads.seal(actor_of) == 2
    sealer.seal()
    assert verify().ok
    changes: list[Callable[[], str]] = [
        lambda: "UPDATE journal_snapshot SET boards = (SELECT chain FROM journal_head)",
        lambda: "UPDATE journal_snapshot SET position = 100000",
        lambda: "UPDATE journal_read SET actor = 'person:2' WHERE subject = 'call:1'",
        lambda: "DELETE FROM journal_read WHERE subject = 'call:1'",
        lambda: "DELETE FROM journal_read",
        lambda: "UPDATE journal_read SET department_id = 2",
        lambda: "UPDATE journal_personal SET value = 'Somebody Else'",
    ]
    for change in changes:
        with tampered(change()):
            report = verify()
            assert [one.kind for one in report.findings] == [Kind.DERIVED], change()


@pytest.fixture
def kept(rows: int) -> None:
    """Two personal values of things 8 and 9; those of thing 8 were destroyed by an action."""
    with writing():
        for number in (8, 9):
            data = {"name": f"Somebody Real {number}", "number": 3}
            journal.write(SOMEBODY, "thing.kept", f"thing:{number}", data=data)
        personal.destroy(1, "thing:8")
        journal.write(SOMEBODY, "thing.forgotten", "thing:8", data={"subjects": ["thing:8"], "values": 1})
    sealer.seal()
    assert verify().ok


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_personal SET value = NULL, salt = NULL",
        "UPDATE journal_personal SET value = NULL, salt = NULL, purged_at = '2026-03-02T06:00:00.000000Z'",
        "UPDATE journal_personal SET value = NULL, salt = NULL, subject = 'thing:8'",
        "UPDATE journal_personal SET subject = 'thing:8' WHERE subject = 'thing:9'",
        "UPDATE journal_personal SET department_id = 2 WHERE subject = 'thing:9'",
        "DELETE FROM journal_personal WHERE subject = 'thing:9'",
        "DELETE FROM journal_personal WHERE subject = 'thing:8'",
        "DELETE FROM journal_personal",
    ],
)
def test_a_personal_value_destroyed_or_moved_by_hand_is_found(statement: str, kept: None) -> None:
    with tampered(statement):
        report = verify()
        assert {one.kind for one in report.findings} == {Kind.DERIVED}


def test_a_missing_personal_value_is_named_with_its_entry(rows: int, kept: None) -> None:
    with tampered("DELETE FROM journal_personal WHERE subject = 'thing:9'"):
        (found,) = verify().findings
        assert (found.position, found.says) == (
            rows + 2,
            f"a personal value of the entry at position {rows + 2} is missing",
        )


@pytest.mark.parametrize("mark", [f"\u2e22kept:{'0' * 64}", f"\u2e22kept-several:{'a' * 64}", "\u2e22kept:me"])
def test_words_typed_like_a_mark_are_none(mark: str, rows: int) -> None:
    entry = say(mark)
    with writing():
        own = journal.write(SOMEBODY, "thing.kept", "thing:9", data={"name": mark, "number": 3})
    sealer.seal()
    assert journal.sentence(entry) == f"said  {mark}"
    assert journal.sentence(own) == f"kept 3 of {mark}"
    assert verify().ok


EDITS_OF_WHAT_HANGS_ON_IT = [
    "UPDATE journal_entry SET data = '[]' WHERE verb IN ('reads.sealed', 'thing.forgotten')",
    "UPDATE journal_entry SET data = '1' WHERE verb IN ('reads.sealed', 'thing.forgotten')",
    "UPDATE journal_entry SET verb = 'reads.sealed', data = '[1]' WHERE position = 5",
    "UPDATE journal_entry SET verb = 'thing.forgotten', data = '[1]' WHERE position = 5",
    "UPDATE journal_read SET sealed_in = -1",
]
EDITS_ONLY_SQLITE_HOLDS = [
    "UPDATE journal_read SET why = CAST(x'ff' AS TEXT)",
    "UPDATE journal_read SET why = x'ff'",
    "UPDATE journal_read SET sealed_in = x'ff'",
    "UPDATE journal_personal SET subject = CAST(x'ff' AS TEXT), value = 'x'",
    "UPDATE journal_personal SET digest = 'none' WHERE subject = 'thing:9'",
    "UPDATE journal_personal SET digest = x'ff' WHERE subject = 'thing:9'",
]


@pytest.mark.parametrize("edit", EDITS_OF_WHAT_HANGS_ON_IT + EDITS_ONLY_SQLITE_HOLDS)
def test_what_hangs_on_the_journal_is_a_finding_and_never_a_crash(edit: str, kept: None) -> None:
    if edit in EDITS_ONLY_SQLITE_HOLDS and connection.vendor != "sqlite":
        pytest.skip("an edit only the other database can hold")
    reads.note(SOMEBODY, "call page", ["call:1", "call:2"], why="looked")
    assert reads.seal(actor_of) == 2
    sealer.seal()
    with tampered(edit):
        report = verify()
        assert not report.ok
        assert orjson.dumps(report.as_json())


def test_what_is_not_yet_sealed_hangs_together_too(kept: None) -> None:
    reads.note(SOMEBODY, "call page", ["call:1"], why="looked")
    reads.seal(actor_of)
    with writing():
        journal.write(SOMEBODY, "thing.kept", "thing:7", data={"name": "Somebody New", "number": 3})
    assert verify().ok
    with tampered("DELETE FROM journal_personal WHERE subject = 'thing:7'"):
        assert not verify().ok


class Link:
    """A connection that was closed by the server, or that says in its own words why not."""

    def __init__(self, *, closed: bool = False) -> None:
        self.closed = closed


class Gone(psycopg.OperationalError):
    sqlstate = "57P01"  # the server is being shut down


@pytest.mark.parametrize(
    ("link", "error"),
    [
        (Link(closed=True), psycopg.OperationalError("the connection is lost")),
        (Link(), Gone("terminating connection due to administrator command")),
        (None, OperationalError("connection refused")),
    ],
)
def test_a_database_that_goes_away_is_no_finding(
    link: Link | None, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*, lenient: bool = False) -> None:
        raise error

    monkeypatch.setattr(reading, "one_look", lost)
    monkeypatch.setattr("watchkeeper.core.journal.verify.connection", SimpleNamespace(connection=link))
    with pytest.raises(OperationalError, match="went away"):
        verify()


def test_a_page_that_cannot_be_read_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*, lenient: bool = False) -> None:
        raise DatabaseError("invalid page in block 7")

    monkeypatch.setattr(reading, "one_look", broken)
    assert [one.kind for one in verify().findings] == [Kind.UNREADABLE]


def test_progress_is_told(rows: int) -> None:
    told: list[Any] = []
    assert verify(lambda done, total: told.append((done, total))).entries == rows
    assert told[-1] == (rows, rows)
