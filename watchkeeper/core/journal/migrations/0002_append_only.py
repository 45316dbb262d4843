"""The head row, and the triggers that refuse to change history."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from watchkeeper.core.journal import triggers


def _create(apps: Any, schema_editor: Any) -> None:
    apps.get_model("journal", "Head").objects.get_or_create(id=1)
    triggers.create(schema_editor.connection)


def _drop(apps: Any, schema_editor: Any) -> None:
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(_create, _drop)]
