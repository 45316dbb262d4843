"""``watchkeeper serve``: the whole installation under one supervisor."""

from __future__ import annotations

import os
import urllib.error
import urllib.request
from dataclasses import replace
from threading import Thread

import click

from watchkeeper.config.cli import setup
from watchkeeper.config.cli.output import COULD_NOT_RUN, GOOD, Output
from watchkeeper.config.processes import Shape, address_of, children, require_free
from watchkeeper.config.supervisor import Supervisor
from watchkeeper.kit import clock


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port of the pages and the API.")
@click.option("--feed-port", default=8001, show_default=True, help="Port of the live feed.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes (PostgreSQL).")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64), help="Threads per web process.")
@click.option(
    "--background", default=1, show_default=True, type=click.IntRange(1, 16), help="Worker processes (PostgreSQL)."
)
@click.option("--migrate/--no-migrate", default=False, help="Create the database and its tables first if need be.")
@setup.database_option
@click.pass_obj
def command(
    output: Output, host: str, port: int, feed_port: int, workers: int, threads: int, background: int, migrate: bool
) -> int:
    """Run web, live feed and worker under one supervisor until SIGTERM or Ctrl-C.

    On SQLite everything that writes is one process; on PostgreSQL the options scale it.
    """
    setup.django()
    if migrate:
        setup.create_and_migrate()
    setup.require_migrated()
    shape = Shape(
        database=_database(),
        host=host,
        port=port,
        feed_port=feed_port,
        workers=workers,
        threads=threads,
        background=background,
    )
    return run(output, shape)


def run(output: Output, shape: Shape) -> int:
    """Check what must be right before anything starts, then supervise. Returns the exit code."""
    from watchkeeper.config import startup

    startup.check_secret()
    shape = replace(shape, host=address_of(shape.host))
    require_free(shape.host, shape.port, shape.feed_port)
    collect_static()
    _let_go_of_the_database()
    supervisor = Supervisor(children(shape), say=output.say)
    announced = Thread(target=_announce, args=(output, shape), daemon=True)
    return GOOD if supervisor.run(when_up=announced.start) else COULD_NOT_RUN


def collect_static() -> None:
    """Lay out the static files, gzipped once here instead of on every request."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


def _database() -> str:
    from django.conf import settings

    return os.environ.get("WATCHKEEPER_DATABASE") or str(settings.DATABASE_URL)


def _let_go_of_the_database() -> None:
    from django.db import connections

    connections.close_all()


def _announce(output: Output, shape: Shape) -> None:
    """Say the address once it answers; a page that is not there yet is worse than a short wait."""
    everywhere = {"0.0.0.0", "::"}  # noqa: S104
    name = "127.0.0.1" if shape.host in everywhere else shape.host
    address = f"http://{name}:{shape.port}/"
    deadline = clock.monotonic() + 60
    while clock.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}alive", timeout=1):  # noqa: S310 - our own http address
                print(f"Watchkeeper is at {address}", flush=True)
                return
        except urllib.error.HTTPError:
            print(f"Watchkeeper is at {address} (it answers with an error; see `watchkeeper doctor`)", flush=True)
            return
        except OSError:
            clock.sleep(0.1)
    output.say(f"nothing answers at {address} after 60 s")
