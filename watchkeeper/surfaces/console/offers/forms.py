"""Forms about a service: its policy, a question more, a service of the house's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.text import slugify

from watchkeeper.core.people.qualifications import WORDS
from watchkeeper.core.services import compare, said
from watchkeeper.core.services.actions import EXTRA_KINDS
from watchkeeper.core.services.flows import BOOK
from watchkeeper.core.services.kinds import Door, Kind, Priority, Topic
from watchkeeper.core.services.outcomes import OUTCOMES
from watchkeeper.core.services.spec import Service
from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console.desk.forms import DeskForm

_HALF = {"data-width": "half"}
PRIORITIES = [
    ("0", "P0 life at risk now"),
    ("1", "P1 in progress"),
    ("2", "P2 prompt"),
    ("3", "P3 routine"),
    ("4", "P4 scheduled"),
]
GIVEN = [
    ("respond", "Somebody is sent at once"),
    ("respond_or_book", "Somebody is sent, at once or at a time booked"),
    ("book", "By appointment: a time is found for it"),
    ("desk", "Answered at a desk: no time, nobody sent"),
]
_LINES = ("targets", "sends", "tells")
_FROM: dict[str, Callable[[str], list[dict[str, Any]]]] = {
    "targets": said.targets_from,
    "sends": said.sends_from,
    "tells": said.tells_from,
}


def _area(label: str, rows: int, help_text: str, needs: str = "") -> forms.CharField:
    attrs = {"rows": rows, "spellcheck": "false"} | ({"data-needs": needs} if needs else {})
    widget = forms.Textarea(attrs=attrs)
    return forms.CharField(label=label, required=False, max_length=2000, widget=widget, help_text=help_text)


class _Lined(DeskForm):
    """A form with parts written one to a line."""

    def rows_of(self, given: dict[str, Any]) -> dict[str, Any]:
        """``given`` with lines as rows; a line that is none stands as a fault at its field."""
        for name in [one for one in _LINES if one in given]:
            try:
                given[name] = _FROM[name](given[name])
            except Invalid as wrong:
                words = [part for several in wrong.fields.values() for part in several]
                self.add_error(name, [f"{wrong.sentence} {'; '.join(words)}"])
        return given


class PolicyForm(_Lined):
    """Every part of a service a department may change, filled with what holds; what is as declared changes nothing."""

    is_on = forms.BooleanField(label="Offered", required=False)
    priority = forms.TypedChoiceField(label="Priority", choices=PRIORITIES, coerce=int)
    targets = _area("Targets", 3, "One to a line: on scene within 10 min of opened, 90 in 100 at P2")
    sends = _area("Sends", 2, "One to a line: 2 officer, or 1 supervisor from P1 up")
    tells = _area("Tells", 2, "One to a line: Nursing supervisor within 5 min")
    name = forms.CharField(label="Name", max_length=80, widget=forms.TextInput(attrs=_HALF))
    label = forms.CharField(label="Label on the board", max_length=24, widget=forms.TextInput(attrs=_HALF))
    invite = forms.CharField(label="Invitation on the portal", max_length=60, required=False)
    about = forms.CharField(label="About", max_length=240, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    next_step = forms.CharField(label="Next step", max_length=240, required=False)

    def first(self, row: Any) -> dict[str, Any]:
        """What holds now; ``row`` is the service."""
        assert isinstance(row, Service)
        words = {name: compare.words_of(row, name) for name in compare.PARTS}
        return words | {"is_on": row.is_on, "priority": int(row.priority)}

    def clean(self) -> dict[str, Any]:
        """Lines as rows."""
        return self.rows_of(dict(self.cleaned_data))


class QuestionForm(DeskForm):
    """One thing more that is asked; never required of a caller."""

    words = forms.CharField(label="Question", max_length=160)
    kind = forms.ChoiceField(
        label="Answered by", choices=[(one.value, one.value.replace("_", " ")) for one in EXTRA_KINDS]
    )
    answers = forms.CharField(
        label="Answers",
        required=False,
        max_length=1000,
        help_text="For a choice: one to a line.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    hint = forms.CharField(label="Hint", max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        """Answers as choices."""
        given = dict(self.cleaned_data)
        answers = [one.strip() for one in given.pop("answers", "").splitlines() if one.strip()]
        if bool(answers) != (given.get("kind") in {Kind.CHOICE, Kind.CHOICES}):
            self.add_error("answers", "A choice has answers, and nothing else has.")
        values: dict[str, str] = {}
        for one in answers:
            value = key_of(one, values)
            if value in values:
                self.add_error("answers", f"“{one[:40]}” is offered twice.")
            values[value] = one
        return given | {"choices": [{"value": value, "words": words} for value, words in values.items()]}


class NewForm(_Lined):
    """A service of the house's own."""

    name = forms.CharField(label="Name", max_length=80, widget=forms.TextInput(attrs=_HALF))
    label = forms.CharField(label="Label on the board", max_length=24, widget=forms.TextInput(attrs=_HALF))
    topic = forms.ChoiceField(
        label="Topic",
        choices=[(one.value, one.value.capitalize()) for one in Topic],
        widget=forms.Select(attrs=_HALF),
    )
    given = forms.ChoiceField(label="How it is given", choices=GIVEN)
    priority = forms.TypedChoiceField(
        label="Priority", choices=PRIORITIES[:4], coerce=int, required=False, empty_value=None,
        widget=forms.Select(attrs={"data-needs": "given=respond,respond_or_book"}),
    )  # fmt: skip
    lasts = forms.IntegerField(
        label="Lasts (minutes)", required=False, min_value=5, max_value=1440,
        widget=forms.NumberInput(attrs=_HALF | {"data-needs": "given=book"}),
    )  # fmt: skip
    qualification = forms.ChoiceField(
        label="Held by", required=False, choices=[(one.value, str(words)) for one, words in WORDS.items()],
        widget=forms.Select(attrs=_HALF | {"data-needs": "given=book"}),
    )  # fmt: skip
    seats = forms.IntegerField(
        label="Seats", required=False, min_value=0, max_value=1000,
        help_text="For a class people enroll in one by one; 0 when one group asks for it.",
        widget=forms.NumberInput(attrs={"data-needs": "given=book"}),
    )  # fmt: skip
    level = forms.TypedChoiceField(
        label="Who may read its calls",
        choices=[("1", "the department (L1)"), ("2", "those cleared (L2)")],
        coerce=int,
    )
    doors = forms.MultipleChoiceField(
        label="How it is asked for",
        choices=[(one.value, one.value.replace("_", " ")) for one in Door],
        widget=forms.CheckboxSelectMultiple,
    )
    sends = _area(
        "Sends", 2, "One to a line: 2 officer, or 1 supervisor from P1 up", needs="given=respond,respond_or_book"
    )
    targets = _area(
        "Targets",
        2,
        "One to a line: on scene within 10 min of opened, 90 in 100; proposed within 1 working day of opened",
    )
    outcomes = forms.MultipleChoiceField(
        label="How it ends",
        choices=[(key, str(one.words)) for key, one in OUTCOMES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    about = forms.CharField(label="About", max_length=240, required=False)
    invite = forms.CharField(
        label="Invitation on the portal",
        max_length=60,
        required=False,
        help_text="Without one it is not on the portal.",
    )

    def blank(self) -> dict[str, Any]:
        """An officer by telephone, radio and portal, sent at once, reported."""
        doors = [Door.PHONE, Door.RADIO, Door.OFFICER, Door.PORTAL]
        return {"doors": doors, "sends": "1 officer", "priority": int(Priority.P3), "level": 1,
                "topic": Topic.PRESENCE, "given": "respond", "lasts": 30, "seats": 0}  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Lines as rows; how it is given as a flow, and how that is booked."""
        given = self.rows_of(dict(self.cleaned_data))
        how = given.pop("given", "respond")
        lasts, held_by, seats = given.pop("lasts", None), given.pop("qualification", ""), given.pop("seats", None)
        if how in ("respond", "respond_or_book"):
            if given.get("priority") is None and "priority" not in self.errors:
                self.add_error("priority", "Say how urgent it is.")
            return given | {"flow": how}
        booked: dict[str, Any] = {"minutes": None}
        if how == "book":
            if not lasts:
                self.add_error("lasts", "Say how long it lasts.")
            booked = {"minutes": lasts, "qualification": held_by, "seats": seats or 0}
        return given | {"flow": BOOK.key, "booked": booked, "sends": [], "priority": int(Priority.P4)}


def key_of(words: str, taken: Mapping[str, str]) -> str:
    """A key made of ``words``: small letters, digits, underscores, beginning with a letter.

    ``taken`` are the keys there are, with their words. Other words that would give the same key, and words without a
    letter that a key can have, get one with their digest; so only the same words give a key that is taken.
    """
    key = slugify(words).replace("-", "_")[:50].strip("_")
    key = key if key[:1].isalpha() else f"q_{key}".rstrip("_")
    same = words.strip().casefold()
    if key == "q" or taken.get(key, words).strip().casefold() != same:
        return f"{key[:41]}_{sha256(same.encode()).hexdigest()[:8]}"
    return key
