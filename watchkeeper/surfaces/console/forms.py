"""What the console sends, checked before anything is done with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from watchkeeper.kit.errors import Invalid


class Line(forms.Form):
    """A line of the command line. ``send`` are the units that were shown, comma-separated."""

    line = forms.CharField(max_length=20_000, strip=False)
    selected = forms.RegexField(r"[Xx]?\d\d-\d{6}", required=False)
    client_id = forms.CharField(max_length=64, required=False)
    send = forms.CharField(max_length=400, required=False)


class Typed(forms.Form):
    """A half-typed line."""

    line = forms.CharField(max_length=20_000, strip=False, required=False)
    selected = forms.RegexField(r"[Xx]?\d\d-\d{6}", required=False)


class Kept(forms.Form):
    """A half-typed line to keep for the seat, and what was selected."""

    text = forms.CharField(max_length=20_000, strip=False, required=False)
    selected = forms.RegexField(r"call:\d+", required=False)


def checked(form: type[forms.Form], data: QueryDict) -> dict[str, Any]:
    """The form's clean values. Raises Invalid with the faults per field."""
    bound = form(data)
    if not bound.is_valid():
        faults = {name: [str(text) for text in texts] for name, texts in bound.errors.items()}
        raise Invalid("This could not be read; nothing was done.", fields=faults)
    return bound.cleaned_data
