"""Where the phone was, as it read it: checked, put right by its clock's skew, and handed on in one batch."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls import fixes
from watchkeeper.engines.calls.fixes import Reading, Taken
from watchkeeper.engines.calls.models import Unit
from watchkeeper.kit.errors import Invalid, NotAllowed
from watchkeeper.surfaces.field import forms, sync
from watchkeeper.surfaces.field.items import own_unit


def take(text: str, by: Actor) -> Taken:
    """Keep the readings a phone sent as JSON ``text``, for the unit whoever is signed in is on.

    Raises Invalid when it is no batch of readings (then nothing is kept), WrongPerson when it is somebody else's, a
    hidden NotAllowed for who is on no unit. A single reading that cannot be read is left out and counted.
    """
    told = sync.loaded(text)
    envelope = forms.checked(forms.Envelope, told)
    if envelope["person"] != by.key:
        raise sync.WrongPerson("These were read by somebody else's phone.")
    raw = told.get("fixes")
    if not isinstance(raw, list) or len(raw) > fixes.MOST:
        raise Invalid(f"Positions come as a list of up to {fixes.MOST}.", fields={"fixes": ["not such a list"]})
    skew = timedelta(milliseconds=envelope["skew_ms"] or 0)
    read = [one for one in (_reading(row, skew) for row in raw) if one is not None]
    taken = fixes.take(_unit(by), read, by=by)
    return replace(taken, left_out=taken.left_out + len(raw) - len(read))


def _reading(row: Any, skew: timedelta) -> Reading | None:
    if not isinstance(row, dict):
        return None
    try:
        given = forms.checked(forms.Reading, row)
        return Reading(forms.moment(given["at"]) - skew, given["lon"], given["lat"], given["accuracy"])
    except (Invalid, OverflowError):
        return None


def _unit(by: Actor) -> Unit:
    found = own_unit(by)
    if found is None:
        raise NotAllowed("", hidden=True)
    return found
