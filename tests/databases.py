"""The test database and its clock: a file of SQLite in WAL mode (so that threads may share it), or PostgreSQL.

``WATCHKEEPER_DATABASE`` chooses. Each xdist worker has a database of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as search

from watchkeeper.core.journal import bell, exceptions, reads
from watchkeeper.core.people import tokens
from watchkeeper.core.places import find
from watchkeeper.core.services import effective
from watchkeeper.engines.calls import nearest, quote, standing
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


def number_apart(*models: type[Model]) -> None:
    """Number new rows of ``models`` from a million on: a number of another department opens none of them by chance."""
    with connection.cursor() as cursor:
        for table in (model._meta.db_table for model in models):
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, 1000000)", [table])
            else:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), 1000000)", [table])


def pytest_configure(config: pytest.Config) -> None:
    # Argon2 is slow on purpose; a test that signs in a hundred people needs no such protection.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # No thread writes reads behind a test's back: on SQLite it would wait for the transaction the test is in.
    reads._flusher_pid = os.getpid()


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
            holder.setdefault("TEST", {})["NAME"] = str(folder / "test_watchkeeper.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """The bell's thread holds a connection of its own, which must go before the database can."""
    yield
    bell.stop()


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


@pytest.fixture(autouse=True)
def _speaks() -> Iterator[None]:
    """A test that asked for a page in Spanish must not leave its thread speaking it."""
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    """What a process keeps in memory for a second must not outlive the test's database."""
    yield
    effective.forget()
    find.forget()
    quote.forget()
    standing.forget()
    tokens.forget()
    nearest.forget()
    exceptions.forget()
    reads._waiting.clear()
    reads._shown.clear()
