"""What SQLite knows of its tables when it plans a question. PostgreSQL keeps its own statistics fresh by itself."""

from __future__ import annotations

from django.db import connection

from watchkeeper.core.journal.transaction import writing

ROWS = 400  # of each index, so that it takes a moment however long the history is


def keep_fresh() -> None:
    """Count anew how the rows of every index are spread, from a sample; nothing on PostgreSQL.

    Other connections read it again only when the tables have changed their shape: so the old count is dropped first.
    """
    if connection.vendor != "sqlite":
        return
    with writing(), connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {ROWS}")
        cursor.execute("DROP TABLE IF EXISTS sqlite_stat1")
        cursor.execute("ANALYZE")
