"""Bringing Django up on the database a command was given."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def _address(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Check the address and put it where the settings, and every child process, will read it."""
    from watchkeeper.config.database import absolute

    if value is None:
        return None
    try:
        os.environ["WATCHKEEPER_DATABASE"] = address = absolute(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    return address


database_option: Callable[[Any], Any] = click.option(
    "--database",
    metavar="URL",
    callback=_address,
    is_eager=True,
    expose_value=False,
    help="sqlite:////absolute/path, sqlite:///relative/path or postgresql://user@host:port/name.",
)


def django() -> None:
    """Load the settings and the apps; call it once the options are read."""
    import django as framework

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchkeeper.config.settings")
    framework.setup()


def create_and_migrate() -> None:
    """Create the database if there is none and bring its tables up to date.

    Raises the database's own error when it cannot be reached.
    """
    from django.core.management import call_command
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    else:
        _create_postgres(name)
    call_command("migrate", verbosity=0, interactive=False)


def _create_postgres(name: str) -> None:
    from django.db import connection

    with connection._nodb_cursor() as cursor:  # the documented way is a private name
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{name.replace(chr(34), "")}"')


def require_migrated() -> None:
    """Raise :class:`click.ClickException` unless the database has every table this version needs."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise click.ClickException(
            "This database is not up to date. Run `watchkeeper serve --migrate` or `manage.py migrate` first."
        )


def require_empty(what: str) -> None:
    """Raise :class:`click.ClickException` when the database holds calls: ``what`` must start from nothing."""
    from watchkeeper.engines.calls.models import Call

    if Call.objects.exists():
        raise click.ClickException(
            f"This database holds calls. {what.capitalize()} needs one of its own; name a new one."
        )
