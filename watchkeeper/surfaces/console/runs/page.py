"""One run as its page shows it: each step with its evidence, who recorded it when, what it found and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from watchkeeper.core.journal import reads
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.playbooks import actions
from watchkeeper.engines.playbooks.models import Finding, Proof, Run, Step
from watchkeeper.engines.playbooks.spec import StepSpec, spec_of
from watchkeeper.engines.playbooks.states import UNDER_WAY, RunStatus, StepStatus
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused
from watchkeeper.surfaces.console.desk.cells import Cell, Look
from watchkeeper.surfaces.console.desk.drawer import Pressable
from watchkeeper.surfaces.console.desk.pressing import Pressed, form_of, new_id
from watchkeeper.surfaces.console.desk.registers.findings import call_page, calls_of, finding_state
from watchkeeper.surfaces.console.desk.registers.runs import BUTTONS, DONE, RUNS, state_of
from watchkeeper.surfaces.console.runs.forms import StepForm

STATES = {
    StepStatus.TO_DO: ("idle", "idle"),
    StepStatus.DONE: ("scene", "ok"),
    StepStatus.FAILED: ("over", "over"),
    StepStatus.MISSED: ("waiting", "held"),
    StepStatus.NOT_APPLICABLE: ("idle", "out"),
}


@dataclass(frozen=True)
class Tried:
    """What came of evidence that was sent: done, or refused in words with the form as it was filled in."""

    key: str
    form: StepForm
    refusal: str = ""
    status: int = 200

    @property
    def is_done(self) -> bool:
        """Whether it was kept."""
        return not self.refusal


@dataclass(frozen=True)
class Said:
    """One piece of evidence in words; ``counts`` when it is the one that holds."""

    value: str
    note: str
    by: str
    at: str
    counts: bool


@dataclass(frozen=True)
class Opened:
    """A finding of a step, with its page and the call it opened, as far as the reader may know of that."""

    finding: Finding
    state: Cell
    address: str
    call: str
    call_address: str


@dataclass(frozen=True)
class StepShown:
    """One step of the page."""

    number: int
    step: Step
    spec: StepSpec
    state: Cell
    proofs: Sequence[Said]
    found: Sequence[Opened]
    form: StepForm
    refusal: str
    address: str
    within: str
    is_late: bool

    @property
    def client_id(self) -> str:
        """A fresh id for one submit."""
        return new_id()

    @property
    def words(self) -> str:
        """What is to be done, and where, if it is done in several places."""
        return f"{self.spec.words}: {self.step.place}" if self.step.place else str(self.spec.words)

    @property
    def is_done(self) -> bool:
        """Whether something was recorded."""
        return self.step.status in DONE

    @property
    def is_contested(self) -> bool:
        """Whether the evidence says more than one thing."""
        return len({one.value for one in self.proofs}) > 1


def screen(run: Any, look: Look, *, tried: Tried | None = None, refused: Pressed | None = None) -> dict[str, Any]:
    """The template's values for ``run``, a row of the register. That a private one was read is kept."""
    if noted := RUNS.noted([run]):
        reads.note(look.by, "run", noted)
    RUNS.prepare([run], look)
    steps = _steps(run, look, tried)
    left = [one for one in steps if one.step.status == StepStatus.TO_DO]
    does = _does(run, look, refused)
    return {
        "run": run,
        "state": state_of(run, look.now),
        "window": f"{look.moment(run.starts_at)} to {look.moment(run.ends_at)}" if run.ends_at else "",
        "begun": look.moment(run.started_at),
        "ended": look.moment(run.ended_at),
        "reviewed": look.moment(run.reviewed_at),
        "who": getattr(run, "last", "") or (run.person.call_name if run.person else ""),
        "steps": steps,
        "failed": sum(1 for one in steps if one.step.status == StepStatus.FAILED),
        "is_under_way": run.status in UNDER_WAY,
        "may_record": run.status in UNDER_WAY and look.by.may(Permission.RUN_WRITE),
        "next": left[0] if left and run.status == RunStatus.STARTED else None,
        "first": _first(run, does, is_whole=not left),
        "does": does,
        "refused": refused,
        "tried": tried,
        "zone": look.zone,
    }


def recorded(run: Run, key: str, look: Look, data: QueryDict) -> Tried:
    """Keep what was sent as evidence of the step ``key``. Raises a hidden NotAllowed for a step that is not there."""
    step = Step.objects.filter(run=run, key=key).select_related("run").first()
    spec = spec_of(run.playbook.steps(), key)
    if step is None or spec is None:
        raise NotAllowed("", hidden=True)
    form = StepForm(data, spec=spec, by=look.by)
    if not form.is_valid():
        return Tried(key, form, "Nothing was kept.", 422)
    given = form.cleaned_data
    applies = given["applies"] != "no"
    evidence = {
        "value": given["value"] if applies else "",
        "applies": applies,
        "note": given["note"],
        "at": given["at"],
    }
    try:
        actions.record(step, by=look.by, client_id=data.get("client_id", "")[:60], **evidence)
    except Invalid as wrong:
        if "client_id" in wrong.fields:
            return Tried(key, form, "This was sent before with another answer; look at it and send it again.", 422)
        return Tried(key, form, f"{wrong.sentence} Nothing was kept.", 422)
    except Refused as no:
        return Tried(key, form, f"{no.sentence} Nothing was kept.", 409)
    return Tried(key, form)


