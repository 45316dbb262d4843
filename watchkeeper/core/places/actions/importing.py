"""Bring places and ways in from GeoJSON: all of a file or none of it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import orjson

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.departments.permissions import Permission
from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.places.actions.laying import Ground, known_keys, lay
from watchkeeper.core.places.actions.marking import mark
from watchkeeper.core.places.features import Reading, read
from watchkeeper.core.places.models import Site
from watchkeeper.kit.errors import Invalid


@action
def import_geojson(
    collection: dict[str, Any] | bytes | str, *, by: Actor, site: str = "", source: str = ""
) -> Counter[str]:
    """Lay a FeatureCollection (WGS 84) into the registry and say how many of each kind it held.

    ``site`` is the key of the site for features that name none. Rows are found again by the feature's id.
    Raises :class:`Invalid` with every fault of every feature in ``fields`` ("features[3]"); then nothing is imported.
    """
    by.require(Permission.PLACE_MANAGE)
    counts = lay_collection(by.department_id, parsed(collection), site=site)
    journal.write(
        by,
        "places.imported",
        f"department:{by.department_id}",
        data={"features": counts.total(), "counts": in_words(counts), "source": source or None},
    )
    return counts


def parsed(collection: dict[str, Any] | bytes | str) -> Any:
    """The collection as values. Raises :class:`Invalid` when the text is no JSON."""
    if not isinstance(collection, bytes | str):
        return collection
    try:
        return orjson.loads(collection)
    except orjson.JSONDecodeError as error:
        raise Invalid("The file is not JSON; nothing was imported.", fields={"file": [str(error)]}) from error


def lay_collection(department_id: int, collection: Any, *, site: str = "") -> Counter[str]:
    """Check and write a collection inside the caller's action; raises :class:`Invalid` before the first write."""
    sites = {row.key: row for row in Site.objects.filter(department_id=department_id)}
    where = {key: (row.lon, row.lat) for key, row in sites.items()}
    reading = read(collection, known=known_keys(department_id), sites=where, site=site)
    if reading.faults:
        raise _refusal(reading)
    counts = lay(Ground(department_id, {key: row.pk for key, row in sites.items()}), reading.features)
    mark(department_id, "registry", "graph", "closures")
    return counts


def in_words(counts: Counter[str]) -> str:
    """ "8 buildings, 40 floors"."""
    return ", ".join(f"{number} {kind}{'' if number == 1 else 's'}" for kind, number in counts.items())


def _refusal(reading: Reading) -> Invalid:
    number = len(reading.faults)
    faulty = "1 feature is faulty" if number == 1 else f"{number} features are faulty"
    return Invalid(f"{faulty}; nothing was imported.", fields=reading.faults, code="import_faulty")
