"""``watchkeeper doctor``: is this installation fit to serve?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from watchkeeper.config.cli import setup
from watchkeeper.config.cli.output import FOUND_WRONG, GOOD, Output, json_option

if TYPE_CHECKING:
    from watchkeeper.config.health import Check


@click.command("doctor")
@click.option(
    "--board",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="Check the seal of a downtime board file; may be given several times.",
)
@setup.database_option
@json_option
@click.pass_obj
def command(output: Output, board: tuple[Path, ...], as_json: bool) -> int:
    """Check settings, database, journal, worker, disk and downtime files, and say of each what to mend.

    Leaves with 1 when something needs mending.
    """
    setup.django()
    from watchkeeper.config import health

    checks = health.of_files(board) if board else health.of_everything()
    report = {"ok": all(check.ok for check in checks), "checks": [asdict(check) for check in checks]}
    output.report(report, lambda console: _show(console, checks))
    return GOOD if report["ok"] else FOUND_WRONG


def _show(console: Console, checks: list[Check]) -> None:
    for check in checks:
        mark = "[green]good[/green] " if check.ok else "[red]WRONG[/red]"
        console.print(mark, end=" ")
        console.print(f"{check.what}: {check.says}", markup=False)
