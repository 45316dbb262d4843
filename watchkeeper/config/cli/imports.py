"""``watchkeeper import``: a department's folder, or GeoJSON for one that exists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console

from watchkeeper.config.cli import setup
from watchkeeper.config.cli.output import FOUND_WRONG, GOOD, Output, json_option


@click.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--department", metavar="KEY", help="The department a GeoJSON file belongs to.")
@click.option("--site", metavar="KEY", default="", help="The site of features that name none.")
@setup.database_option
@json_option
@click.pass_obj
def command(output: Output, path: Path, department: str | None, site: str, as_json: bool) -> int:
    """Read PATH into the database: a department's folder (sites, lines, layers, places), or one GeoJSON file.

    Everything is read or nothing is. What is wrong is named feature by feature, and the exit is 1.
    """
    if path.is_file() and not department:
        raise click.UsageError("a GeoJSON file needs --department KEY")
    setup.django()
    setup.create_and_migrate()
    report = _folder(path) if path.is_dir() else _geojson(path, str(department), site)
    output.report(report, lambda console: _show(console, report))
    return GOOD if report["ok"] else FOUND_WRONG


def _folder(path: Path) -> dict[str, Any]:
    from watchkeeper.core.people.actor import system
    from watchkeeper.core.places.actions import load_department
    from watchkeeper.kit.errors import Invalid

    try:
        department = load_department(path.resolve(), by=system(0, "import:folder"))
    except Invalid as wrong:
        return _wrong(wrong)
    return {"ok": True, "department": department.key, "name": department.name}


def _geojson(path: Path, key: str, site: str) -> dict[str, Any]:
    from watchkeeper.core.departments.models import Department
    from watchkeeper.core.people.actor import system
    from watchkeeper.core.places.actions import import_geojson
    from watchkeeper.kit.errors import Invalid

    department = Department.objects.filter(key=key).first()
    if department is None:
        raise click.UsageError(f"no department {key!r} in this database")
    try:
        counts = import_geojson(path.read_bytes(), by=system(department.pk, "import:geojson"), site=site)
    except Invalid as wrong:
        return _wrong(wrong)
    return {"ok": True, "department": key, "features": counts}


def _wrong(wrong: Any) -> dict[str, Any]:
    return {"ok": False, "sentence": wrong.sentence, "errors": wrong.fields}


def _show(console: Console, report: dict[str, Any]) -> None:
    if report["ok"]:
        console.print(f"read into {report['department']}", markup=False)
        return
    console.print(report["sentence"], style="red", markup=False)
    for name, sentences in report["errors"].items():
        for sentence in sentences:
            console.print(f"  {name}: {sentence}", markup=False)
