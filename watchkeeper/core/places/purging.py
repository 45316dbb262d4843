"""Forgetting what was said in cautions, once they have been over for long enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.journal.transaction import writing
from watchkeeper.core.places import cautions
from watchkeeper.core.places.actions import purge_cautions

AT_ONCE = 100


def step(actor_of: Callable[[int, str], Actor]) -> int | None:
    """Purge up to :data:`AT_ONCE` cautions of one department; returns how many, None when none is due."""
    with writing():
        found = list(cautions.due().select_for_update(skip_locked=True)[:AT_ONCE])  # another worker has the others
        if not found:
            return None
        department_id = found[0].department_id
        ended = [caution for caution in found if caution.department_id == department_id]
        return purge_cautions(ended, by=actor_of(department_id, "purge:cautions"))


def look() -> Counter[int]:
    """How many cautions of each department are due now; nothing is changed."""
    return Counter(cautions.due().values_list("department_id", flat=True))
