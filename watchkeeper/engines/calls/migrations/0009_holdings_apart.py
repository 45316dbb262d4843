"""Nobody is held twice at one time: an exclusion constraint on PostgreSQL, the single writer on SQLite."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FORWARD = """ALTER TABLE calls_holding ADD CONSTRAINT held_windows_apart EXCLUDE USING gist
    (person_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (released_at IS NULL)"""


def forward(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(FORWARD)


def backward(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("ALTER TABLE calls_holding DROP CONSTRAINT IF EXISTS held_windows_apart")


class Migration(migrations.Migration):
    dependencies = [("calls", "0008_appointments")]
    operations = [migrations.RunPython(forward, backward)]
