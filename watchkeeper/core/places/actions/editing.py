"""Change what a place is called and what class it has; where it lies comes from the department's folder."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.departments.permissions import Permission
from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.places.actions.marking import mark
from watchkeeper.core.places.models import Area, Building, Fixture, Floor, Site
from watchkeeper.kit.errors import Invalid, NotAllowed

CHANGEABLE = {
    Site: ("name", "short_name", "address", "aliases"),
    Building: ("name", "aliases"),
    Floor: ("name", "aliases"),
    Area: ("name", "aliases", "area_class"),
    Fixture: ("name", "aliases", "number"),
}
LONGEST_ALIAS, MOST_ALIASES = 60, 20


@action
def edit_place(place: Site | Building | Floor | Area | Fixture, *, by: Actor, **changes: Any) -> Any:
    """Change :data:`CHANGEABLE` of ``place`` and return it; both values stay in the journal.

    The next load of the department's folder states the place anew. Raises :class:`Invalid` for a field a place of its
    kind does not have, a value that does not fit, or when nothing changes.
    """
    by.require(Permission.PLACE_MANAGE)
    if place.department_id != by.department_id:
        raise NotAllowed("This place belongs to another department.", hidden=True)
    held = type(place)._base_manager.select_for_update().get(pk=place.pk)
    before = {name: getattr(held, name) for name in changes if name in CHANGEABLE[type(place)]}
    for name, value in changes.items():
        setattr(held, name, value.strip() if isinstance(value, str) else value)
    faults = _faults(held, changes)
    if faults:
        raise Invalid("The place cannot be changed so.", fields=faults)
    changed = [name for name in changes if before[name] != getattr(held, name)]
    if not changed:
        raise Invalid("Nothing would change.")
    held.save(update_fields=changed)
    mark(by.department_id, "registry")
    data = {
        "place": held.name,
        "changed": [name.replace("_", " ") for name in changed],
        "before": {name: before[name] for name in changed},
        "after": {name: getattr(held, name) for name in changed},
    }
    journal.write(by, "place.changed", f"{type(place).__name__.lower()}:{place.pk}", place=held.name, data=data)
    return held


def _faults(place: Any, changes: dict[str, Any]) -> dict[str, list[str]]:
    allowed = CHANGEABLE[type(place)]
    faults = {name: ["no such field of a place of this kind"] for name in changes if name not in allowed}
    try:
        place.clean_fields(exclude={one.name for one in place._meta.fields} - set(changes) | {"aliases"})
    except ValidationError as error:
        faults |= {name: [str(text) for text in texts] for name, texts in error.message_dict.items()}
    aliases = place.aliases
    if not (
        isinstance(aliases, list)
        and len(aliases) <= MOST_ALIASES
        and all(isinstance(one, str) and 0 < len(one) <= LONGEST_ALIAS for one in aliases)
    ):
        faults["aliases"] = [f"at most {MOST_ALIASES} short names of {LONGEST_ALIAS} characters"]
    return faults
