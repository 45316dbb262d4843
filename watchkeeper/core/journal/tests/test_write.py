from __future__ import annotations

import os
from unittest import mock

import pytest
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.test.utils import CaptureQueriesContext

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import client_ids, journal, personal, reads, sealer, verbs
from watchkeeper.core.journal.action import NothingNoted, action
from watchkeeper.core.journal.models import ClientResult, Entry, Personal, ReadEvent
from watchkeeper.core.journal.tests.saying import SOMEBODY, Somebody, say
from watchkeeper.core.journal.transaction import writing
from watchkeeper.core.journal.verbs import Moment, UndeclaredVerb, Verb, Word
from watchkeeper.core.journal.verify import verify
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


def test_an_entry_keeps_who_did_what_when_and_says_so_in_a_sentence(stepped: SteppedClock) -> None:
    entry = say("hello", why="because")
    found = Entry.objects.get()
    assert (found.actor, found.verb, found.subject, found.at) == (
        "person:1",
        "thing.said",
        "thing:1",
        "2026-03-02T14:00:00.000000Z",
    )
    assert found.data == '{"text":"hello","why":"because"}'
    assert journal.sentence(found) == "said hello: because"
    assert entry.pk == found.pk


def test_a_sentence_leaves_out_what_the_entry_does_not_carry() -> None:
    assert journal.sentence(say("hello")) == "said hello"


def test_braces_in_what_somebody_said_are_only_text() -> None:
    assert journal.sentence(say("{x} {0.__class__}")) == "said {x} {0.__class__}"


@pytest.mark.parametrize(
    ("until", "read"),
    [
        ("2026-03-02T15:30:00+00:00", "closed it until 10:30"),
        ("2026-03-02T15:30:07+00:00", "closed it until 10:30:07"),
        ("2026-03-03T04:30:00+00:00", "closed it until 23:30"),
        ("2026-03-03T05:00:00+00:00", "closed it until Mar 3, 00:00"),
        (None, "closed it until none"),
    ],
)
def test_a_moment_is_read_in_the_departments_own_time(until: str | None, read: str, stepped: SteppedClock) -> None:
    department = Department.objects.create(key="east", name="East", kind="campus", time_zone="America/New_York")
    closed = Verb(sentence="closed it until {until}", fields={"until": Moment | None})
    with verbs.declared({"thing.closed": closed}), writing():
        entry = journal.write(Somebody(department.pk), "thing.closed", "thing:1", data={"until": until})
        assert journal.sentence(entry) == read


def test_a_key_of_a_closed_list_is_read_as_words() -> None:
    ended = Verb(sentence="ended it: {outcome}", fields={"outcome": Word | None})
    with verbs.declared({"thing.ended": ended}), writing():
        said = journal.sentence(journal.write(SOMEBODY, "thing.ended", "thing:1", data={"outcome": "left_when_asked"}))
        assert said == "ended it: left when asked"
        assert journal.sentence(journal.write(SOMEBODY, "thing.ended", "thing:1", data={"outcome": None})) == "ended it"


def test_writing_an_entry_is_one_statement_on_postgresql_and_three_on_sqlite() -> None:
    with writing(), CaptureQueriesContext(connection) as queries:
        journal.write(SOMEBODY, "thing.said", "thing:1", data={"text": "x"})
    assert len(queries) == (1 if connection.vendor == "postgresql" else 3)


@pytest.mark.parametrize("data", [{"text": 7}, {"text": "x", "more": 1}, {}, {"text": None}])
def test_a_field_that_is_undeclared_missing_or_of_another_type_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(UndeclaredVerb), writing():
        journal.write(SOMEBODY, "thing.said", "thing:1", data=data)
    assert not Entry.objects.exists()


def test_a_verb_nobody_declared_is_refused() -> None:
    with pytest.raises(UndeclaredVerb), writing():
        journal.write(SOMEBODY, "thing.unheard_of", "thing:1")


def test_a_personal_field_that_is_no_field_is_refused_at_start_up() -> None:
    with pytest.raises(ValueError, match="no fields"):
        Verb(sentence="x", fields={"a": str}, personal=("b",))


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError):
        journal.write(SOMEBODY, "thing.said", "thing:1", data={"text": "x"})


