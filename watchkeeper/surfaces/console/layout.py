"""How somebody likes the board's panels: sizes and folds per kind of screen, kept as a preference."""

from __future__ import annotations

from typing import Any

from django import forms

from watchkeeper.surfaces.console.forms import Liked

LIKED = "board"  # the preference's key
PANELS = {
    "waiting": "Waiting",
    "active": "Active",
    "map": "Map",
    "units": "Units",
    "selected": "Selected call",
    "journal": "Journal",
}
SCREENS = ("s", "m", "l")  # under 1600 CSS pixels wide, under 2600, wider
SIZES = ("left", "right", "waiting", "under", "journal")
MOST = 4_000  # CSS pixels; the page itself keeps every size within its window

Layout = dict[str, dict[str, Any]]


class Arranged(forms.Form):
    """The layout as the page holds it: ``{"m": {"left": 372, "folded": ["journal"]}}``, sizes in CSS pixels."""

    layout = Liked(required=False)

    def clean_layout(self) -> Layout:
        """Only what the board knows."""
        given = self.cleaned_data["layout"] or {}
        if not isinstance(given, dict) or not all(isinstance(one, dict) for one in given.values()):
            raise forms.ValidationError("That is no layout.")
        return {screen: kept for screen in SCREENS if (kept := _screen(given.get(screen, {})))}


class Asked(forms.Form):
    """Calls by number of row, as "12,14,15"."""

    calls = forms.RegexField(r"^\d{1,18}(,\d{1,18}){0,7}\Z")

    def clean_calls(self) -> list[int]:
        """Their primary keys."""
        return [int(one) for one in self.cleaned_data["calls"].split(",")]


def _screen(given: dict[str, Any]) -> dict[str, Any]:
    sizes = {name: round(given[name]) for name in SIZES if _is_size(given.get(name))}
    listed = given.get("folded")
    folded = [name for name in PANELS if isinstance(listed, list) and name in listed]
    return sizes | ({"folded": folded} if folded else {})


def _is_size(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= MOST
