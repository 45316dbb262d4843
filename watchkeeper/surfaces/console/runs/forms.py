"""What is recorded of a step, by the kind of its evidence; and a run begun from the page of the playbooks."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django import forms
from django.forms.widgets import Widget

from watchkeeper.engines.playbooks.spec import Evidence, Playbook, StepSpec
from watchkeeper.surfaces.console.desk.forms import DeskForm, Moment
from watchkeeper.surfaces.console.desk.registers.run_forms import place_of

_TYPED: dict[Evidence, Widget] = {
    Evidence.NUMBER: forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    Evidence.DATE: forms.DateInput(attrs={"type": "date"}),
    Evidence.TEXT: forms.Textarea(attrs={"rows": 3}),
    Evidence.SCAN: forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off"}),
    Evidence.POST: forms.TextInput(attrs={"autocomplete": "off", "maxlength": 80}),
}
LABELS = {
    Evidence.NUMBER: "Number", Evidence.DATE: "Day", Evidence.TEXT: "In words", Evidence.SCAN: "What the label says",
    Evidence.POST: "Who",
}  # fmt: skip


class StepForm(DeskForm):
    """The evidence of one step. What is only pressed (yes, no, a tick, a choice) comes as the value of a button."""

    value = forms.CharField(required=False, max_length=2000)
    applies = forms.CharField(required=False, max_length=3)
    note = forms.CharField(
        label="Note", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 400})
    )
    at = Moment(label="When, if it is from paper (empty: now)", required=False)

    def __init__(self, *args: Any, spec: StepSpec, **more: Any) -> None:
        self.spec = spec
        super().__init__(*args, auto_id=f"{spec.key}-%s", **more)
        field = self.fields["value"]
        field.widget = deepcopy(_TYPED.get(spec.evidence, forms.HiddenInput()))
        field.label = LABELS.get(spec.evidence, "")

    @property
    def is_typed(self) -> bool:
        """Whether its evidence is typed, and not one of a few buttons."""
        return self.spec.evidence in _TYPED

    @property
    def answers(self) -> list[tuple[str, str]]:
        """The buttons that are its evidence, by value; none when it is typed."""
        if self.spec.evidence is Evidence.YES_NO:
            return [("yes", "Yes"), ("no", "No")]
        if self.spec.evidence is Evidence.TICK:
            return [("yes", "Done")]
        return [(one, one) for one in self.spec.choices]


class BeginHereForm(DeskForm):
    """Where a playbook is begun now; on an exercise nothing real follows."""

    place = forms.CharField(label="Where", max_length=120, required=False)
    at = Moment(label="Begun at, if it is from paper (empty: now)", required=False)
    is_sim = forms.BooleanField(label="Exercise: reaches nothing real", required=False)

    def __init__(self, *args: Any, book: Playbook, **more: Any) -> None:
        self.book = book
        super().__init__(*args, auto_id=f"{book.key}-%s", **more)
        if not book.targets:
            self.fields["place"].label = "Where, if it has a place"

    def clean(self) -> dict[str, Any]:
        """The place as a target of the playbook."""
        given = dict(self.cleaned_data)
        try:
            return given | place_of(self.book, given.get("place", ""), self.by.department_id)
        except forms.ValidationError as wrong:
            self.add_error("place", wrong)
            return given
