"""Django's ``flush``, which tests use between cases, refused on a department's real journal."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as Flush
from django.db import connections

from watchkeeper.core.journal import triggers
from watchkeeper.core.journal.models import Head


class Command(Flush):
    """Empty a test database; anywhere else the journal is append-only."""

    def handle(self, **options: Any) -> None:
        """Raises ``CommandError`` unless the database is one of a test run."""
        connection = connections[options["database"]]
        name = str(connection.settings_dict["NAME"])
        if not (name.rsplit("/", 1)[-1].startswith("test_") or "memory" in name):
            raise CommandError("The journal is append-only; only a test database can be flushed.")
        triggers.drop(connection)
        try:
            super().handle(**options)
        finally:
            triggers.create(connection)
        Head.objects.using(options["database"]).get_or_create(id=1)
