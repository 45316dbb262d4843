"""What was taken out of a department's folder goes; what calls or units still name is retired instead.

Only what an earlier load brought is touched: what was added on a screen, or imported by itself, is nobody's to drop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import CASCADE, ForeignKey, Model, ProtectedError, QuerySet

from watchkeeper.core.departments.models import Division
from watchkeeper.core.places.actions.laying import TABLES
from watchkeeper.core.places.models import Line, MapLayer, PlacesVersion, Site
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid

Keys = Mapping[str, Iterable[str]]  # kind -> natural keys; a layer's is "site/key"


def drop(department_id: int, now: Keys) -> Counter[str]:
    """Remove what the last load brought and ``now`` lacks, and keep ``now`` for the next; say how much of each kind.

    Raises :class:`Invalid` when something that stays lies in or on what goes.
    """
    version = PlacesVersion.objects.get(pk=department_id)
    gone = {kind: set(keys) - set(now.get(kind, ())) for kind, keys in version.laid.items()}
    _refuse_orphans(department_id, gone)
    done: Counter[str] = Counter()
    for kind in (*reversed(TABLES), "layer", "line", "site", "division"):
        if gone.get(kind):
            done[kind] = _remove(department_id, kind, gone[kind])
    version.laid = {kind: sorted(keys) for kind, keys in now.items()}
    version.save(update_fields=["laid"])
    return Counter({kind: number for kind, number in done.items() if number})


def _rows(department_id: int, kind: str, keys: Iterable[str]) -> QuerySet[Any]:
    tables: dict[str, type[Model]] = {**TABLES, "division": Division}
    return tables[kind]._default_manager.filter(department_id=department_id, key__in=keys)


def _refuse_orphans(department_id: int, gone: Mapping[str, set[str]]) -> None:
    """A floor that stays needs its building, a way its ends: the folder would not say what it means."""
    kinds = {table: kind for kind, table in TABLES.items()}
    for child, table in TABLES.items():
        for one in table._meta.get_fields():
            if not isinstance(one, ForeignKey) or one.remote_field.on_delete is not CASCADE:
                continue
            keys = gone.get(kinds.get(one.related_model, ""), set())
            named = {f"{one.name}__key__in": keys, "department_id": department_id}
            left = table._default_manager.filter(**named).exclude(key__in=gone.get(child, ())) if keys else None
            if left is not None and (found := left.values_list("key", flat=True).first()) is not None:
                raise Invalid(
                    f"A {kinds[one.related_model]} was taken out that the {child} {found} still names.",
                    fields={found: [f"its {one.name} is gone"]},
                )


def _remove(department_id: int, kind: str, keys: Iterable[str]) -> int:
    if kind == "layer":
        layers = MapLayer.objects.filter(department_id=department_id).select_related("site")
        held = [layer.pk for layer in layers if f"{layer.site.key}/{layer.key}" in keys]
        return MapLayer.objects.filter(pk__in=held).delete()[0]
    if kind in ("line", "site"):
        table: type[Line | Site] = Line if kind == "line" else Site
        return sum(_remove_or_retire(row) for row in table.objects.filter(department_id=department_id, key__in=keys))
    rows = _rows(department_id, kind, keys)
    count = rows.count()
    try:
        rows.delete()
    except ProtectedError:  # people still belong to it
        return 0
    return count


def _remove_or_retire(row: Line | Site) -> int:
    try:
        row.delete()
    except ProtectedError:
        row.retired_at = clock.now()
        row.save(update_fields=["retired_at"])
    return 1
