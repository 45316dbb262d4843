"""The rail at the left of every staff page: where one can go, and who one is."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from watchkeeper.core.people.access import actor_for
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.surfaces.console.desk import registers

register = template.Library()

# Pages that are no registers: group, name of the address, words, icon, key after "g", what it takes to open.
PAGES: tuple[tuple[str, str, str, str, str, Permission | None], ...] = (
    ("", "board", "Board", "layout-dashboard", "b", Permission.BOARD_READ),
    ("", "exceptions", "Exceptions", "alert-triangle", "e", Permission.HANDOVER_SIGN),
    ("", "handover", "Hand-over", "clipboard", "h", Permission.HANDOVER_SIGN),
    ("Registry", "offers", "Services", "tag", "s", Permission.BOARD_READ),
    ("Insight", "measures", "Response times", "chart-bar", "m", Permission.MEASURE_READ),
    ("Insight", "replay", "Replay", "history", "r", Permission.CALL_READ),
    ("Insight", "audit", "Audit", "shield-check", "j", Permission.AUDIT_READ),
)
GROUPS = ("", "Registry", "Insight")


@register.inclusion_tag("console/desk/rail.html", takes_context=True)
def rail(context: dict[str, Any], here: str) -> dict[str, Any]:
    """Links to all this reader may open, by group; ``here`` is a register's key or a page's name."""
    by = actor_for(context["request"])
    links = [*_pages(by), *_registers(by)]
    groups = [(name, [one for one in links if one["group"] == name]) for name in GROUPS]
    roles = sorted(role.value.replace("_", " ") for role in by.roles)
    return {
        "here": here,
        "groups": [(name, several) for name, several in groups if several],
        "who": by.name,
        "roles": ", ".join(roles).capitalize(),
        "me": reverse("me"),
        "is_me": here == "me",
    }


def _pages(by: Actor) -> list[dict[str, str]]:
    return [
        {"group": group, "key": name, "words": words, "icon": icon, "letter": letter, "address": reverse(name)}
        for group, name, words, icon, letter, needs in PAGES
        if needs is None or by.may(needs)
    ]


def _registers(by: Actor) -> list[dict[str, str]]:
    return [
        {
            "group": one.group,
            "key": one.key,
            "words": one.family or one.title,
            "icon": one.icon,
            "letter": one.letter,
            "address": one.home,
        }
        for one in registers.in_rail(by)
    ]
