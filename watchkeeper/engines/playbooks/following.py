"""What follows for runs from what happens elsewhere, after commit: each may run twice and then changes nothing more."""

from __future__ import annotations

from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.playbooks.actions import runs
from watchkeeper.engines.playbooks.models import Run
from watchkeeper.engines.playbooks.states import UNDER_WAY

MERGED = ("call.merged",)


def give_up_second_card(entry: Entry, by: Actor) -> None:
    """A call merged into another gives up its card, where the same card is under way for another call.

    Two desks took the same code; whatever was recorded on the second card stays to be read there.
    """
    under_way = Run.objects.filter(department_id=entry.department_id, status__in=UNDER_WAY)
    for run in under_way.filter(source=entry.subject):
        others = under_way.filter(key=run.key, is_sim=run.is_sim, source__startswith="call:").exclude(pk=run.pk)
        if others.exists():
            runs.abandon(run, by=by, reason=f"The call was merged into {entry.fields['into']}.")
