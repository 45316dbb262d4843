"""``watchkeeper demo``: a living shift of both departments."""

from __future__ import annotations

import os
from pathlib import Path

import click
from click.core import ParameterSource

from watchkeeper.config.cli import setup
from watchkeeper.config.cli.output import Output
from watchkeeper.config.cli.serve import run
from watchkeeper.config.processes import Shape


@click.command("demo")
@click.option(
    "--speed", default=1.0, show_default=True, type=click.FloatRange(0.1, 60), help="How fast the shift lives."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port of the pages.")
@click.option("--feed-port", default=8001, show_default=True, help="Port of the live feed.")
@click.option("--fresh", is_flag=True, help="Begin anew: remove the demo's own database in var/ first.")
@setup.database_option
@click.pass_obj
def command(output: Output, speed: float, host: str, port: int, feed_port: int, fresh: bool) -> int:
    """Run a living shift: callers, a desk and crews act in both departments, and anyone may sign in as any role.

    Its database lies in var/demo.sqlite3 unless --database names another; one that holds calls or accounts of anybody
    else is refused. Sign-in by one click exists here and nowhere else; do not run it where strangers can reach it.
    """
    os.environ["WATCHKEEPER_DEMO"] = "1"
    var = Path(os.environ.get("WATCHKEEPER_VAR", Path(__file__).resolve().parents[3] / "var"))
    is_named = click.get_current_context().get_parameter_source("database") is ParameterSource.COMMANDLINE
    if not is_named:  # an address that only lies in the environment is that of the house, not of the demo
        os.environ["WATCHKEEPER_DATABASE"] = f"sqlite:///{var.resolve() / 'demo.sqlite3'}"
        if fresh:
            _remove(var / "demo.sqlite3")
    os.environ["WATCHKEEPER_SPEED"] = str(speed)
    os.environ.setdefault("WATCHKEEPER_SQLITE_SYNCHRONOUS", "NORMAL")  # nothing here must outlive a power cut
    setup.django()
    setup.create_and_migrate()
    if is_named:
        _require_own()
    _begin(output)
    shape = Shape(
        database=os.environ["WATCHKEEPER_DATABASE"],
        host=host,
        port=port,
        feed_port=feed_port,
        workers=1,
        carry=("simulator",),
    )
    return run(output, shape)


def _remove(path: Path) -> None:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


def _require_own() -> None:
    """Raise :class:`click.ClickException` for a database that holds calls or accounts and was not laid by the demo."""
    from watchkeeper.config.simulate import living
    from watchkeeper.core.people.models import Account
    from watchkeeper.engines.calls.models import Call

    if (Call.objects.exists() or Account.objects.exists()) and not living.is_ours():
        raise click.ClickException(
            "This database holds calls or accounts that no demo made. The demo needs one of its own; name a new one."
        )


def _begin(output: Output) -> None:
    """Lay both departments; the first time also run the last 45 minutes, so that the board is not bare."""
    from watchkeeper.config.simulate import living

    with output.progress("preparing the shift") as advance:
        living.prepare(progress=advance)
