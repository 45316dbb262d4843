"""What of runs and findings a shift supervisor must know: what was not done, and what stands too long."""

from __future__ import annotations

from watchkeeper.core.journal.exceptions import Group, Item
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.playbooks.models import Finding, Run, Step
from watchkeeper.engines.playbooks.spec import spec_of
from watchkeeper.engines.playbooks.states import RUNNING, UNDER_WAY, StepStatus
from watchkeeper.kit import clock

MOST = 50  # of each group; the lists show all


def groups(by: Actor) -> list[Group]:
    """Steps of cards and runs past their time, findings past their day, owners not told: what ``by`` may know of.

    Four queries.
    """
    now = clock.now()
    runs = Run.objects.visible_to(by).filter(status__in=RUNNING, is_sim=False, ends_at__lt=now)
    findings = Finding.objects.visible_to(by).unsettled().filter(is_sim=False, due_at__lt=now)
    steps = Step.objects.filter(run__in=Run.objects.visible_to(by).filter(is_sim=False, status__in=UNDER_WAY))
    waiting = steps.filter(status=StepStatus.TO_DO, due_at__lt=now).select_related("run__playbook").order_by("due_at")
    not_done = tuple(_step(step) for step in waiting[:MOST])
    late = tuple(_run(run) for run in runs.select_related("playbook", "person").order_by("ends_at")[:MOST])
    open_ones = tuple(_finding(found) for found in findings.order_by("due_at")[:MOST])
    untold = Finding.objects.visible_to(by).untold().filter(tell_by__lt=now).order_by("tell_by")[:MOST]
    return [
        Group(
            "cards",
            12,
            "Steps of a card not done",
            "A post not filled, or nobody told, in the time the card gives.",
            not_done,
        ),
        Group("untold", 61, "Owners not told", "What was tagged is told the same shift.", tuple(map(_untold, untold))),
        Group("runs", 60, "Checks and patrols not done", "Past their window.", late),
        Group("findings", 62, "Findings not settled", "Past the day their owner had.", open_ones),
    ]


def _run(run: Run) -> Item:
    return Item(
        key=f"{run.subject}:late",
        text=f"{run.playbook.name}, {run.place or 'everywhere'}",
        since=run.starts_at or run.ends_at,
        due=run.ends_at,
        of="its window",
        owner=run.person.call_name if run.person else str(run.playbook.body["owner"]),
        subject=run.subject,
    )


def _step(step: Step) -> Item:
    run, spec = step.run, spec_of(step.run.playbook.steps(), step.key)
    words = str(spec.words) if spec else step.key
    return Item(
        key=f"{step.subject}:late",
        text=f"{run.playbook.name}, {run.place or 'everywhere'}: {words}{': ' + step.place if step.place else ''}",
        since=run.started_at or step.due_at,
        due=step.due_at,
        of="its time on the card",
        owner=str(run.playbook.body["owner"]),
        subject=run.subject,
    )


def _finding(found: Finding) -> Item:
    return Item(
        key=f"{found.subject}:late",
        text=f"{found.words[:80]}, {found.place or 'no place'}",
        since=found.found_at,
        due=found.due_at,
        of=f"{found.risk} risk",
        owner=found.owner,
        subject=found.subject,
    )


def _untold(found: Finding) -> Item:
    return Item(
        key=f"{found.subject}:untold",
        text=f"{found.words[:80]}, {found.place or 'no place'}",
        since=found.found_at,
        due=found.tell_by,
        of="the end of the shift",
        owner=found.owner,
        subject=found.subject,
    )
