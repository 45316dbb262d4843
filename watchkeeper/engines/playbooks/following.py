"""What follows from a finding, after commit: it may run twice and then changes nothing more."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import registry
from watchkeeper.engines.playbooks import actions
from watchkeeper.engines.playbooks.catalog import FINDINGS
from watchkeeper.engines.playbooks.models import Finding
from watchkeeper.engines.playbooks.repeats import due_repeat

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
