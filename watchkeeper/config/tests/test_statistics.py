"""The worker keeps what SQLite's planner knows fresh, and every connection reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from tests.world import a_call
from watchkeeper.config import statistics
from watchkeeper.config.worker import STATISTICS_EVERY_S, Worker
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its own statistics")


def _said() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if not cursor.fetchone()[0]:
            return -1
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'calls_call'")
        return int(cursor.fetchone()[0])


def _shape() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA schema_version")
        return int(cursor.fetchone()[0])


@on_sqlite
def test_a_worker_takes_them_at_its_start_and_each_hour(stepped: SteppedClock) -> None:
    worker = Worker(writes_downtime=False)
    worker.turn()
    assert _said() == 0
    a_call()
    worker.turn()
    assert _said() == 0
    stepped.advance(timedelta(seconds=STATISTICS_EVERY_S))
    worker.turn()
    assert _said() > 0


@on_sqlite
def test_connections_that_stay_open_learn_of_them() -> None:
    a_call()
    statistics.keep_fresh()
    before = _shape()
    statistics.keep_fresh()
    assert _shape() > before


def test_a_database_that_counts_by_itself_is_left_alone() -> None:
    statistics.keep_fresh()
    assert a_call().pk
