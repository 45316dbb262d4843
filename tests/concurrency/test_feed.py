"""The live feed, by a real live process over loopback."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from django.db import connection

from tests import world
from tests.concurrency.live import Listener, Live, eventually, live, signed_in
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import cursors, sealer
from watchkeeper.core.journal.feed import View, hash_of
from watchkeeper.core.people.actions import lock_account, revoke_role, sign_out
from watchkeeper.core.people.actor import system
from watchkeeper.core.people.cast import one
from watchkeeper.core.people.models import Account
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.people.rights import actor_of
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.board import board

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def department() -> Department:
    return world.a_department()


@pytest.fixture
def feed(department: Department) -> Iterator[Live]:
    with live() as running:
        yield running


def account(role: Role, department: Department) -> Account:
    return one(department, system(department.pk, "setup"), role)


def test_a_change_reaches_the_boards_that_may_show_it_and_both_sides_agree(department: Department, feed: Live) -> None:
    dispatcher = account(Role.DISPATCHER, department)
    technician = account(Role.TECHNICIAN, department)
    ours, outside = world.a_department("elsewhere", "campus"), department
    stranger = account(Role.DISPATCHER, ours)
    desk, shop, away = (Listener(feed, signed_in(who)) for who in (dispatcher, technician, stranger))
    unit = world.a_unit("A12", department=outside)
    call = world.a_call(by=actor_of(dispatcher))
    eventually(lambda: {call.subject, unit.subject} <= desk.rows().keys())
    level = View(department.pk, 2)
    eventually(lambda: desk.of("rows")[-1]["hash"] == hash_of({r["k"]: r["v"] for r in board(level)}))
    assert any("opened" in line for line in desk.told())
    eventually(lambda: unit.subject in shop.rows())
    assert call.subject not in shop.rows()
    assert not any("opened" in line for line in shop.told())
    actions.cancel_call(call, by=actor_of(dispatcher), reason="test")
    eventually(lambda: any(call.subject in data["gone"] for data in desk.of("rows")))
    assert not any(call.subject in data["gone"] for data in shop.of("rows"))
    assert not away.rows()
    assert not [line for line in away.told() if "A12" in line]


def test_what_only_named_people_may_see_reaches_them_alone_and_bare(department: Department, feed: Live) -> None:
    dispatcher, officer = account(Role.DISPATCHER, department), account(Role.OFFICER, department)
    desk, named = Listener(feed, signed_in(dispatcher)), Listener(feed, signed_in(officer))
    call = world.a_call("standby_covert", by=actor_of(dispatcher), named=[actor_of(officer).key])
    eventually(lambda: {"subject": call.subject} in named.of("changed"))
    other = world.a_call(by=actor_of(dispatcher))
    eventually(lambda: other.subject in desk.rows())
    assert call.subject not in desk.rows()
    assert call.subject not in named.rows()
    assert call.number not in str(desk.of("rows"))


def test_a_reader_who_was_away_is_told_what_it_missed(department: Department, feed: Live) -> None:
    dispatcher = account(Role.DISPATCHER, department)
    key, by = signed_in(dispatcher), actor_of(dispatcher)
    stays = world.a_call(by=by)
    leaves = world.a_call(by=by)
    first = Listener(feed, key)
    eventually(lambda: bool(first.last_id))
    first.close()
    actions.note(stays, by=by, text="while you were away")
    actions.cancel_call(leaves, by=by, reason="test")
    came = world.a_call(by=by)
    sealer.seal()
    again = Listener(feed, key, after=first.last_id)
    eventually(lambda: {stays.subject, came.subject} <= again.rows().keys())
    assert leaves.subject in again.of("rows")[0]["gone"]
    assert any("while you were away" in line for line in again.told())


def test_no_change_is_lost_when_the_live_process_is_killed_and_started_again(
    department: Department, feed: Live
) -> None:
    dispatcher = account(Role.DISPATCHER, department)
    key, by = signed_in(dispatcher), actor_of(dispatcher)
    call = world.a_call(by=by)
    listener = Listener(feed, key, after=cursors.now())
    texts = [f"note number {number}" for number in range(30)]
    told: list[str] = []
    for number, text in enumerate(texts):
        actions.note(call, by=by, text=text)
        if number in (7, 19):
            feed.stop(signal.SIGKILL)
            listener.close()
            told += listener.told()
        if number in (12, 24):
            feed.start()
            listener = Listener(feed, key, after=listener.last_id)
    eventually(lambda: bool(listener.told()) and texts[-1] in listener.told()[-1])
    told += listener.told()
    numbers = [line.rsplit(" ", 1)[-1] for line in told if "note number" in line]
    assert numbers == [str(number) for number in range(30)]


def test_a_restart_ends_the_streams_at_once(department: Department, feed: Live) -> None:
    listener = Listener(feed, signed_in(account(Role.DISPATCHER, department)))
    assert feed.stop() < 5
    eventually(listener.ended.is_set)
    assert listener.of("bye") == [{"reason": "restart"}]


def test_lost_rights_end_or_change_the_stream_within_a_second_or_so(department: Department, feed: Live) -> None:
    house = system(department.pk, "setup")
    leaves, locked = account(Role.DISPATCHER, department), account(Role.SUPERVISOR, department)
    demoted = account(Role.OFFICER, department)
    account(Role.TECHNICIAN, department)
    key = signed_in(leaves)
    one_, two, three = Listener(feed, key), Listener(feed, signed_in(locked)), Listener(feed, signed_in(demoted))
    sign_out(leaves, by=actor_of(leaves), session_key=key)
    lock_account(locked, by=house, reason="test")
    revoke_role(demoted, by=house, role=Role.OFFICER)
    eventually(lambda: one_.ended.is_set() and two.ended.is_set() and three.ended.is_set(), within_s=3)
    assert one_.of("bye") == [{"reason": "signed out"}]


def test_a_forged_cursor_sends_the_reader_to_load_the_board_again(department: Department, feed: Live) -> None:
    key = signed_in(account(Role.DISPATCHER, department))
    for forged in ("1", "x" * 22, "AAAAAAAAAAAAAAAAAAAAAA", "%00"):
        listener = Listener(feed, key, after=forged)
        eventually(lambda one=listener: one.of("lost") == [{}])  # type: ignore[misc]
        listener.close()


def test_strangers_other_origins_and_other_paths_are_refused(department: Department, feed: Live) -> None:
    key = signed_in(account(Role.DISPATCHER, department))
    assert feed.get("/feed")[0] == 401
    assert feed.get("/feed", Cookie="watchkeeper=nobody")[0] == 401
    assert feed.get("/anything")[0] == 404
    assert feed.get("/feed", Host="evil.example")[0] == 400
    assert feed.get("/health", Host="10.0.0.7")[0] == 200
    assert feed.get("/feed", Origin="http://evil.example", Cookie=f"watchkeeper={key}")[0] == 403
    allowed = Listener(feed, key, Origin="http://127.0.0.1:8000")
    assert allowed.status == 200
    status, headers = feed.get("/feed", Origin="http://127.0.0.1:8000")
    assert status == 401
    assert headers is not None
    assert headers["Access-Control-Allow-Origin"] == "http://127.0.0.1:8000"
    assert headers["Access-Control-Allow-Credentials"] == "true"


@pytest.mark.postgres
def test_the_feed_outlives_a_lost_database_connection(department: Department) -> None:
    dispatcher = account(Role.DISPATCHER, department)
    key = signed_in(dispatcher)
    ours = _backends()
    with live() as feed:
        listener = Listener(feed, key)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s) pid", [list(_backends() - ours)])
        call = world.a_call(by=actor_of(dispatcher))
        eventually(lambda: call.subject in listener.rows())
        assert not listener.ended.is_set()
        eventually(lambda: feed.get("/health")[0] == 200)


def _backends() -> set[int]:
    """The server's processes that serve this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return {int(pid) for (pid,) in cursor.fetchall()}


def test_a_beat_tells_the_boards_hash(department: Department, feed: Live) -> None:
    dispatcher = account(Role.DISPATCHER, department)
    world.a_call(by=actor_of(dispatcher))
    sealer.seal()
    rows = board(View(department.pk, 2))
    listener = Listener(feed, signed_in(dispatcher))
    assert listener.of("beat")[0]["hash"] == hash_of({row["k"]: row["v"] for row in rows})
    eventually(lambda: len(listener.of("beat")) > 1)
