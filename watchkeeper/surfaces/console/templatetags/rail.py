"""The rail at the left of every staff page: where one can go, and who one is."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from watchkeeper.core.people.access import actor_for
from watchkeeper.surfaces.console import menu

register = template.Library()


@register.inclusion_tag("console/desk/rail.html", takes_context=True)
def rail(context: dict[str, Any], here: str) -> dict[str, Any]:
    """Links to all this reader may open, by group; ``here`` is a register's key or a page's name."""
    by = actor_for(context["request"])
    roles = sorted(role.value.replace("_", " ") for role in by.roles)
    return {
        "here": here,
        "groups": menu.rail(by),
        "who": by.name,
        "roles": ", ".join(roles).capitalize(),
        "me": reverse("me"),
        "is_me": here == "me",
    }
