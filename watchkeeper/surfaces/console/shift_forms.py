"""What the roster's form asks: who, where, from when to when, in the department's own time."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.models import DispatchCenter, Person

_WIDGET = {"type": "datetime-local"}


class ShiftForm(forms.Form):
    """A stretch at a dispatch center; a slot may wait for its person."""

    center = forms.ModelChoiceField(queryset=DispatchCenter.objects.none(), label=_("Center"), empty_label=_("choose"))
    person = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=_("Who"), required=False, empty_label=_("nobody yet")
    )
    starts_at = forms.CharField(label=_("From"), widget=forms.DateTimeInput(attrs=_WIDGET))
    ends_at = forms.CharField(label=_("To"), widget=forms.DateTimeInput(attrs=_WIDGET))

    def __init__(self, *args: Any, department: Department, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(department.time_zone)
        centers, people = self.fields["center"], self.fields["person"]
        assert isinstance(centers, forms.ModelChoiceField)
        assert isinstance(people, forms.ModelChoiceField)
        centers.queryset = DispatchCenter.objects.filter(department=department)
        people.queryset = Person.objects.filter(department=department, is_active=True)

    def clean_starts_at(self) -> datetime:
        """The begin, aware."""
        return self._moment("starts_at")

    def clean_ends_at(self) -> datetime:
        """The end, aware."""
        return self._moment("ends_at")

    def _moment(self, name: str) -> datetime:
        try:
            return datetime.fromisoformat(self.cleaned_data[name]).replace(tzinfo=self.zone)
        except ValueError as error:
            raise forms.ValidationError(_("Write a day and a time.")) from error