def test_an_action_that_writes_nothing_is_undone() -> None:
    @action
    def silent() -> None:
        ClientResult.objects.create(
            department_id=1, actor="a", client_id="c", input_digest="", made_at="2026-01-01T00:00:00Z"
        )

    with pytest.raises(NothingNoted):
        silent()
    assert not ClientResult.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_action_inside_another_shares_its_fate() -> None:
    @action
    def outer() -> None:
        say("inner")
        raise Refused("no")

    with pytest.raises(Refused):
        outer()
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_action_cannot_swallow_the_failure_of_one_inside_it() -> None:
    @action
    def inner() -> None:
        say("half done")
        raise Refused("no")

    @action
    def outer() -> None:
        try:
            inner()
        except Refused:
            say("went on")

    with pytest.raises(transaction.TransactionManagementError):
        outer()
    assert not Entry.objects.exists()


def test_the_database_itself_refuses_to_change_or_delete_an_entry() -> None:
    say("hello")
    for statement in (
        "UPDATE journal_entry SET data = data || ' '",
        "UPDATE journal_entry SET position = 7, chain = digest",
        "DELETE FROM journal_entry",
    ):
        if connection.vendor == "postgresql" and "position" in statement:
            continue  # that is how the sealer seals; once sealed it is refused, see below
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    sealer.seal()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE journal_entry SET position = position + 1")


def test_the_same_client_id_gives_the_first_result_again() -> None:
    @action
    def ask(text: str, by: Somebody, client_id: str) -> dict[str, object]:
        return client_ids.once(by, client_id, {"text": text}, lambda: {"key": say(text, by=by).pk})

    first = ask("a", SOMEBODY, "phone-1")
    assert ask("a", SOMEBODY, "phone-1") == first
    assert Entry.objects.count() == 1
    assert ask("a", Somebody(key="person:2"), "phone-1") != first
    assert ask("a", Somebody(device="tablet"), "phone-1") != first
    with pytest.raises(Invalid):
        ask("b", SOMEBODY, "phone-1")


def test_old_client_results_are_forgotten_after_ninety_days(stepped: SteppedClock) -> None:
    with writing():
        client_ids.once(SOMEBODY, "x", {}, dict)
    stepped.advance(client_ids.KEPT)
    assert client_ids.forget_old() == 0
    stepped.advance(client_ids.KEPT / 1000)
    assert client_ids.forget_old() == 1


def test_a_personal_value_can_be_destroyed_and_the_chain_stays_whole(stepped: SteppedClock) -> None:
    with writing():
        entry = journal.write(SOMEBODY, "thing.kept", "thing:9", data={"name": "Somebody Real", "number": 3})
    assert "Somebody" not in entry.data
    assert journal.sentence(entry) == "kept 3 of Somebody Real"
    sealer.seal()
    with writing():
        assert personal.destroy(1, "thing:9") == 1
        journal.write(SOMEBODY, "thing.forgotten", "thing:9", data={"subjects": ["thing:9"], "values": 1})
    sealer.seal()
    kept = Personal.objects.get()
    assert (kept.value, kept.salt) == (None, None)
    assert journal.sentence(entry) == "kept 3 of [purged on 2026-03-02]"
    assert verify().ok


def test_reads_that_could_not_be_written_are_written_later(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    class Over(BaseException):
        pass

    def flush() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no file lock")
        if len(tries) == 2:
            raise InterfaceError("the connection is closed")
        raise Over

    monkeypatch.setattr(reads, "flush", flush)
    monkeypatch.setattr(clock, "sleep", lambda seconds: None)
    monkeypatch.setattr(reads, "connection", mock.Mock())
    with pytest.raises(Over):
        reads._flush_forever()
    assert len(tries) == 3


def test_a_stop_writes_the_reads_that_wait_and_only_into_their_own_database(stepped: SteppedClock) -> None:
    name = connection.settings_dict["NAME"]
    reads.note(SOMEBODY, "call page", ["call:1"])
    reads._flush_at_exit(os.getpid() + 1, name)
    reads._flush_at_exit(os.getpid(), "another")
    assert not ReadEvent.objects.exists()
    reads._flush_at_exit(os.getpid(), name)
    assert ReadEvent.objects.count() == 1
