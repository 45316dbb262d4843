"""The staff pages that whoever looks may open, each with the letter that opens it after G."""

from __future__ import annotations

from typing import Any

from django import template

from watchkeeper.core.people.access import actor_for
from watchkeeper.surfaces.console import menu

register = template.Library()


@register.inclusion_tag("console/ways.html", takes_context=True)
def ways(context: dict[str, Any], here: str, style: str = "") -> dict[str, Any]:
    """Links to the pages this reader's role may see, ``here`` marked; ``style`` is the class of each link."""
    return {"here": here, "style": style, "ways": menu.short(actor_for(context["request"]))}
