"""When whoever wrote is forgotten: ninety days after it was closed. A complaint about conduct is kept with its case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from django.db.models import QuerySet

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.transaction import writing
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.notices.actions import forget_askers
from watchkeeper.engines.notices.models import Feedback
from watchkeeper.kit import clock

KEPT = timedelta(days=90)
AT_ONCE = 100


def due() -> QuerySet[Feedback]:
    """Feedback whose askers are to be forgotten now, the oldest first."""
    old = Feedback.objects.filter(closed_at__lt=clock.now() - KEPT, level__lte=Level.L1)
    return old.exclude(name="", contact="").order_by("closed_at")


def look() -> Counter[int]:
    """How many askers of each department are to be forgotten now; nothing is changed."""
    return Counter(due().values_list("department_id", flat=True))


def step(actor_of: Callable[[int, str], Actor]) -> int | None:
    """Forget up to :data:`AT_ONCE` askers of one department; returns how many, None when none is due."""
    with writing():
        found = list(due().select_for_update(skip_locked=True)[:AT_ONCE])  # another worker has the others
        if not found:
            return None
        department_id = found[0].department_id
        mine = [one for one in found if one.department_id == department_id]
        return forget_askers(mine, by=actor_of(department_id, "purge:feedback"))
