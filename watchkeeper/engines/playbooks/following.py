"""What follows for runs and findings, after commit: each may run twice and then changes nothing more."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import registry
from watchkeeper.engines.playbooks import actions
from watchkeeper.engines.playbooks.actions import runs
from watchkeeper.engines.playbooks.catalog import FINDINGS
from watchkeeper.engines.playbooks.models import Finding, Run
from watchkeeper.engines.playbooks.repeats import due_repeat
from watchkeeper.engines.playbooks.states import UNDER_WAY

MERGED = ("call.merged",)
ENDED = ("call.canceled_by_caller", "call.closed", "call.gone_on_arrival", "call.handed_off")
OPENING = ("finding.opened",)
_REPEATING = {key for key, spec in FINDINGS.items() if spec.repeat is not None}


def repeating(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Those of ``entries`` that tell of a kind of finding with a repeat rule."""
    return [entry for entry in entries if entry.fields.get("kind") in _REPEATING]


def open_repeat(entry: Entry, by: Actor) -> None:
    """Open the visit that a repeat calls for, where this finding makes it full and the department offers it."""
    key = int(entry.subject.partition(":")[2])
    found = Finding.objects.filter(pk=key, department_id=by.department_id).first()
    rule = FINDINGS[found.kind].repeat if found is not None and found.kind in FINDINGS else None
    is_offered = rule is not None and registry.get(rule.opens, by.department_id).is_on
    if found is not None and is_offered and due_repeat(found):
        actions.answer_repeat(found, by=by)


def with_card(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Those of ``entries`` about calls whose card is under way with no end set. One query."""
    begun = Run.objects.filter(source__in={entry.subject for entry in entries}, status__in=UNDER_WAY, ends_at=None)
    sources = set(begun.values_list("source", flat=True))
    return [entry for entry in entries if entry.subject in sources]


def stand_down_card(entry: Entry, by: Actor) -> None:
    """A call that has ended stands its card down: what was not done is late no more, what is left is the debrief."""
    under_way = Run.objects.filter(department_id=entry.department_id, source=entry.subject, status__in=UNDER_WAY)
    for run in under_way.filter(ends_at=None):
        runs.stand_down(run, by=by)


def give_up_second_card(entry: Entry, by: Actor) -> None:
    """A call merged into another gives up its card, where the same card is under way for another call.

    Two desks took the same code; whatever was recorded on the second card stays to be read there.
    """
    under_way = Run.objects.filter(department_id=entry.department_id, status__in=UNDER_WAY)
    for run in under_way.filter(source=entry.subject):
        others = under_way.filter(key=run.key, is_sim=run.is_sim, source__startswith="call:").exclude(pk=run.pk)
        if others.exists():
            runs.abandon(run, by=by, reason=f"The call was merged into {entry.fields['into']}.")
