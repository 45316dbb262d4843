"""``watchkeeper simulate``: seeded days through the real actions."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from watchkeeper.config.cli import setup
from watchkeeper.config.cli.output import FOUND_WRONG, GOOD, Output, json_option


@click.command("simulate")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Equal seeds give equal journals.")
@click.option(
    "--days", default=1.0, show_default=True, type=click.FloatRange(min=0, min_open=True), help="Days to run."
)
@click.option(
    "--faults",
    default="low",
    show_default=True,
    type=click.Choice(["none", "low", "high"]),
    help="Dropped steps, lost connections, repeated requests, late and skewed phones.",
)
@click.option(
    "--load",
    default=1.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True, max=10),
    help="How much there is to do, of an ordinary day's.",
)
@setup.database_option
@json_option
@click.pass_obj
def command(output: Output, seed: int, days: float, faults: str, load: float, as_json: bool) -> int:
    """Drive DAYS of both departments through the real actions on a stepped clock, and check every invariant as it goes.

    Without --database it runs in a file that is removed when nothing is wrong and kept, and named, when something is.
    Leaves with 1 and the seed when an invariant breaks.
    """
    own = None if "WATCHKEEPER_DATABASE" in os.environ else Path(tempfile.mkdtemp(prefix="watchkeeper-simulate-"))
    if own is not None:
        os.environ["WATCHKEEPER_DATABASE"] = f"sqlite:///{own / 'simulate.sqlite3'}"
        os.environ.setdefault("WATCHKEEPER_SQLITE_SYNCHRONOUS", "OFF")  # the file is thrown away
    setup.django()
    setup.create_and_migrate()
    setup.require_empty("simulate")
    report = _run(output, seed, days, faults, load)
    if own is not None:
        _clean_up(own, output, keep=bool(report["violations"]))
    output.report(report, lambda console: _show(console, report))
    return FOUND_WRONG if report["violations"] else GOOD


def _run(output: Output, seed: int, days: float, faults: str, load: float) -> dict[str, Any]:
    from watchkeeper.config.simulate.faults import Level
    from watchkeeper.config.simulate.run import simulate

    with output.progress(f"simulating, seed {seed}") as advance:
        report = simulate(seed, days, Level(faults), load=load, progress=advance)
    if report.violations:
        output.say(
            f"seed {seed} breaks something; run it again with "
            f"--seed {seed} --days {days:g} --faults {faults} --load {load:g}"
        )
    return report.as_dict()


def _clean_up(own: Path, output: Output, *, keep: bool) -> None:
    from django.db import connections

    connections.close_all()
    if keep:
        output.say(f"the database is kept: {own / 'simulate.sqlite3'}")
        return
    for path in own.iterdir():
        path.unlink()
    own.rmdir()


def _show(console: Console, report: dict[str, Any]) -> None:
    console.print(
        f"seed {report['seed']}, {report['days']:g} days, faults {report['faults']}: {report['calls']:,} calls, "
        f"{report['journal_entries']:,} entries, {report['took_s']} s"
    )
    console.print("trouble: " + (", ".join(f"{what} {n}" for what, n in report["trouble"].items()) or "none"))
    console.print(f"journal digest {report['digest']}")
    for sentence in report["violations"]:
        console.print(f"WRONG {sentence}", style="red", markup=False)
    if not report["violations"]:
        console.print("every invariant held")
