"""The forms of feedback: what came in by another door, the answer, how it ended, what is said of it in public."""

from __future__ import annotations

from typing import Any

from django import forms

from watchkeeper.engines.notices import reviewers
from watchkeeper.engines.notices.states import Allegation, FeedbackKind, Sector
from watchkeeper.surfaces.console.desk.choices import owners, people
from watchkeeper.surfaces.console.desk.forms import DeskForm

_HALF = {"data-width": "half"}
_LONG = 20_000


def _words(value: str) -> str:
    return value.replace("_", " ").capitalize()


class _Fresh(DeskForm):
    """A form that begins empty, whatever the row holds."""

    def first(self, row: Any) -> dict[str, Any]:
        """Nothing is known yet."""
        return {}


class NewForm(DeskForm):
    """Feedback by telephone, by mail or at the desk; about somebody's conduct the asker writes themselves."""

    kind = forms.ChoiceField(
        label="What it is", choices=[(one.value, _words(one)) for one in FeedbackKind],
        help_text="Of a complaint about somebody's conduct tell them the public page: it goes outside the chain there.",
    )  # fmt: skip
    words = forms.CharField(
        label="What they said, in their words", max_length=_LONG, widget=forms.Textarea(attrs={"rows": 4})
    )
    door = forms.ChoiceField(
        label="How it came", widget=forms.Select(attrs=_HALF),
        choices=[
            ("phone", "By telephone"), ("mail", "By mail"), ("walk_in", "At the desk"), ("officer", "To an officer"),
        ],
    )  # fmt: skip
    sector = forms.ChoiceField(
        label="Who they are", required=False, widget=forms.Select(attrs=_HALF),
        choices=[("", "not said"), *((one.value, _words(one)) for one in Sector)],
    )  # fmt: skip
    place = forms.CharField(label="Place", max_length=200, required=False, widget=forms.TextInput(attrs=_HALF))
    unit = forms.CharField(
        label="Unit or department", max_length=120, required=False, widget=forms.TextInput(attrs=_HALF)
    )
    wants_reply = forms.BooleanField(label="They want an answer", required=False)
    name = forms.CharField(label="Name", max_length=120, required=False, widget=forms.TextInput(attrs=_HALF))
    contact = forms.CharField(
        label="Phone or mail", max_length=120, required=False, widget=forms.TextInput(attrs=_HALF)
    )

    def blank(self) -> dict[str, Any]:
        """A question by telephone that wants an answer."""
        return {"kind": FeedbackKind.QUESTION.value, "door": "phone", "wants_reply": True}


class AnswerForm(_Fresh):
    """What they read on their page."""

    words = forms.CharField(
        label="What they read on their page", max_length=_LONG, widget=forms.Textarea(attrs={"rows": 5})
    )


class AssignForm(DeskForm):
    """Who answers for it."""

    owner = forms.ChoiceField(label="Who answers for it")

    def prepare(self) -> None:
        """Roles and those who work here; of a complaint outside the chain those who may review it."""
        if self.row is not None and self.row.is_misconduct:
            self.choose("owner", [(name, name) for name in reviewers.free_for(self.row).values()])
        else:
            self.choose("owner", owners(self.by.department_id))


class CloseForm(_Fresh):
    """How it ended, and the last words to them."""

    outcome = forms.ChoiceField(label="How it ended")
    words = forms.CharField(
        label="Last words to them (needed when they want an answer and have none)", max_length=_LONG, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def prepare(self) -> None:
        """The outcomes of its kind."""
        self.choose("outcome", [(one, _words(one)) for one in self.row.outcomes] if self.row is not None else [])


class PublishForm(DeskForm):
    """Both halves in our own words, in both languages; nobody is named."""

    you_said = forms.CharField(label="You said", max_length=240)
    we_did = forms.CharField(label="We did", max_length=240)
    you_said_es = forms.CharField(label="You said, in Spanish", max_length=240)
    we_did_es = forms.CharField(label="We did, in Spanish", max_length=240)


class WhyForm(_Fresh):
    """Why."""

    reason = forms.CharField(label="Why", max_length=200)


class OutsideForm(DeskForm):
    """Whom it is about, so that they cannot see it."""

    about_whom = forms.CharField(
        label="Whom it is about", max_length=200, required=False,
        help_text="Their call name keeps them out. You see it no more, unless you review complaints. It is for good.",
    )  # fmt: skip


class ExcludeForm(_Fresh):
    """Who may never see it: nobody takes it back."""

    person = forms.ChoiceField(label="Who")
    reason = forms.CharField(label="Why", max_length=200, help_text="It is about them, they supervise them, a stake.")

    def prepare(self) -> None:
        """Those who work here."""
        self.choose("person", people(self.by.department_id))


class DecideForm(_Fresh):
    """What it comes to, and whether it is credible."""

    allegation = forms.ChoiceField(label="What it comes to", choices=[(one.value, _words(one)) for one in Allegation])
    is_credible = forms.TypedChoiceField(
        label="Is it credible?", choices=[("yes", "Yes, it goes to POST"), ("no", "No")],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect(attrs={"data-segments": "true"}),
    )  # fmt: skip
    reason = forms.CharField(label="Why", max_length=400, help_text="Force is always presumed credible.")


class ReportForm(_Fresh):
    """Under which reference it was sent."""

    reference = forms.CharField(label="The commission's reference", max_length=60)
