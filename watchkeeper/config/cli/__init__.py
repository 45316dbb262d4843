"""The ``watchkeeper`` command: everything an installation does from a terminal.

Exit: 0 good, 1 found something wrong, 2 used wrongly, 3 could not run. With ``--json`` standard output is one JSON
document and everything else goes to standard error.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback

import click

from watchkeeper.config.cli.output import COULD_NOT_RUN, USAGE, Output

# Named, not imported: `watchkeeper --help` must not load Django, and no command loads another's parts.
COMMANDS = {
    "serve": ("serve", "Run web, live feed and worker under one supervisor."),
    "demo": ("demo", "Run a living shift of both departments to look at and try."),
    "simulate": ("simulate", "Drive seeded days through the real actions, with faults, checking every invariant."),
    "replay": ("replay", "Drive a file of real dispatch times through the real actions into a fresh database."),
    "import": ("imports", "Read a department's folder, a GeoJSON file or mail into the database."),
    "verify": ("verify", "Check the journal and name the first entry that is altered, missing, added or moved."),
    "purge": ("purge", "Destroy what ended calls have held as long as their service allows."),
    "bench": ("bench", "Measure this installation; without a name, list what can be measured."),
    "account": ("account", "Open the first sign-in, or mend one that nobody can open."),
    "services": ("offered", "Show what a department offers."),
    "doctor": ("doctor", "Check this installation and say what to mend."),
}


class _Commands(click.Group):
    """A group that loads a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"watchkeeper.config.cli.{COMMANDS[cmd_name][0]}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="watchkeeper")
def cli() -> None:
    """Watchkeeper: take a call, dispatch it, watch it live, prove it.

    Every command takes --help. --database takes sqlite:////absolute/path, sqlite:///relative/path or
    postgresql://user@host:port/name; without it, WATCHKEEPER_DATABASE or the file in var/ is used.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    output = Output(as_json="--json" in (sys.argv[1:] if arguments is None else arguments))
    code = COULD_NOT_RUN
    try:
        with output:
            code = _run(arguments, output)
    finally:
        _close_databases()
    sys.exit(code)


def _run(arguments: list[str] | None, output: Output) -> int:
    try:
        result = cli.main(args=arguments, prog_name="watchkeeper", standalone_mode=False, obj=output)
        return int(result or 0)
    except click.UsageError as error:
        error.show(sys.stderr)
        output.fail("usage", error.format_message())
        return USAGE
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except (click.Abort, KeyboardInterrupt):
        output.fail("stopped", "Stopped.")
        return COULD_NOT_RUN
    except Exception as error:  # noqa: BLE001 - the last door: every fault ends in a sentence and an exit code
        return _could_not_run(error, output)


def _could_not_run(error: Exception, output: Output) -> int:
    """Say why in one sentence; keep the traceback for those who ask for it or for faults of ours."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from watchkeeper.kit.errors import WatchkeeperError

    expected = isinstance(error, (WatchkeeperError, click.ClickException, OSError, DatabaseError, ImproperlyConfigured))
    if not expected or os.environ.get("WATCHKEEPER_TRACEBACK") == "1":
        traceback.print_exc(file=sys.stderr)
    sentence = error.format_message() if isinstance(error, click.ClickException) else str(error)
    output.fail(getattr(error, "code", None) or type(error).__name__, sentence)
    return COULD_NOT_RUN


def _close_databases() -> None:
    """Close every connection of this thread: the last one to leave a SQLite file takes its -wal with it."""
    if "django.db" in sys.modules:
        from django.conf import settings
        from django.db import connections

        if settings.configured:
            connections.close_all()
