"""``watchkeeper verify``: check the journal, write its seal, or check it against an earlier one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from watchkeeper.config.cli import setup
from watchkeeper.config.cli.output import FOUND_WRONG, GOOD, Output, json_option

if TYPE_CHECKING:
    from watchkeeper.core.journal.seals import Seal

_NOT_WRITTEN = "No seal was written: what is found wrong must not be sealed as right."


@click.command("verify")
@click.option(
    "--seal",
    metavar="FILE",
    help="An earlier seal: it must lie on the chain, so that a journal cut short or rewritten whole is found too. "
    "COUNT:HEAD (entries, chain's end in hexadecimal), noted by hand, does as well.",
)
@click.option(
    "--write-seal",
    metavar="FILE",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="When all is whole, write the journal's signed seal here; keep it where nobody can change it.",
)
@click.option("--with-entries", is_flag=True, help="With --write-seal: every entry too, so that the file proves them.")
@click.option("--offline", is_flag=True, help="With --seal: check the file alone, without any database.")
@setup.database_option
@json_option
@click.pass_obj
def command(
    output: Output,
    seal: str | None,
    write_seal: Path | None,
    with_entries: bool,
    offline: bool,
    as_json: bool,
) -> int:
    """Check every entry of the journal against its own digest and against the chain.

    Names the first entry that was altered, taken away, added or moved. Leaves with 0 when all is whole, 1 when not.
    """
    _require_sense(seal, write_seal, with_entries=with_entries, offline=offline)
    setup.django()
    earlier = None if seal is None or _is_noted(seal) else _read_seal(output, Path(seal))
    if offline and earlier is not None:
        report: dict[str, Any] = {"ok": earlier.ok, "seal": _told(earlier)}
    else:
        _require_journal()
        report = verify_here(output, seal=(earlier.count, earlier.head) if earlier else _noted(seal))
        if earlier:
            report |= {"ok": report["ok"] and earlier.ok, "seal": _told(earlier)}
    if write_seal:
        report["written"] = _write(write_seal, with_entries=with_entries) if report["ok"] else None
    output.report(report, lambda console: _show(console, report))
    return GOOD if report["ok"] else FOUND_WRONG


def verify_here(output: Output, *, seal: tuple[int, str] | None = None) -> dict[str, Any]:
    """Verify the connected database's journal with a progress bar and return the report.

    Raises Django's ``OperationalError`` when the database goes away meanwhile.
    """
    from watchkeeper.core.journal.verify import verify

    with output.progress("verifying") as advance:
        return verify(advance, seal=seal).as_json()


def _require_sense(seal: str | None, write_seal: Path | None, *, with_entries: bool, offline: bool) -> None:
    if with_entries and write_seal is None:
        raise click.UsageError("--with-entries goes with --write-seal FILE")
    if offline and (seal is None or write_seal is not None or _is_noted(seal)):
        raise click.UsageError("--offline checks a file alone: it goes with --seal FILE and without --write-seal")
    if seal is not None and not _is_noted(seal) and not Path(seal).is_file():
        raise click.BadParameter(f"there is no file {seal!r}, and it is no COUNT:HEAD", param_hint="--seal")
    if write_seal is not None and not write_seal.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {str(write_seal.parent)!r}", param_hint="--write-seal")


def _is_noted(seal: str) -> bool:
    """Whether it is COUNT:HEAD as `verify` prints them, not a file's name."""
    count, _, head = seal.partition(":")
    return count.isdigit() and len(head) == 64 and set(head.lower()) <= set("0123456789abcdef")


def _noted(seal: str | None) -> tuple[int, str] | None:
    if seal is None:
        return None
    count, _, head = seal.partition(":")
    return int(count), head.lower()


def _read_seal(output: Output, path: Path) -> Seal:
    """The seal in the file. Raises :class:`click.ClickException` for a file nothing can be compared with."""
    from watchkeeper.core.journal import seals

    with output.progress("reading the seal") as advance:
        found = seals.check(path, advance)
    if not found.head:
        raise click.ClickException(f"{path} cannot be used as a seal: {found.faults[0]}.")
    return found


def _write(path: Path, *, with_entries: bool) -> dict[str, Any]:
    """Write the seal beside its place and move it there, so that no half of one ever lies around."""
    from watchkeeper.config.downtime import sealed
    from watchkeeper.core.journal import seals

    part = path.with_name(f"{path.name}.part")
    try:
        made = seals.export(part, sealed.private_key(), with_entries=with_entries)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return {"file": str(path), **_told(made)}


def _told(seal: Seal) -> dict[str, Any]:
    return {"ok": seal.ok, **asdict(seal)}


def _require_journal() -> None:
    """A typing slip in the address must not make a new, empty and perfectly whole database."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not Path(name).exists():
        raise click.ClickException(f"There is no database at {name}.")
    if "journal_entry" not in connection.introspection.table_names():
        raise click.ClickException("This database has no journal.")


def _show(console: Console, report: dict[str, Any]) -> None:
    if seal := report.get("seal"):
        _show_seal(console, seal)
    if report["ok"] and "entries" in report:
        console.print(f"whole: {report['entries']:,} entries, head {report['head']}, {report['seconds']} s")
    for found in report.get("findings", ()):
        console.print(f"{found['kind'].upper()} {found['says']}", style="red", markup=False)
    if report.get("cut_short"):
        console.print("… and more")
    if written := report.get("written"):
        console.print(f"sealed: {written['count']:,} entries in {written['file']}, key {written['key']}", markup=False)
    elif "written" in report:
        console.print(_NOT_WRITTEN, style="red")


def _show_seal(console: Console, seal: dict[str, Any]) -> None:
    console.print(f"seal of {seal['sealed_at']}: {seal['count']:,} entries, key {seal['key']}", markup=False)
    for fault in seal["faults"]:
        console.print(f"SEAL {fault}", style="red", markup=False)
