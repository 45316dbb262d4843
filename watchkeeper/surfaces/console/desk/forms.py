"""The forms of the staff pages: small, in the department's own time, and filled with what is known."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from watchkeeper.core.departments.local_time import instants, written
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people.actor import Actor
from watchkeeper.surfaces.console.desk.moments import DayAndTime


class DeskForm(forms.Form):
    """The base of them all: knows whose it is (``by``) and of which row (None for a new one).

    ``first`` gives the values a row is shown with. A field's ``width`` attribute "half" puts two on one line.
    ``secrets`` are fields of which nothing is kept, but a digest that nobody can try words on without the house's key.
    """

    secrets: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, by: Actor, row: Any = None, **more: Any) -> None:
        self.by, self.row = by, row
        more.setdefault("initial", self.first(row) if row is not None else self.blank())
        more.setdefault("auto_id", "f-%s")
        super().__init__(*args, **more)
        self.prepare()

    def first(self, row: Any) -> dict[str, Any]:
        """What ``row`` holds, by field."""
        return {name: getattr(row, name) for name in self.base_fields if hasattr(row, name)}

    def blank(self) -> dict[str, Any]:
        """What a new row begins with."""
        return {}

    def prepare(self) -> None:
        """Fill in choices that depend on who asks and on which row."""

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Give the field ``name`` its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class Moment(forms.CharField):
    """A local day and time, given and shown in the department's zone; cleaned to an aware moment or None.

    What is sent as it was shown stays what the row holds, to the second.
    """

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", DayAndTime())
        super().__init__(**more)

    @staticmethod
    def shown(at: datetime | None, by: Actor) -> str:
        """``at`` as the field shows it."""
        return f"{at.astimezone(zone_of(by.department_id)):%Y-%m-%dT%H:%M}" if at else ""

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """As Django's, and the form's zone and what its row holds are known from here on."""
        assert isinstance(form, DeskForm)
        self.by, self.held = form.by, getattr(form.row, field_name, None)
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> Any:
        """The moment. Raises ``ValidationError`` for what is no day and time, was skipped, or came twice."""
        text = super().clean(value)
        if not text:
            return None
        if isinstance(self.held, datetime) and text == self.shown(self.held, self.by):
            return self.held
        zone = zone_of(self.by.department_id)
        try:
            meant = instants(text, zone)
        except ValueError as error:
            raise forms.ValidationError(_("Write a day and a time.")) from error
        if len(meant) != 1:
            raise forms.ValidationError(self._which([written(at, zone) for at in meant], text))
        return meant[0]

    def _which(self, choices: list[str], text: str) -> str:
        if not choices:
            return f"There is no {text[11:16]} on that day: the clocks are set forward."
        times = [f"{one[11:16]}{one[19:]}" for one in choices]
        return f"{text[11:16]} comes twice on that day: write {' or '.join(times)}."
