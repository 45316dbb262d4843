"""What proves that somebody stood at a place: the code of its label, a position read there, or only their word."""

from __future__ import annotations

import re
from enum import StrEnum

from watchkeeper.core.places import find, labels
from watchkeeper.engines.playbooks.models import Run
from watchkeeper.engines.playbooks.spec import Evidence, StepSpec
from watchkeeper.kit.geometry import meters_between

_POSITION = re.compile(r"gps (-?\d{1,2}\.\d+),(-?\d{1,3}\.\d+) ±(\d{1,6}) m")
NEAR = 60.0  # meters a position may lie from where one stands at a place, beside its own error (field default)


class Seen(StrEnum):
    """How well it is proved that somebody stood there."""

    LABEL = "label"
    POSITION = "position"
    WORD = "word"


def problem(spec: StepSpec, value: str, run: Run) -> str:
    """Why ``value`` proves another place than that of ``run``, in words; "" where it does not."""
    ref = labels.ref_of(value) if spec.evidence is Evidence.SCAN else ""
    if not ref or not run.target or run.target in find.within(ref, run.department_id):
        return ""
    hit = find.resolve(ref, run.department_id)
    return f"That is the label of {hit.label if hit else 'no place here'}, not of {run.place}."


def seen(value: str, target: str, department_id: int) -> Seen:
    """How well ``value``, evidence of a scan at ``target``, proves that somebody stood there."""
    ref = labels.ref_of(value)
    if ref and (not target or target in find.within(ref, department_id)):
        return Seen.LABEL
    read, hit = _POSITION.fullmatch(value.strip()), find.resolve(target, department_id) if target else None
    if read is None or hit is None:
        return Seen.WORD
    away = meters_between((hit.lon, hit.lat), (float(read[2]), float(read[1])))
    return Seen.POSITION if away <= NEAR + float(read[3]) else Seen.WORD
