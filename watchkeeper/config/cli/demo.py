"""``watchkeeper demo``: a living shift of both departments."""

from __future__ import annotations

import os
from pathlib import Path

import click

from watchkeeper.config.cli import setup
from watchkeeper.config.cli.output import Output
from watchkeeper.config.cli.serve import run
from watchkeeper.config.processes import Shape

OWN = "demo.sqlite3"


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

    Its database lies in var/demo.sqlite3 unless --database names another; WATCHKEEPER_DATABASE, where the real one is
    named, is not looked at. A database that anything but the demo began is refused. Sign-in by one click exists here
    and nowhere else; do not run it where strangers can reach it.
    """
    os.environ["WATCHKEEPER_DEMO"] = "1"
    is_named = _is_named()
    if not is_named:
        _take_own(fresh=fresh)
    os.environ["WATCHKEEPER_SPEED"] = str(speed)
    os.environ.setdefault("WATCHKEEPER_SQLITE_SYNCHRONOUS", "NORMAL")  # nothing here must outlive a power cut
    setup.django()
    setup.create_and_migrate()
    if is_named:
        _require_demo()
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


def _is_named() -> bool:
    """Whether --database was given: the variable it is kept in may as well be inherited from a real installation."""
    source = click.get_current_context().get_parameter_source("database")
    return source is click.core.ParameterSource.COMMANDLINE


def _take_own(*, fresh: bool) -> None:
    var = Path(os.environ.get("WATCHKEEPER_VAR", Path(__file__).resolve().parents[3] / "var"))
    os.environ["WATCHKEEPER_DATABASE"] = f"sqlite:///{var.resolve() / OWN}"
    if fresh:
        _remove(var / OWN)


def _require_demo() -> None:
    """Raise :class:`click.ClickException` for a database that another than the demo began."""
    from watchkeeper.config.simulate import living

    if not living.may_live_here():
        raise click.ClickException(
            "This database was not begun by the demo. The demo lets anyone in and works every call; name a new one."
        )


def _remove(path: Path) -> None:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


def _begin(output: Output) -> None:
    """Lay both departments; the first time also run the last 45 minutes, so that the board is not bare."""
    from watchkeeper.config.simulate import living

    with output.progress("preparing the shift") as advance:
        living.prepare(progress=advance)
