"""Which gap of the roster is filled, and with whom."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError

from watchkeeper.core.departments.local_time import moment


class Stretch(forms.Form):
    """A stretch of time, both ends with their offsets."""

    starts_at = forms.CharField(max_length=40)
    ends_at = forms.CharField(max_length=40)

    def clean_starts_at(self) -> datetime:
        """The begin, aware."""
        return self._moment("starts_at")

    def clean_ends_at(self) -> datetime:
        """The end, aware."""
        return self._moment("ends_at")

    def _moment(self, name: str) -> datetime:
        found = moment(self.cleaned_data[name])
        if found is None:
            raise ValidationError("A moment with its offset is needed.")
        return found


class Filled(Stretch):
    """A stretch at a dispatch center, and who is planned for it."""

    center = forms.IntegerField(min_value=1)
    person = forms.IntegerField(min_value=1)
