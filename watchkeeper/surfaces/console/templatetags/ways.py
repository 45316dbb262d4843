"""The staff pages that whoever looks may open, each with the letter that opens it after G."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from watchkeeper.core.people.access import actor_for
from watchkeeper.core.people.permissions import Permission

register = template.Library()

# Name of the address, words, what it needs (None: a sign-in), and its letter; a page that is not installed is left out.
PAGES = (
    ("board", "Board", Permission.BOARD_READ, "b"),
    ("exceptions", "Exceptions", Permission.HANDOVER_SIGN, "e"),
    ("replay", "Replay", Permission.CALL_READ, "r"),
    ("measures", "Response times", Permission.MEASURE_READ, "m"),
    ("handover", "Hand-over", Permission.HANDOVER_SIGN, "h"),
    ("desk_roster", "Roster", Permission.BOARD_READ, "o"),
    ("desk", "Registry", Permission.BOARD_READ, "l"),
    ("me", "My account", None, "y"),
)


@cache
def _address(name: str) -> str:
    """The address of a page, "" when this installation has none such."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.inclusion_tag("console/ways.html", takes_context=True)
def ways(context: dict[str, Any], here: str, style: str = "") -> dict[str, Any]:
    """Links to the pages this reader's role may see, ``here`` marked; ``style`` is the class of each link."""
    actor = actor_for(context["request"])
    open_to = [(name, words, key) for name, words, needs, key in PAGES if needs is None or actor.may(needs)]
    pages = [(name, words, key, address) for name, words, key in open_to if (address := _address(name))]
    return {"here": here, "style": style, "pages": pages}
