"""What is due by itself: checks that come round, and patrols drawn so that nobody can predict them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Max

from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.playbooks import versions
from watchkeeper.engines.playbooks.actions.runs import schedule_run
from watchkeeper.engines.playbooks.models import Run
from watchkeeper.engines.playbooks.states import RunStatus
from watchkeeper.engines.playbooks.targets import unplanned
from watchkeeper.kit import chance, clock
from watchkeeper.kit.errors import Invalid, Refused

MOST_AT_ONCE = 500
MOST_DRAWN = 200
PATROL = timedelta(hours=1)  # how long a drawn patrol may be begun and done in


@action
def plan_due(*, by: Actor, playbook: str, at: datetime | None = None) -> list[Run]:
    """Plan the next run for every target that has none waiting: a month after the last, or at once for the first.

    Targets that are no more get none. At most 500 are planned at once. Raises Refused when nothing is to be planned,
    Invalid for a playbook that does not come round.
    """
    by.require(Permission.RUN_WRITE)
    book = versions.get(playbook)
    if book.every is None:
        raise Invalid(f"{book.name} does not come round by itself.", fields={"playbook": ["has no interval"]})
    missing = unplanned(book, by.department_id)[:MOST_AT_ONCE]
    if not missing:
        raise Refused(f"Every {book.name} is planned.")
    last = dict(
        Run.objects.filter(department_id=by.department_id, key=book.key, is_sim=False, target__in=missing)
        .exclude(ended_at=None)
        .filter(status__in=(RunStatus.COMPLETED, RunStatus.REVIEWED))
        .values_list("target")
        .annotate(Max("ended_at"))
    )
    now, planned = at or clock.now(), []
    for target in missing:
        due = max(last[target] + book.every, now + book.window) if target in last else now + book.window
        planned.append(
            schedule_run(
                by=by, playbook=book.key, target=target, starts_at=due - book.window, ends_at=due, source="comes round"
            )
        )
    return planned


@action
def draw_patrols(
    *, by: Actor, playbook: str, places: Sequence[str], count: int, since: datetime, until: datetime
) -> list[Run]:
    """Draw ``count`` patrols of ``places`` at moments nobody can predict, between ``since`` and ``until``.

    Each moment is drawn alone and evenly over the whole span, so that the gaps between them vary as much as they can
    (a coefficient of variation near 1; regular rounds have 0). A place that has one waiting is not drawn twice; raises
    Refused when fewer places are free than patrols are wanted, Invalid for a span or count that cannot be.
    """
    by.require(Permission.RUN_WRITE)
    if until - since < PATROL or since < clock.now():
        raise Invalid("The span lies in the past, or is too short.", fields={"until": ["too short"]})
    if not 1 <= count <= MOST_DRAWN:
        raise Invalid(f"Draw 1 to {MOST_DRAWN} patrols.", fields={"count": ["1 to 200"]})
    book = versions.get(playbook)
    waiting = set(
        Run.objects.filter(
            department_id=by.department_id, key=book.key, status=RunStatus.SCHEDULED, is_sim=False
        ).values_list("target", flat=True)
    )
    free = [place for place in dict.fromkeys(places) if place not in waiting]
    if len(free) < count:
        raise Refused(f"{len(free)} of these places have no patrol waiting; {count} were to be drawn.")
    rng, span = chance.rng(), (until - PATROL - since).total_seconds()
    drawn = []
    for place in rng.sample(free, count):
        starts = since + timedelta(seconds=rng.uniform(0, span))
        drawn.append(
            schedule_run(
                by=by, playbook=book.key, target=place, starts_at=starts, ends_at=starts + PATROL, source="drawn"
            )
        )
    return drawn
