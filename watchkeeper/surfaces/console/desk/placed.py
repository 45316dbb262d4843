"""A place that is typed into a form, as at the desk: the one it names, or those it may mean."""

from __future__ import annotations

from collections.abc import Callable

from django import forms

from watchkeeper.core.places import find
from watchkeeper.core.places.find import Hit

MOST = 60  # hits looked at, of which only some may fit
_TOLD = 6


def named(text: str, department_id: int, *, fits: Callable[[Hit], bool] = lambda hit: True) -> Hit:
    """The one place that ``text`` names among those that fit. Raises ``ValidationError`` with those it may mean."""
    hits = [hit for hit in find.search(department_id, text, limit=MOST) if fits(hit)]
    exact = [hit for hit in hits if hit.label.casefold() == text.strip().casefold()]
    if len(exact) == 1 or len(hits) == 1:
        return (exact or hits)[0]
    if not hits:
        raise forms.ValidationError("There is no such place.")
    raise forms.ValidationError(f"Which one: {', '.join(hit.label for hit in hits[:_TOLD])}?")


def named_or_said(text: str, department_id: int) -> tuple[str, str]:
    """The subject and name of the place that ``text`` is called exactly; else no subject, and the words as they are."""
    said = text.strip()
    exact = [hit for hit in find.search(department_id, said) if hit.label.casefold() == said.casefold()]
    return (exact[0].ref, exact[0].label) if len(exact) == 1 else ("", said)
