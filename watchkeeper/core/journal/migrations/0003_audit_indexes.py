"""Indexes for what an audit asks: who, which verb, which way of reading; and which subjects have something apart."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def _drop(apps: Any, schema_editor: Any) -> None:
    """Drop the index of the subject alone; by hand, for Django would copy the whole table on SQLite."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        known = connection.introspection.get_constraints(cursor, "journal_read")
    for name, one in known.items():
        if one["index"] and one["columns"] == ["subject"]:
            schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


def _create(apps: Any, schema_editor: Any) -> None:
    model = apps.get_model("journal", "ReadEvent")
    field = models.TextField(db_index=True)
    field.set_attributes_from_name("subject")
    field.model = model
    for statement in schema_editor._field_indexes_sql(model, field):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.AlterField("readevent", "subject", models.TextField())],
            database_operations=[migrations.RunPython(_drop, _create)],
        ),
        migrations.AddIndex("readevent", models.Index(fields=["subject", "id"], name="read_subject")),
        migrations.AddIndex("readevent", models.Index(fields=["actor", "id"], name="read_actor")),
        migrations.AddIndex("readevent", models.Index(fields=["what", "id"], name="read_what")),
        migrations.AddIndex("entry", models.Index(fields=["actor", "id"], name="journal_actor")),
        migrations.AddIndex("entry", models.Index(fields=["verb", "id"], name="journal_verb")),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["subject"],
                name="journal_apart",
                condition=models.Q(("named", True), ("level__gt", 2), _connector="OR"),
            ),
        ),
    ]
