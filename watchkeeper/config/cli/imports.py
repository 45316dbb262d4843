"""``watchkeeper import``: a department's folder; GeoJSON or mail for one that exists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from watchkeeper.config.cli import setup
from watchkeeper.config.cli.output import FOUND_WRONG, GOOD, Output, json_option
from watchkeeper.kit.errors import Invalid

if TYPE_CHECKING:
    from watchkeeper.core.departments.models import Department


@click.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--department", metavar="KEY", help="The department that GeoJSON or mail belongs to.")
@click.option("--site", metavar="KEY", default="", help="The site of features that name none.")
@setup.database_option
@json_option
@click.pass_obj
def command(output: Output, path: Path, department: str | None, site: str, as_json: bool) -> int:
    """Read PATH into the database: a department's folder (sites, lines, layers, places), one GeoJSON file, one mail
    message (FILE.eml), or a folder of messages.

    A folder and a GeoJSON file are read whole or not at all; what is wrong is named feature by feature. Each message
    becomes one call with its files, or nothing; the same message twice is one call. The exit is 1 when anything was
    refused.
    """
    messages = _messages(path)
    if (path.is_file() or messages) and not department:
        raise click.UsageError("GeoJSON and mail need --department KEY")
    setup.django()
    setup.create_and_migrate()
    if messages:
        report = _mail(messages, _department(department), output)
    elif path.is_dir():
        report = _folder(path)
    else:
        report = _geojson(path, _department(department), site)
    output.report(report, lambda console: _show(console, report))
    return GOOD if report["ok"] else FOUND_WRONG


def _messages(path: Path) -> list[Path]:
    """The mail messages PATH is or holds, by name; none for anything else."""
    held = sorted(path.iterdir()) if path.is_dir() else [path]
    return [one for one in held if one.suffix.casefold() == ".eml" and not one.is_dir()]


def _department(key: str | None) -> Department:
    from watchkeeper.core.departments.models import Department

    found = Department.objects.filter(key=key).first()
    if found is None:
        raise click.UsageError(f"no department {key!r} in this database")
    return found


def _mail(messages: list[Path], department: Department, output: Output) -> dict[str, Any]:
    """Take each message by itself: one that cannot be read does not keep the others out."""
    calls: list[dict[str, Any]] = []
    errors: dict[str, list[str]] = {}
    with output.progress("taking mail", total=len(messages)) as advance:
        for count, path in enumerate(messages, start=1):
            try:
                calls.append({"file": path.name, **_taken(path, department)})
            except (Invalid, OSError) as wrong:
                errors[path.name] = [wrong.strerror or str(wrong) if isinstance(wrong, OSError) else str(wrong)]
            advance(count)
    report = {"ok": not errors, "department": department.key, "calls": calls, "errors": errors}
    return report if not errors else {**report, "sentence": _refused(len(errors), len(messages))}


def _taken(path: Path, department: Department) -> dict[str, Any]:
    from watchkeeper.surfaces.portal import mail

    with path.open("rb") as file:
        call = mail.take(file.read(mail.LARGEST + 1), department_id=department.pk)
    return {"call": call.number, "attachments": call.attachments.count()}


def _refused(refused: int, of: int) -> str:
    if of == 1:
        return "The message was not taken."
    return f"{refused} of {of} messages {'was' if refused == 1 else 'were'} not taken; the others were."


def _folder(path: Path) -> dict[str, Any]:
    from watchkeeper.core.people.actor import system
    from watchkeeper.core.places.actions import load_department

    try:
        department = load_department(path.resolve(), by=system(0, "import:folder"))
    except Invalid as wrong:
        return _wrong(wrong)
    return {"ok": True, "department": department.key, "name": department.name}


def _geojson(path: Path, department: Department, site: str) -> dict[str, Any]:
    from watchkeeper.core.people.actor import system
    from watchkeeper.core.places.actions import import_geojson

    try:
        counts = import_geojson(path.read_bytes(), by=system(department.pk, "import:geojson"), site=site)
    except Invalid as wrong:
        return _wrong(wrong)
    return {"ok": True, "department": department.key, "features": counts}


def _wrong(wrong: Invalid) -> dict[str, Any]:
    return {"ok": False, "sentence": wrong.sentence, "errors": wrong.fields}


def _show(console: Console, report: dict[str, Any]) -> None:
    for call in report.get("calls", ()):
        files = f", {call['attachments']} files" if call["attachments"] else ""
        console.print(f"{call['file']}: call {call['call']}{files}", markup=False)
    if report["ok"]:
        console.print(f"read into {report['department']}", markup=False)
        return
    console.print(report["sentence"], style="red", markup=False)
    for name, sentences in report["errors"].items():
        for sentence in sentences:
            console.print(f"  {name}: {sentence}", markup=False)
