"""``python -m watchkeeper.config.pictures [name …]``: take the pictures, or those whose names begin so."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "docs" / "screenshots"


@click.command()
@click.argument("names", nargs=-1)
@click.option("--keep", is_flag=True, help="Also renew the few pictures that are kept in git.")
@click.option("--into", default=str(FOLDER), show_default=True, type=click.Path(file_okay=False, path_type=Path))
def main(names: tuple[str, ...], keep: bool, into: Path) -> None:
    """Photograph every screen and state of a seeded house into docs/screenshots/."""
    with tempfile.TemporaryDirectory(prefix="watchkeeper-pictures-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "watchkeeper.config.settings",
            "WATCHKEEPER_DATABASE": f"sqlite:///{Path(folder) / 'pictures.sqlite3'}",
            "WATCHKEEPER_VAR": folder,
            "WATCHKEEPER_DEMO": "1",
            "WATCHKEEPER_SQLITE_SYNCHRONOUS": "OFF",
        }
        import django

        django.setup()
        from watchkeeper.config.pictures import taking
        from watchkeeper.kit.errors import Refused

        try:
            problems = taking.take(names, into, keep=keep, say=lambda words: click.echo(words, err=True))
        except Refused as no:
            raise click.UsageError(no.sentence) from no
    for problem in problems:
        click.echo(f"  {problem}", err=True)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
