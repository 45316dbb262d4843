"""The Codes one key starts: a Code is called in a hurry, and its color is what everybody calls it by."""

from __future__ import annotations

from watchkeeper.core.services import registry

CODE = "Code "


def codes(department_id: int) -> list[dict[str, str]]:
    """Each Code the department offers: ``key`` (the first letter of its color), ``word``, ``says``.

    Of two Codes with the same letter the first in the catalog has it, the other is typed.
    """
    found: dict[str, dict[str, str]] = {}
    for service in registry.offered(department_id):
        if not service.plan.startswith(CODE) or not service.short:
            continue
        color = service.plan.removeprefix(CODE).lower()
        word = color if color in service.short else service.short[0]
        found.setdefault(color[0], {"key": color[0], "word": word, "says": f"{service.plan}: then its place"})
    return list(found.values())
