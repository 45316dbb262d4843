"""The places of a building a step is made for, one each: the areas to search, the doors to the street to hold."""

from __future__ import annotations

from watchkeeper.core.places import find
from watchkeeper.core.places.models import Floor
from watchkeeper.engines.playbooks.spec import Each

MOST = 300
GROUND = 0


def places(each: Each, target: str, department_id: int) -> list[tuple[str, str]]:
    """Subject and name of each such place in the building of ``target``: its own floor first, then the floors nearest.

    Nothing for a target that lies in no building. One query.
    """
    lies_in = find.within(target, department_id)
    building = next((one for one in lies_in if one.startswith("building:")), "")
    if not building:
        return []
    levels = dict(Floor.objects.filter(building=_key(building)).values_list("pk", "level"))
    floor = next((one for one in lies_in if one.startswith("floor:")), "")
    here = levels.get(_key(floor), GROUND) if floor else GROUND
    found: list[tuple[bool, int, int, int, str, str]] = []
    for ref in find.inside(building, department_id):
        hit = find.resolve(ref, department_id)
        if hit is None or not _is(each, hit, levels):
            continue
        level = _level(hit, levels)
        away = abs(level - here) if level is not None else len(levels)
        found.append((ref != target, away, level or GROUND, len(found), ref, hit.label))
    return [(ref, label) for *_, ref, label in sorted(found)][:MOST]


def _is(each: Each, hit: find.Hit, levels: dict[int, int]) -> bool:
    if each is Each.AREA:
        return hit.kind == "area"
    return hit.kind == "door" and _level(hit, levels) == GROUND


def _level(hit: find.Hit, levels: dict[int, int]) -> int | None:
    floor = next((one for one in hit.parents if one.startswith("floor:")), "")
    return levels.get(_key(floor)) if floor else None


def _key(subject: str) -> int:
    return int(subject.partition(":")[2] or 0)
