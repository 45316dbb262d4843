"""What the map sends: a way to close, and which layers somebody likes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.places.models import Arc, Closure, Fixture, Node
from watchkeeper.kit.errors import NotAllowed
from watchkeeper.surfaces.console.command import targets
from watchkeeper.surfaces.console.command.parsed import When
from watchkeeper.surfaces.console.command.targets import Desk
from watchkeeper.surfaces.console.forms import Liked

KINDS: dict[str, type[Arc] | type[Node] | type[Fixture]] = {"arc": Arc, "node": Node, "fixture": Fixture}


class Closing(forms.Form):
    """``until`` is a time of day by the department's clock (18:30), or minutes from now (90); "" is until opened."""

    way = forms.RegexField(r"^(arc|node|fixture):\d{1,18}\Z")
    reason = forms.CharField(max_length=200)
    until = forms.RegexField(r"^(([01]?\d|2[0-3]):[0-5]\d|\d{1,4})\Z", required=False)


class Opening(forms.Form):
    """Why it is open again, when there is more to say."""

    reason = forms.CharField(max_length=200, required=False)


class Shown(forms.Form):
    """The kinds of layer somebody switched on or off, by key: ``{"beats": true}``."""

    layers = Liked(required=False)

    def clean_layers(self) -> dict[str, bool]:
        """A short map of keys to yes or no; anything else is no choice."""
        given: Any = self.cleaned_data["layers"]
        if not isinstance(given, dict) or len(given) > 60:
            raise forms.ValidationError("That is no choice of layers.")
        return {str(key)[:40]: bool(value) for key, value in given.items()}


def way_of(ref: str, by: Actor) -> Arc | Node | Fixture:
    """The way ``ref`` ("fixture:12") names. Raises a hidden :class:`NotAllowed` when the department has none such."""
    kind, _, pk = ref.partition(":")
    found = KINDS[kind].objects.filter(pk=int(pk), department_id=by.department_id).first()
    if found is None:
        raise NotAllowed("There is no such way.", hidden=True)
    return found


def end_of(text: str, desk: Desk) -> datetime | None:
    """The moment ``until`` means, None for until opened."""
    if not text:
        return None
    return targets.future(When(f"+{text}" if text.isdigit() else text), desk)


def closure_of(pk: int, by: Actor) -> Closure:
    """The closure ``pk``. Raises a hidden :class:`NotAllowed` when the department has none such."""
    found = Closure.objects.filter(pk=pk, department_id=by.department_id).first()
    if found is None:
        raise NotAllowed("There is no such closure.", hidden=True)
    return found
