"""The forms of runs and findings: what is to be done where and when, why it was left, who answers for what is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from watchkeeper.core.departments.zones import zone_of
from watchkeeper.engines.playbooks import targets, versions
from watchkeeper.engines.playbooks.actions.planning import MOST_DRAWN
from watchkeeper.engines.playbooks.spec import Playbook, Risk
from watchkeeper.kit import clock
from watchkeeper.surfaces.console.desk.choices import owners, people, playbooks
from watchkeeper.surfaces.console.desk.forms import DeskForm, Moment
from watchkeeper.surfaces.console.desk.moments import DayAndTime
from watchkeeper.surfaces.console.desk.placed import named, named_or_said

HOW = [
    ("plan", "Plan a run"),
    ("begin", "Begin one now"),
    ("due", "Plan what comes round, for every target without one"),
    ("draw", "Draw patrols nobody can predict"),
]
_HALF = {"data-width": "half"}
_AHEAD = timedelta(days=7)


def _needs(*ways: str) -> dict[str, str]:
    return {"data-needs": f"how={','.join(ways)}"}


def place_of(book: Playbook, text: str, department_id: int) -> dict[str, str]:
    """The target and place of a run of ``book`` at what is typed. Raises ``ValidationError`` for what is no target.

    What is run against a kind of fixture or area needs one of them; what is run anywhere takes any words.
    """
    if book.targets in ("", "place"):
        ref, label = named_or_said(text, department_id) if text.strip() else ("", "")
        return {"target": ref, "place": label}
    if not text.strip():
        raise forms.ValidationError("Say where.")
    hit = named(text, department_id, fits=lambda hit: targets.is_target(book, hit.ref, hit.kind))
    return {"target": hit.ref, "place": hit.label}


class NewRunForm(DeskForm):
    """One run, planned or begun; or many at once: what comes round, or patrols that are drawn."""

    how = forms.ChoiceField(label="What to do", choices=HOW)
    playbook = forms.ChoiceField(label="Playbook")
    place = forms.CharField(
        label="Place", max_length=120, required=False, help_text="As at the desk: Blake 13, Building 149 AED.",
        widget=forms.TextInput(attrs=_needs("plan", "begin")),
    )  # fmt: skip
    person = forms.ChoiceField(label="Who", required=False, widget=forms.Select(attrs=_needs("plan")))
    areas = forms.MultipleChoiceField(
        label="Areas (none: all of high risk)", required=False,
        widget=forms.CheckboxSelectMultiple(attrs=_needs("draw")),
    )  # fmt: skip
    count = forms.IntegerField(
        label="How many patrols", required=False, min_value=1, max_value=MOST_DRAWN,
        widget=forms.NumberInput(attrs=_needs("draw")),
    )  # fmt: skip
    starts_at = Moment(label="From", required=False, widget=DayAndTime(_needs("plan", "draw")))
    ends_at = Moment(label="Until", required=False, widget=DayAndTime(_needs("plan", "draw")))
    at = Moment(label="Begun at, when it is from paper (empty: now)", required=False,
                widget=DayAndTime(_needs("begin")))  # fmt: skip
    is_sim = forms.BooleanField(label="Exercise: reaches nothing real", required=False)

    def prepare(self) -> None:
        """The playbooks of the house, those who work here, and its areas of high risk."""
        department = self.by.department_id
        self.choose("playbook", [("", "choose"), *playbooks(department)])
        self.choose("person", [("", "anybody"), *people(department)])
        self.choose("areas", [(f"area:{pk}", name) for pk, name in targets.high_risk(department)])

    def blank(self) -> dict[str, Any]:
        """A week from the next full hour."""
        now = clock.now().astimezone(zone_of(self.by.department_id))
        starts = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        shown = {"starts_at": Moment.shown(starts, self.by), "ends_at": Moment.shown(starts + _AHEAD, self.by)}
        return shown | {"how": "plan", "count": 10}

    def clean(self) -> dict[str, Any]:
        """What each way needs; the place as a target."""
        given = dict(self.cleaned_data)
        how = given.get("how", "")
        if how in ("plan", "draw"):
            for name in ("starts_at", "ends_at"):
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, "Write a day and a time.")
        if how == "draw" and given.get("count") is None and "count" not in self.errors:
            self.add_error("count", "Say how many.")
        if how in ("plan", "begin") and given.get("playbook"):
            given |= self._place(given)
        return given

    def _place(self, given: dict[str, Any]) -> dict[str, str]:
        try:
            return place_of(versions.get(given["playbook"]), given.get("place", ""), self.by.department_id)
        except forms.ValidationError as wrong:
            self.add_error("place", wrong)
            return {}


class _Fresh(DeskForm):
    """A form that begins empty, whatever the row holds."""

    def first(self, row: Any) -> dict[str, Any]:
        """Nothing is known yet."""
        return {}


class BeginForm(_Fresh):
    """When it was begun."""

    at = Moment(label="Begun at, when it is from paper (empty: now)", required=False)


class WhyForm(_Fresh):
    """Why it is interrupted or given up."""

    reason = forms.CharField(label="Why", max_length=200)


class CompleteForm(_Fresh):
    """Why steps are left, if any are; and when it was done."""

    reason = forms.CharField(label="Why, if steps are left", max_length=200, required=False)
    at = Moment(label="Done at, when it is from paper (empty: now)", required=False)


class ReviewForm(_Fresh):
    """What was seen in it, if anything."""

    note = forms.CharField(label="Note", max_length=400, required=False)


class NewFindingForm(DeskForm):
    """Something that is not as it ought to be, found without a run."""

    words = forms.CharField(label="What is wrong", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    place = forms.CharField(
        label="Place", max_length=120, required=False, help_text="As at the desk: Blake 13, door 4."
    )
    risk = forms.ChoiceField(
        label="Risk", choices=[(one.value, one.value.capitalize()) for one in Risk], widget=forms.Select(attrs=_HALF)
    )
    owner = forms.ChoiceField(label="Who answers for it", widget=forms.Select(attrs=_HALF))
    due_at = Moment(label="Settled by (empty: as its risk says)", required=False)

    def prepare(self) -> None:
        """Roles, and those who work here."""
        self.choose("owner", owners(self.by.department_id))

    def blank(self) -> dict[str, Any]:
        """A medium risk for the supervisor."""
        return {"risk": Risk.MEDIUM.value, "owner": "supervisor"}


class _Owned(DeskForm):
    """A form that names who answers."""

    def prepare(self) -> None:
        """Roles, those who work here, and whoever answers for it now."""
        known = owners(self.by.department_id)
        held = self.row.owner if self.row is not None else ""
        extra = [(held, held)] if held and held not in {key for key, _ in known} else []
        self.choose("owner", [*extra, *known])


class AcceptForm(_Owned):
    """Who settles it, and by when."""

    owner = forms.ChoiceField(label="Who settles it")
    due_at = Moment(label="By")

    def first(self, row: Any) -> dict[str, Any]:
        """Whoever answers for it now, and its day."""
        return {"owner": row.owner, "due_at": Moment.shown(row.due_at, self.by)}


class DeclineForm(_Owned):
    """Why it is left as it is, and who answers for that."""

    owner = forms.ChoiceField(label="Who answers for leaving it")
    reason = forms.CharField(label="Why it is left so", max_length=400)

    def first(self, row: Any) -> dict[str, Any]:
        """Whoever answers for it now."""
        return {"owner": row.owner}


class FixForm(_Fresh):
    """What was done about it."""

    words = forms.CharField(label="What was done", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class TellForm(_Fresh):
    """Who was told of it, and how."""

    to = forms.CharField(label="Who was told, and how", max_length=200, help_text="As: the charge nurse, by telephone.")


class VerifyForm(_Fresh):
    """Whether it holds; and what does not, if it does not."""

    holds = forms.TypedChoiceField(
        label="Does it hold?", choices=[("yes", "Yes, it is settled"), ("no", "No, it goes back")],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect(attrs={"data-segments": "true"}),
    )  # fmt: skip
    reason = forms.CharField(label="What does not hold, if it does not", max_length=400, required=False)
