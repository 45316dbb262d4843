"""What a phone sends, checked before anything is done with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime

from watchkeeper.core.services.outcomes import OUTCOMES
from watchkeeper.kit.errors import Invalid
from watchkeeper.kit.lengths import LONGEST_TEXT

_ID = r"^[A-Za-z0-9-]{8,64}\Z"


def _key(*, is_required: bool = True) -> forms.IntegerField:
    """A row's key: positive and no larger than a database can hold."""
    return forms.IntegerField(required=is_required, min_value=1, max_value=(1 << 63) - 1)


class Envelope(forms.Form):
    """Who sends, at what time of the phone's clock, how far ahead that was measured to run and how long that took."""

    person = forms.CharField(max_length=80)
    sent = forms.CharField(max_length=40)
    skew_ms = forms.FloatField(required=False, min_value=-1e13, max_value=1e13)
    trip_ms = forms.FloatField(required=False, min_value=0, max_value=1e9)


class Head(forms.Form):
    """What every item has: its id, kind and time by the phone's clock."""

    id = forms.RegexField(_ID)
    kind = forms.CharField(max_length=40)
    at = forms.CharField(max_length=40)


class _OfAssignment(forms.Form):
    """An assignment by its key, or the start it came from by its id."""

    assignment = _key(is_required=False)
    started = forms.RegexField(_ID, required=False)


class _OfCall(forms.Form):
    """A call by its key, or the start it came from by its id."""

    call = _key(is_required=False)
    started = forms.RegexField(_ID, required=False)


class _OfUnit(forms.Form):
    """A unit by its key."""

    unit = _key()


class Move(_OfAssignment):
    """The next status."""

    to = forms.CharField(max_length=20)


class Clear(_OfAssignment):
    """Done, and how it ended."""

    outcome = forms.ChoiceField(choices=[(key, key) for key in OUTCOMES], required=False)


class Note(_OfCall):
    """A line of the narrative."""

    text = forms.CharField(max_length=LONGEST_TEXT, strip=False)


class Start(_OfUnit):
    """What an officer came upon."""

    service = forms.CharField(max_length=60)
    place = forms.CharField(max_length=400, required=False)
    place_ref = forms.CharField(max_length=40, required=False)
    details = forms.CharField(max_length=10_000, required=False)


class Emergency(forms.Form):
    """The button, and where; a locked phone knows no unit."""

    unit = _key(is_required=False)
    place = forms.CharField(max_length=400, required=False)


class Place(_OfUnit):
    """Where the unit is."""

    place = forms.CharField(max_length=400)
    place_ref = forms.CharField(max_length=40, required=False)


class LogOn(_OfUnit):
    """Begin of a shift, its mode and planned end."""

    mode = forms.CharField(max_length=20)
    until = forms.CharField(max_length=40, required=False)

    def clean_until(self) -> datetime | None:
        """The planned end, or None."""
        text = self.cleaned_data["until"]
        return _time(text, "until") if text else None


class Mode(_OfUnit):
    """How the unit gets about."""

    mode = forms.CharField(max_length=20)


class Out(_OfUnit):
    """Why the unit cannot be sent."""

    reason = forms.CharField(max_length=120)


class _OfRun(forms.Form):
    """A run by its key, or the begin it came from by its id."""

    run = _key(is_required=False)
    started = forms.RegexField(_ID, required=False)


class _Somewhere(forms.Form):
    """A place by its subject, by the code on its label, or in words."""

    target = forms.CharField(max_length=40, required=False)
    place = forms.CharField(max_length=200, required=False)


class RunStart(_Somewhere):
    """A playbook begun where nothing was planned."""

    playbook = forms.CharField(max_length=60)


class Patrol(RunStart):
    """A round kept in one go, with what was scanned there."""

    seen = forms.CharField(max_length=200, required=False)


class StepDone(_OfRun):
    """The evidence of one step, or that it does not apply."""

    step = forms.CharField(max_length=60)
    value = forms.CharField(max_length=2_000, required=False)
    note = forms.CharField(max_length=400, required=False)
    is_out = forms.BooleanField(required=False)


class Why(_OfRun):
    """Why a run is interrupted, or steps of it are left."""

    reason = forms.CharField(max_length=200, required=False)


class Tag(_OfRun, _Somewhere):
    """What was found unsecured, the number on the sticker left there, a word more, and who was told on the spot."""

    kind = forms.CharField(max_length=60)
    what = forms.CharField(max_length=60)
    label = forms.CharField(max_length=40, required=False)
    words = forms.CharField(max_length=2_000, required=False)
    told = forms.CharField(max_length=200, required=False)


class Read(_OfUnit):
    """A message that was read."""

    message = _key()


class Sharing(forms.Form):
    """Whether the phone's position is shared."""

    is_shared = forms.BooleanField(required=False)


class Reading(forms.Form):
    """One position of the phone: when by its own clock, where (WGS 84), give or take meters."""

    at = forms.CharField(max_length=40)
    lon = forms.FloatField(min_value=-180, max_value=180)
    lat = forms.FloatField(min_value=-90, max_value=90)
    accuracy = forms.FloatField(min_value=0, max_value=1e7)


class Message(forms.Form):
    """A message to a unit, or to all on duty without one."""

    to = _key(is_required=False)
    text = forms.CharField(max_length=4_000)


GIVEN: Mapping[str, type[forms.Form]] = {
    "attach": _OfCall,
    "clear": Clear,
    "emergency": Emergency,
    "in_service": _OfUnit,
    "log_off": _OfUnit,
    "log_on": LogOn,
    "message": Message,
    "mode": Mode,
    "move": Move,
    "note": Note,
    "out_of_service": Out,
    "patrol": Patrol,
    "place": Place,
    "read": Read,
    "run_complete": Why,
    "run_pause": Why,
    "run_resume": _OfRun,
    "run_start": RunStart,
    "run_take": _OfRun,
    "sharing": Sharing,
    "start": Start,
    "step": StepDone,
    "tag": Tag,
    "welfare": _OfAssignment,
}


class Asked(forms.Form):
    """What is looked for, the place that was chosen, or the code of its label."""

    code = forms.CharField(max_length=40, required=False)
    q = forms.CharField(max_length=80, required=False)
    ref = forms.RegexField(r"^[a-z]+:\d{1,18}\Z", required=False)


def checked(form: type[forms.Form], data: Mapping[str, Any]) -> dict[str, Any]:
    """The form's clean values. Raises Invalid with the faults per field."""
    bound = form({name: value for name, value in data.items() if isinstance(value, str | int | float)})
    if not bound.is_valid():
        faults = {name: [str(text) for text in texts] for name, texts in bound.errors.items()}
        raise Invalid("This could not be read; nothing was done with it.", fields=faults)
    return bound.cleaned_data


def moment(text: str, name: str = "at") -> datetime:
    """The moment an ISO 8601 text with its zone names, in UTC. Raises Invalid for anything else."""
    found = _parsed(text)
    if found is None:
        raise Invalid("A time here cannot be read; nothing was done with it.", fields={name: ["not a time"]})
    return found


def _time(text: str, name: str) -> datetime:
    found = _parsed(text)
    if found is None:
        raise forms.ValidationError(f"not a time: {name}")
    return found


def _parsed(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
        return found.astimezone(UTC) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
