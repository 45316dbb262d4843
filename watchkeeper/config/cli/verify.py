"""``watchkeeper verify``: check the journal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console

from watchkeeper.config.cli import setup
from watchkeeper.config.cli.output import FOUND_WRONG, GOOD, Output, json_option


@click.command("verify")
@click.option(
    "--seal",
    metavar="COUNT:HEAD",
    help="An exported seal (entries, chain's end in hexadecimal) that must lie on the chain.",
)
@setup.database_option
@json_option
@click.pass_obj
def command(output: Output, seal: str | None, as_json: bool) -> int:
    """Check every entry of the journal against its own digest and against the chain.

    Names the first entry that was altered, taken away, added or moved. Leaves with 0 when all is whole, 1 when not.
    """
    known = _parsed(seal)
    setup.django()
    _require_journal()
    report = verify_here(output, seal=known)
    output.report(report, lambda console: _show(console, report))
    return GOOD if report["ok"] else FOUND_WRONG


def verify_here(output: Output, *, seal: tuple[int, str] | None = None) -> dict[str, Any]:
    """Verify the connected database's journal with a progress bar and return the report."""
    from watchkeeper.core.journal.verify import verify

    with output.progress("verifying") as advance:
        return verify(advance, seal=seal).as_json()


def _parsed(seal: str | None) -> tuple[int, str] | None:
    if seal is None:
        return None
    count, _, head = seal.partition(":")
    if not count.isdigit() or len(head) != 64:
        raise click.BadParameter("write it as COUNT:HEAD, with the head's 64 hexadecimal digits", param_hint="--seal")
    return int(count), head.lower()


def _require_journal() -> None:
    """A typing slip in the address must not make a new, empty and perfectly whole database."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not Path(name).exists():
        raise click.ClickException(f"There is no database at {name}.")
    if "journal_entry" not in connection.introspection.table_names():
        raise click.ClickException("This database has no journal.")


def _show(console: Console, report: dict[str, Any]) -> None:
    if report["ok"]:
        console.print(f"whole: {report['entries']:,} entries, head {report['head']}, {report['seconds']} s")
        return
    for found in report["findings"]:
        console.print(f"{found['kind'].upper()} {found['says']}", style="red", markup=False)
    if report["cut_short"]:
        console.print("… and more")
