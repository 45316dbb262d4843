"""``watchkeeper bench``: measure this installation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from watchkeeper.config.cli import setup
from watchkeeper.config.cli.output import GOOD, Output, json_option


@click.command("bench")
@click.argument("name", required=False)
@click.option(
    "--scale", default=1.0, show_default=True, type=click.FloatRange(0.0001, 10), help="Share of the full size."
)
@click.option(
    "--seconds", default=8.0, show_default=True, type=click.FloatRange(0.5, 600), help="Length of a timed run."
)
@setup.database_option
@json_option
@click.pass_obj
def command(output: Output, name: str | None, scale: float, seconds: float, as_json: bool) -> int:
    """Measure NAME and report {"machine": …, "runs": […]}; without NAME, list what can be measured.

    Without --database it starts a private PostgreSQL, covers SQLite and PostgreSQL in databases of their own, and
    removes them. With --database it measures that one database, which must hold no calls.
    """
    from watchkeeper.config import bench

    if name is not None and name not in bench.NAMES:
        raise click.UsageError(f"no bench {name!r}; there are {', '.join(bench.NAMES)}")
    setup_only = "WATCHKEEPER_DATABASE" not in os.environ
    if name is None:
        return _list(output, bench.NAMES)
    report = _both(output, name, scale, seconds) if setup_only else _here(output, name, scale, seconds)
    output.report(report, lambda console: _show(console, report))
    return GOOD


def _list(output: Output, names: tuple[str, ...]) -> int:
    from watchkeeper.config import bench

    setup.django()
    titles = {name: bench.title(name) for name in names}
    words = "\n".join(f"{name:12} {title}" for name, title in titles.items())
    output.report({"benches": titles}, lambda console: console.print(words, markup=False))
    return GOOD


def _here(output: Output, name: str, scale: float, seconds: float) -> dict[str, Any]:
    """Measure on the database that was named."""
    setup.django()
    from django.db import connection

    from watchkeeper.config import bench
    from watchkeeper.config.bench import environment

    machine = environment.machine()
    setup.create_and_migrate()
    setup.require_empty("bench")
    options = bench.Options(scale=scale, seconds=seconds)
    return {"machine": machine, "runs": bench.run(name, connection.vendor, options, output.say)}


def _both(output: Output, name: str, scale: float, seconds: float) -> dict[str, Any]:
    """Measure each database in a process of its own, on a private server and in a file that are removed afterwards."""
    setup.django()
    from watchkeeper.config import bench
    from watchkeeper.config.bench import environment, shelf
    from watchkeeper.config.private_postgres import private_postgres

    report: dict[str, Any] = {"machine": environment.machine(), "scale": scale, "runs": []}
    wanted = bench.databases(name)
    with tempfile.TemporaryDirectory(prefix="watchkeeper-bench-") as folder, shelf.opened() as kept:
        if "sqlite" in wanted:
            url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
            report["runs"] += _apart(output, name, url, scale, seconds)
        if "postgresql" in wanted:
            with private_postgres(kept=kept) as url:
                report["runs"] += _apart(output, name, url, scale, seconds)
    return report


def _apart(output: Output, name: str, url: str, scale: float, seconds: float) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "watchkeeper.config.cli", "bench", name, "--database", url, "--json"]
    command += ["--scale", str(scale), "--seconds", str(seconds)]
    output.say(f"{name} on {url.partition(':')[0]}")
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"{name} failed on {url.partition(':')[0]} (exit {done.returncode}).")
    runs: list[dict[str, Any]] = json.loads(done.stdout)["runs"]
    return runs


def _show(console: Console, report: dict[str, Any]) -> None:
    for run in report["runs"]:
        table = Table("figure", run["database"], title=run["bench"])
        for name, value in run.items():
            if name not in {"bench", "database"}:
                table.add_row(name.replace("_", " "), str(value))
        console.print(table)
