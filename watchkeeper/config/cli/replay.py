"""``watchkeeper replay``: a file of real dispatch times through the same actions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from watchkeeper.config.cli import setup
from watchkeeper.config.cli.output import FOUND_WRONG, GOOD, Output, json_option


@click.command("replay")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", required=True, type=click.Choice(["sffd"]), help="How FILE is written.")
@click.option(
    "--speed", type=click.FloatRange(min=0, min_open=True), help="Times real time; without it, as fast as possible."
)
@setup.database_option
@json_option
@click.pass_obj
def command(output: Output, file: Path, form: str, speed: float | None, as_json: bool) -> int:
    """Drive FILE through the real actions into a fresh database, on the file's own clock, and report its figures.

    The database is created and migrated; one that holds calls is refused. sffd is San Francisco's unit timeline (CSV).
    """
    setup.django()
    setup.create_and_migrate()
    setup.require_empty("replay")
    report = _run(output, file, speed)
    report["verify"] = verify = _verify(output)
    output.report(report, lambda console: _show(console, report))
    return GOOD if verify["ok"] else FOUND_WRONG


def _run(output: Output, file: Path, speed: float | None) -> dict[str, Any]:
    from watchkeeper.config import wiring
    from watchkeeper.core.journal.worker import run_timers_once
    from watchkeeper.core.people.actor import system
    from watchkeeper.engines.calls import replay

    with output.progress(f"replaying {file.name}") as advance:
        return replay.run(
            file, run_timers=lambda: run_timers_once(wiring.TIMERS, system), speed=speed, progress=advance
        )


def _verify(output: Output) -> dict[str, Any]:
    from watchkeeper.config.cli.verify import verify_here

    return verify_here(output)


def _show(console: Console, report: dict[str, Any]) -> None:
    console.print(
        f"{report['rows']:,} rows, {report['calls']:,} calls, {report['units']:,} units, "
        f"{report['journal_entries']:,} journal entries; {report['never_arrived_calls']} calls nobody arrived at"
    )
    table = Table("interval", "n", "median s", "90th s")
    for name, figures in report["intervals"].items():
        table.add_row(name.replace("_", " "), str(figures["n"]), str(figures["median_s"]), str(figures["p90_s"]))
    console.print(table)
    console.print(
        f"peak {report['peak_units_committed']} units at {report['peak_at']}; busiest hour {report['busiest_hour']}"
    )
    console.print(f"{len(report['double_booked'])} double-booked, {len(report['flagged'])} rows flagged")