def next_address(run: Run) -> str:
    """The page of ``run``, at the first step that is left; at its end when none is."""
    left = Step.objects.filter(run=run, status=StepStatus.TO_DO).values_list("key", flat=True).first()
    return reverse("run", args=[run.pk]) + (f"#step-{left}" if left else "#does")


def _steps(run: Run, look: Look, tried: Tried | None) -> list[StepShown]:
    """The steps in order. Four queries, however many there are."""
    specs = run.playbook.steps()
    proofs: dict[int, list[Proof]] = {}
    for proof in Proof.objects.filter(step__run=run):
        proofs.setdefault(proof.step_id, []).append(proof)
    findings = list(Finding.objects.visible_to(look.by).filter(run=run).order_by("pk"))
    numbers = calls_of(findings, look.by)
    found: dict[int, list[Opened]] = {}
    for finding in findings:
        found.setdefault(finding.step_id or 0, []).append(_opened(finding, numbers, look))
    steps = Step.objects.filter(run=run).order_by("position")
    return [
        _shown(run, step, spec, proofs.get(step.pk, []), found.get(step.pk, []), look, tried)
        for step in steps
        if (spec := spec_of(specs, step.key)) is not None
    ]


def _shown(
    run: Run, step: Step, spec: StepSpec, proofs: list[Proof], found: list[Opened], look: Look, tried: Tried | None
) -> StepShown:
    is_this = tried is not None and tried.key == step.key
    tone, glyph = STATES[StepStatus(step.status)]
    return StepShown(
        number=step.position + 1,
        step=step,
        spec=spec,
        state=Cell(step.status.replace("_", " "), tone=tone, glyph=glyph),
        proofs=_said(step, proofs, look),
        found=found,
        form=tried.form if is_this and tried else StepForm(spec=spec, by=look.by),
        refusal=tried.refusal if is_this and tried else "",
        address=reverse("run_step", args=[run.pk, step.key]),
        within=within(run, step, look.now),
        is_late=is_late(step, look.now),
    )


def within(run: Run, step: Step, now: datetime) -> str:
    """How long a step with a time of its own took, or has left, in minutes and seconds from the beginning."""
    if run.started_at is None or step.due_at is None:
        return ""
    given = lasted(step.due_at - run.started_at)
    if step.at is not None:
        return f"after {lasted(step.at - run.started_at)}, of {given}"
    if run.ended_at is not None:
        return f"within {given}"
    return f"{lasted(now - step.due_at)} late" if now > step.due_at else f"{lasted(step.due_at - now)} left of {given}"


def is_late(step: Step, now: datetime) -> bool:
    """Whether a step was not done by its own time."""
    return step.due_at is not None and (step.at or now) > step.due_at and step.status != StepStatus.MISSED


def lasted(span: timedelta) -> str:
    """A length as it is read off a stop watch: 1:30, 1:02:05."""
    seconds = max(0, int(span.total_seconds()))
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02d}:{seconds % 60:02d}" if hours else f"{minutes}:{seconds % 60:02d}"


def _said(step: Step, proofs: list[Proof], look: Look) -> list[Said]:
    newest = max((one for one in proofs if one.at == step.at), key=lambda one: one.pk, default=None)
    return [
        Said(one.value or "does not apply", one.note, one.by_name, look.moment(one.at), one is newest) for one in proofs
    ]


def _opened(finding: Finding, numbers: dict[str, str], look: Look) -> Opened:
    number = numbers.get(finding.call, "")
    return Opened(
        finding,
        finding_state(finding, look),
        reverse("desk_findings_one", kwargs={"pk": finding.pk}),
        number,
        call_page(finding.call) if number else "",
    )


def _does(run: Run, look: Look, refused: Pressed | None) -> list[Pressable]:
    """What can be done to ``run`` now by its reader, each with its form."""
    fitting = [one for one in BUTTONS if RUNS.may(one, look.by) and one.fits(run, look)]
    shown = []
    for one in fitting:
        is_this = refused is not None and refused.button is one
        form = refused.form if is_this and refused else form_of(one, look, run)
        address = reverse("run_press", args=[run.pk, one.key])
        shown.append(Pressable(one, form, address, refused.above if is_this and refused else ""))
    return shown


def _first(run: Run, does: list[Pressable], *, is_whole: bool) -> Pressable | None:
    """What is most likely done next, by one press: begin, go on, complete when nothing is left, review."""
    wanted = ["begin", "resume", "review", *(["complete"] if is_whole else [])]
    return next((one for name in wanted for one in does if one.button.key == name), None)
