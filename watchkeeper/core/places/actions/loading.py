"""Load a department from its folder: sites, divisions, lines, map layers, places and ways. Twice is once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.departments.models import Department, Division
from watchkeeper.core.departments.permissions import Permission
from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.places.actions.dropping import drop
from watchkeeper.core.places.actions.importing import in_words, lay_collection, parsed
from watchkeeper.core.places.actions.marking import mark
from watchkeeper.core.places.actions.stated import lay_department, lay_lines, lay_sites, require
from watchkeeper.core.places.models import MapLayer, PlacesVersion
from watchkeeper.kit.errors import Invalid, NotAllowed

DEPARTMENTS = Path(__file__).resolve().parents[4] / "departments"


@dataclass(frozen=True)
class Folder:
    """What lies in a department's folder, read but not yet believed."""

    about: dict[str, Any]
    lines: list[dict[str, Any]]
    layers: list[dict[str, Any]]
    places: dict[str, bytes]  # site key -> GeoJSON text
    digest: str


@action
def load_department(folder: Path | str, *, by: Actor) -> Department:
    """Bring the database to what ``folder`` says (a path, or the name of a department shipped in ``departments/``).

    Rows are found again by key, so that loading twice changes nothing; with unchanged files nothing is written but
    the entry. What an earlier load brought and the folder lacks goes, or is retired where calls or units name it; what
    was never in it is left alone. A system actor with department 0 may found a new department.
    Raises :class:`Invalid` naming the file and what is wrong with it; then nothing is loaded.
    """
    by.require(Permission.PLACE_MANAGE)
    found = read_folder(DEPARTMENTS / folder if isinstance(folder, str) and "/" not in folder else Path(folder))
    department = _department(found.about, by)
    actor = replace(by, department_id=department.pk)
    is_new = PlacesVersion.objects.filter(pk=department.pk, source=found.digest).first() is None
    features = _lay(department, found) if is_new else Counter[str]()
    dropped = drop(department.pk, _keys(found)) if is_new else Counter[str]()
    journal.write(
        actor,
        "department.loaded",
        f"department:{department.pk}",
        data={
            "key": department.key,
            "digest": found.digest,
            "sites": len(found.about["sites"]),
            "lines": len(found.lines),
            "features": features.total(),
            "changed": is_new,
            "dropped": in_words(dropped) or None,
        },
    )
    return department


def _keys(folder: Folder) -> dict[str, set[str]]:
    """What the folder names, by kind."""
    found: dict[str, set[str]] = {
        "site": {site["key"] for site in folder.about["sites"]},
        "division": {division["key"] for division in folder.about.get("divisions", [])},
        "line": {line["key"] for line in folder.lines},
        "layer": {f"{layer['site']}/{layer['key']}" for layer in folder.layers},
    }
    for text in folder.places.values():
        for feature in parsed(text)["features"]:
            about = feature["properties"]
            found.setdefault(about["kind"], set()).add(str(feature.get("id") or about["key"]))
    return found


def read_folder(path: Path) -> Folder:
    """Read ``department.json``, ``lines.json``, ``layers.json``, ``places/*.geojson``; raises :class:`Invalid`."""
    if not (path / "department.json").is_file():
        raise Invalid(f"{path} holds no department.json.", fields={"folder": ["not a department's folder"]})
    digest = sha256()
    texts: dict[str, bytes] = {}
    for file in sorted([*path.glob("*.json"), *path.glob("places/*.geojson"), *path.glob("layers/*.geojson")]):
        name = file.relative_to(path).as_posix()
        texts[name] = file.read_bytes()
        digest.update(name.encode() + b"\0" + texts[name] + b"\0")
    layers = _json(texts, "layers.json", [])
    for layer in layers:
        require(layer, "layers.json", "key", "name", "site")
        layer["geojson"] = _json(texts, f"layers/{layer['key']}.geojson", None)
    return Folder(
        about=_json(texts, "department.json", {}),
        lines=_json(texts, "lines.json", []),
        layers=layers,
        places={Path(name).stem: text for name, text in texts.items() if name.startswith("places/")},
        digest=digest.hexdigest(),
    )


def _json(texts: dict[str, bytes], name: str, absent: Any) -> Any:
    if name not in texts:
        if absent is None:
            raise Invalid(f"The file {name} is missing.", fields={name: ["missing"]})
        return absent
    try:
        return orjson.loads(texts[name])
    except orjson.JSONDecodeError as error:
        raise Invalid(f"The file {name} is not JSON.", fields={name: [str(error)]}) from error


def _department(about: dict[str, Any], by: Actor) -> Department:
    missing = [name for name in ("key", "name", "kind", "time_zone", "sites") if not about.get(name)]
    if missing:
        raise Invalid("department.json is not complete.", fields={name: ["required"] for name in missing})
    department = Department.objects.filter(key=about["key"]).first()
    if by.department_id and (department is None or department.pk != by.department_id):
        raise NotAllowed("This is another department's folder.", hidden=True)
    return lay_department(department or Department(key=about["key"]), about)


def _lay(department: Department, folder: Folder) -> Counter[str]:
    for division in folder.about.get("divisions", []):
        require(division, "department.json", "key", "name")
        Division.objects.update_or_create(
            department=department, key=division["key"], defaults={"name": division["name"]}
        )
    sites = lay_sites(department, folder.about["sites"])
    lay_lines(department, folder.lines, sites)
    for layer in folder.layers:
        if layer["site"] not in sites:
            raise Invalid("layers.json names an unknown site.", fields={layer["key"]: [layer["site"]]})
        values: dict[str, Any] = {"source": "", "is_base": True}
        values |= {name: layer[name] for name in ("name", "source", "is_base", "geojson") if name in layer}
        MapLayer.objects.update_or_create(
            department=department, site=sites[layer["site"]], key=layer["key"], defaults=values
        )
    total: Counter[str] = Counter()
    for site, text in folder.places.items():
        total += _places(department.pk, site, text)
    mark(department.pk, "registry", "graph", "closures")
    PlacesVersion.objects.filter(pk=department.pk).update(source=folder.digest)
    return total


def _places(department_id: int, site: str, text: bytes) -> Counter[str]:
    try:
        return lay_collection(department_id, parsed(text), site=site)
    except Invalid as refusal:
        name = f"places/{site}.geojson"
        fields = {f"{name} {where}": why for where, why in refusal.fields.items()}
        raise Invalid(f"{name}: {refusal.sentence}", fields=fields, code=refusal.code) from refusal
