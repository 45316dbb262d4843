"""The staff pages that whoever looks may open."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from watchkeeper.core.people.access import actor_for
from watchkeeper.core.people.permissions import Permission

register = template.Library()

PAGES = (
    ("board", "Board", Permission.BOARD_READ),
    ("desk", "Registry", Permission.BOARD_READ),
    ("measures", "Response times", Permission.MEASURE_READ),
    ("handover", "Hand-over", Permission.HANDOVER_SIGN),
    ("desk_roster", "Roster", Permission.BOARD_READ),
    ("me", "My account", None),
)


@register.inclusion_tag("console/ways.html", takes_context=True)
def ways(context: dict[str, Any], here: str, style: str = "") -> dict[str, Any]:
    """Links to the pages this reader's role may see, ``here`` marked; ``style`` is the class of each link."""
    actor = actor_for(context["request"])
    open_to = [(name, words) for name, words, needs in PAGES if needs is None or actor.may(needs)]
    return {"here": here, "style": style, "pages": [(name, words, reverse(name)) for name, words in open_to]}
