"""The code card of a call as the board shows it: who stands where, what is late, how much is searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from watchkeeper.core.journal import reads
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.playbooks.models import Run, Step
from watchkeeper.engines.playbooks.spec import Each, Evidence, StepSpec, spec_of
from watchkeeper.engines.playbooks.states import UNDER_WAY, StepStatus
from watchkeeper.surfaces.console.desk.cells import Cell, Look
from watchkeeper.surfaces.console.desk.pressing import new_id
from watchkeeper.surfaces.console.desk.registers.runs import DONE, RUNS, state_of
from watchkeeper.surfaces.console.runs.page import STATES, is_late, within


@dataclass(frozen=True)
class Line:
    """One step of the card. ``answers`` are its buttons, ``is_post`` asks who stands there."""

    step: Step
    words: str
    state: Cell
    within: str
    is_late: bool
    is_post: bool
    answers: Sequence[tuple[str, str]]
    address: str

    @property
    def is_done(self) -> bool:
        """Whether it is done."""
        return self.step.status in DONE

    @property
    def client_id(self) -> str:
        """A fresh id for one submit."""
        return new_id()


def of_call(call: Call, by: Actor) -> Run | None:
    """The card begun with ``call``, as far as ``by`` may see it: the newest, where the call changed its service."""
    return RUNS.rows(by).filter(source=call.subject).order_by("-pk").first()


def screen(run: Any, look: Look, refusal: str = "", *, is_answer: bool = False) -> dict[str, Any]:
    """The template's values. Two queries. That a private one was read is kept.

    ``is_answer`` to somebody who just filled a post: the next one is where they type on.
    """
    if noted := RUNS.noted([run]):
        reads.note_shown(look.by, "card", noted)
    specs = run.playbook.steps()
    known = [(step, spec) for step in Step.objects.filter(run=run) if (spec := spec_of(specs, step.key))]
    cells = [step for step, spec in known if spec.each is Each.AREA and step.place]
    lines = [_line(run, step, spec, look) for step, spec in known if spec.each is not Each.AREA or not step.place]
    state = state_of(run, look.now)
    return {
        "run": run,
        "state": state,
        "begun": look.moment(run.started_at),
        "lines": lines,
        "late": sum(1 for line in lines if line.is_late and not line.is_done),
        "done": sum(1 for line in lines if line.is_done),
        "cells": len(cells),
        "clear": sum(1 for step in cells if step.value == "clear"),
        "seen": [step.place for step in cells if step.value == "found"],
        "next_cell": next((step.key for step in cells if step.status == StepStatus.TO_DO), ""),
        "may_record": run.status in UNDER_WAY and look.by.may(Permission.RUN_WRITE),
        "refusal": refusal,
        "focus": next((one.step.key for one in lines if one.is_post and not one.is_done), "") if is_answer else "",
    }


def _line(run: Run, step: Step, spec: StepSpec, look: Look) -> Line:
    tone, glyph = STATES[StepStatus(step.status)]
    late = is_late(step, look.now)
    if late and step.status == StepStatus.TO_DO:
        tone, glyph = "over", "over"
    answers: Sequence[tuple[str, str]] = ()
    if spec.evidence is Evidence.TICK:
        answers = [("yes", "Done")]
    elif spec.evidence is Evidence.YES_NO:
        answers = [("yes", "Yes"), ("no", "No")]
    return Line(
        step=step,
        words=f"{spec.words}: {step.place}" if step.place else str(spec.words),
        state=Cell(step.value or step.status.replace("_", " "), tone=tone, glyph=glyph),
        within=within(run, step, look.now),
        is_late=late,
        is_post=spec.evidence is Evidence.POST,
        answers=answers,
        address=reverse("run_step", args=[run.pk, step.key]),
    )
