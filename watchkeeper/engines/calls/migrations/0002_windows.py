"""No two reservations of one unit overlap: an exclusion constraint on PostgreSQL, the single writer on SQLite."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FORWARD = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    """ALTER TABLE calls_assignment ADD CONSTRAINT reserved_windows_apart EXCLUDE USING gist
    (unit_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)
    WHERE (status = 'reserved' AND cleared_at IS NULL AND starts_at IS NOT NULL)""",
)


def forward(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        for statement in FORWARD:
            editor.execute(statement)


def backward(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE calls_assignment DROP CONSTRAINT IF EXISTS reserved_windows_apart")


class Migration(migrations.Migration):
    dependencies = [("calls", "0001_initial")]
    operations = [migrations.RunPython(forward, backward)]
