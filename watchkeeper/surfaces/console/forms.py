"""What the console sends, checked before anything is done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from watchkeeper.core.departments import local_time
from watchkeeper.kit.errors import Invalid

LONGEST_LIKED = 4_000  # characters: as much as a preference may hold
LONGEST_KEPT = 100_000  # more than a line may hold: what cannot be sent yet is kept all the same


class Line(forms.Form):
    """A line of the command line; ``send`` are the units shown with it, ``began`` is its first keystroke."""

    line = forms.CharField(strip=False)  # a line that is too long is told so by the grammar
    selected = forms.RegexField(r"[Xx]?\d\d-\d{6}", required=False)
    client_id = forms.CharField(max_length=64, required=False)
    send = forms.CharField(max_length=400, required=False)
    began = forms.CharField(max_length=40, required=False)


class Typed(forms.Form):
    """A half-typed line."""

    line = forms.CharField(strip=False, required=False)
    selected = forms.RegexField(r"[Xx]?\d\d-\d{6}", required=False)


class Kept(forms.Form):
    """A half-typed line to keep for the seat it is typed at, and what was selected."""

    text = forms.CharField(
        max_length=LONGEST_KEPT,
        strip=False,
        required=False,
        error_messages={"max_length": f"Over {LONGEST_KEPT:,} characters are not kept; they stay on this screen only."},
    )
    seat = forms.CharField(max_length=40, required=False)
    selected = forms.RegexField(r"call:\d+", required=False)


class Liked(forms.JSONField):
    """A small JSON text: how somebody likes something."""

    def to_python(self, value: Any) -> Any:
        """Its value. Raises ``ValidationError`` for what is too long, nested without end, or no JSON."""
        if isinstance(value, str) and len(value) > LONGEST_LIKED:
            raise forms.ValidationError("That is too long to keep.")
        try:
            return super().to_python(value)
        except RecursionError as error:
            raise forms.ValidationError("That is nested too deep.") from error


def day(given: Mapping[str, str], name: str) -> date | None:
    """The day ``given`` has under ``name``, None without one. Raises :class:`Invalid` for what is no day."""
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        return local_time.day(text)
    except ValueError:
        words = f"{text[:40]} is not a day; write it like 2026-11-22."
        raise Invalid(words, fields={name: ["not a day"]}) from None


def number(text: str) -> int:
    """The key that ``text`` names, as it stands in an address or a hidden field; 0 for what is no key."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def checked(form: type[forms.Form], data: QueryDict) -> dict[str, Any]:
    """The form's clean values. Raises Invalid with the faults per field; what is too long is told in its own words."""
    bound = form(data)
    if not bound.is_valid():
        faults = {name: [str(text) for text in texts] for name, texts in bound.errors.items()}
        codes = bound.errors.as_data()
        long = [faults[name][0] for name, found in codes.items() if found[0].code == "max_length"]
        raise Invalid(long[0] if long else "This could not be read; nothing was done.", fields=faults)
    return bound.cleaned_data


@dataclass(frozen=True)
class Sent:
    """A file as it came."""

    name: str
    content_type: str
    content: bytes


def uploaded(request: HttpRequest) -> Sent:
    """The file of a form's field "file". Raises Invalid when there is none."""
    file = request.FILES.get("file")
    if file is None:
        raise Invalid("Choose a file first.", fields={"file": ["missing"]})
    return Sent(file.name or "file", file.content_type or "application/octet-stream", file.read())
