"""The database's own refusal to change history, for both databases."""

from __future__ import annotations

from typing import Any

from watchkeeper.core.journal.sealing import HASHED

_SAID = "the journal is append-only"

SQLITE_CREATE = (
    f"""CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry
        BEGIN SELECT RAISE(ABORT, '{_SAID}'); END""",
    f"""CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry
        BEGIN SELECT RAISE(ABORT, '{_SAID}'); END""",
    # INSERT OR REPLACE deletes without firing the trigger above.
    f"""CREATE TRIGGER journal_entry_no_replace BEFORE INSERT ON journal_entry
        WHEN EXISTS (SELECT 1 FROM journal_entry WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, '{_SAID}'); END""",  # noqa: S608
)
SQLITE_DROP = tuple(f"DROP TRIGGER IF EXISTS journal_entry_no_{what}" for what in ("update", "delete", "replace"))

_SAME = " AND ".join(f"NEW.{column} = OLD.{column}" for column in ("id", *HASHED, "digest"))
POSTGRES_CREATE = (
    f"""CREATE OR REPLACE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{_SAID}'; END $$""",
    f"""CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry FOR EACH ROW
        WHEN (NOT (OLD.position IS NULL AND OLD.chain IS NULL AND NEW.position IS NOT NULL
                   AND NEW.chain IS NOT NULL AND {_SAME}))
        EXECUTE FUNCTION journal_append_only()""",
    """CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry
       FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()""",
    """CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry
       FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()""",
)
POSTGRES_DROP = tuple(
    f"DROP TRIGGER IF EXISTS journal_entry_no_{what} ON journal_entry" for what in ("update", "delete", "truncate")
)


def create(connection: Any) -> None:
    """Put the triggers in place on ``connection`` (Django's, of either vendor)."""
    _run(connection, SQLITE_CREATE if connection.vendor == "sqlite" else POSTGRES_CREATE)


def drop(connection: Any) -> None:
    """Take the triggers away: for the emptying of test databases, and for trials that tamper."""
    _run(connection, SQLITE_DROP if connection.vendor == "sqlite" else POSTGRES_DROP)


def _run(connection: Any, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
