"""The test database and its clock: a file of SQLite in WAL mode (so that threads may share it), or PostgreSQL.

``WATCHKEEPER_DATABASE`` chooses. Each xdist worker has a database of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from hypothesis import HealthCheck
from hypothesis import settings as search

from watchkeeper.kit import clock

search.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
search.load_profile("house")


def is_postgres() -> bool:
    """Whether this run is on PostgreSQL."""
    return bool(settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql")


def pytest_configure(config: pytest.Config) -> None:
    # Argon2 is slow on purpose; a test that signs in a hundred people needs no such protection.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    _let_flush_pass_the_guards()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if is_postgres():
        return
    skip = pytest.mark.skip(reason="needs PostgreSQL")
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """A fresh file for SQLite; the name is already the worker's own for PostgreSQL."""
    if not is_postgres():
        folder = tmp_path_factory.mktemp("database")
        for holder in (settings.DATABASES["default"], connection.settings_dict):
            holder.setdefault("TEST", {})["NAME"] = str(folder / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def _var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Files the house writes (downtime kit, attachments) go to a folder that is thrown away."""
    before, settings.VAR = settings.VAR, tmp_path_factory.mktemp("var")
    yield settings.VAR
    settings.VAR = before


@pytest.fixture
def stepped() -> Iterator[clock.SteppedClock]:
    """A clock that stands at 2026-03-02 14:00 UTC until the test moves it."""
    steps = clock.SteppedClock(datetime(2026, 3, 2, 14, 0, tzinfo=UTC))
    with clock.use(steps):
        yield steps


def _let_flush_pass_the_guards() -> None:
    # Tests with real transactions empty every table afterwards, which the journal's own triggers refuse, rightly.
    flush = BaseDatabaseOperations.execute_sql_flush

    def unguarded(self: Any, sql_list: Iterable[str]) -> None:
        with _without_triggers(self.connection):
            flush(self, sql_list)

    BaseDatabaseOperations.execute_sql_flush = unguarded  # type: ignore[method-assign]


@contextmanager
def _without_triggers(db: Any) -> Iterator[None]:
    with db.cursor() as cursor:
        if db.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in triggers:
            cursor.execute(sql)
