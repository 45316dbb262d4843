"""A day and a time of day as two fields: the day as the browser picks days, the time typed in 24 hours.

A browser draws a single field of day and time in its own language's way, which here is 12 hours with AM and PM.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_SECONDS = re.compile(r"^(\d\d:\d\d):\d\d(?:\.\d+)?")
_TIME = re.compile(r"(\d\d?):?(\d\d)")


class DayAndTime(forms.MultiWidget):
    """Shows and gives the text ``2026-11-22T15:00``; what is sent as one field under the plain name is taken too."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        time = {"inputmode": "numeric", "maxlength": 11, "placeholder": "15:00", "autocomplete": "off"}
        day = forms.DateInput(attrs={"type": "date", "aria-label": _("Day")})
        clock = forms.TextInput(attrs=time | {"class": "d-time", "aria-label": _("Time, 24 hours")})
        super().__init__([day, clock], {"data-moment": "true"} | (attrs or {}))

    def decompress(self, value: Any) -> list[str]:
        """The day and the time of the text; an offset, which says which of two is meant, stays."""
        day, _, time = str(value or "").partition("T")
        return [day, _SECONDS.sub(r"\1", time)]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """The text; "" when neither is given, and no moment at all when one of them is missing."""
        if name in data:
            return data[name]
        day, time = (str(one or "").strip() for one in super().value_from_datadict(data, files, name))
        told = _TIME.fullmatch(time)
        time = f"{int(told[1]):02d}:{told[2]}" if told else time
        return f"{day}T{time}" if day or time else ""
