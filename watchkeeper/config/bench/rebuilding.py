"""Filling tables with many rows: indexes are built once at the end, and keys are not looked up row by row.

For a bench's own tables only: whoever fills them answers for the keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, models

_INDEXES = {
    "sqlite": (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql LIKE 'CREATE INDEX%%'"
    ),
    "postgresql": (
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s"
        " AND indexdef LIKE 'CREATE INDEX %% USING btree %%'"
    ),
}
_CHECKS_OFF = {"sqlite": "PRAGMA foreign_keys = OFF", "postgresql": "SET session_replication_role = replica"}
_CHECKS_ON = {"sqlite": "PRAGMA foreign_keys = ON", "postgresql": "SET session_replication_role = DEFAULT"}


@contextmanager
def indexes(tables: Iterable[type[models.Model]]) -> Iterator[None]:
    """Without the indexes of ``tables`` (unique ones stay) and without foreign key checks inside the block.

    Nothing is changed for no tables. On PostgreSQL only a superuser may do without the checks.
    """
    models_ = tuple(tables)
    if not models_:
        yield
        return
    vendor = connection.vendor
    with connection.cursor() as cursor:
        found: list[tuple[str, str]] = []
        for model in models_:
            cursor.execute(_INDEXES[vendor], [model._meta.db_table])
            found += cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute(_CHECKS_OFF[vendor])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(_CHECKS_ON[vendor])
            for _, statement in found:
                cursor.execute(statement)
