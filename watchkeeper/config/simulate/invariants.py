"""What must hold at every moment of a run, and at its end, told as sentences when it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import F

from watchkeeper.config.simulate import booked
from watchkeeper.engines.calls.models import Assignment, Call, Requester, Unit
from watchkeeper.engines.calls.states import BOOKED, ENDED, OPEN, STAMPS, CallStatus
from watchkeeper.kit import clock
from watchkeeper.kit.prepared import Prepared

EMERGENCY_WITHIN = timedelta(seconds=60)
_HELD = Prepared(lambda: Assignment.objects.filter(cleared_at=None).select_related("call", "unit").order_by("id"))
_STANDING = Prepared(lambda: Call.objects.filter(status__in=OPEN).order_by("id"))
_UNITS = Prepared(lambda: Unit.objects.order_by("id"))


class Watcher:
    """Looks at the running board; remembers since when an emergency has been without a unit.

    ``slack`` is what a worker that was killed half-way may add before another takes its place.
    """

    def __init__(self, slack: timedelta) -> None:
        self._slack = slack
        self._bare_since: dict[int, datetime] = {}
        self._looked_at: datetime | None = None
        self._units: dict[int, Unit] = {}

    def look(self) -> list[str]:
        """Everything wrong with the board and the season as they stand; six queries, whatever the history."""
        held, calls = _HELD(), _STANDING()
        return [
            *self._unguarded(_UNITS()),
            *stranded(held, calls),
            *double_dispatch(held),
            *overlapping_windows(held),
            *self._emergencies([call for call in calls if call.priority <= 1 and not call.is_test]),
            *booked.look(),
        ]

    def _unguarded(self, units: list[Unit]) -> Iterator[str]:
        """Nobody changes a unit without its guard: who ranks units reads again only those whose guard rose."""
        for unit in units:
            before = self._units.get(unit.pk)
            if before is not None and before.guard == unit.guard and _columns(before) != _columns(unit):
                yield f"{unit.call_sign} was changed without its guard"
        self._units = {unit.pk: unit for unit in units}

    def _emergencies(self, calls: list[Call]) -> Iterator[str]:
        """Every emergency has a unit, or is known to a supervisor, within sixty seconds."""
        now = clock.now()
        bare = {}
        for call in calls:
            if call.status == CallStatus.ACTIVE or (call.starts_at and call.starts_at > now):
                continue
            began = max(call.opened_at, call.starts_at or call.opened_at)
            if self._looked_at is not None and began <= self._looked_at:
                began = now  # not bare at the last look: raised, put back, split off or reopened since
            since = bare[call.pk] = self._bare_since.get(call.pk, began)
            late = now - since - self._slack > EMERGENCY_WITHIN
            if late and call.escalated_at is None:
                waited = (now - since).total_seconds()
                yield f"emergency {call.number} has neither unit nor escalation after {waited:.0f} s"
        self._bare_since, self._looked_at = bare, now


def _columns(unit: Unit) -> dict[str, object]:
    return {name: value for name, value in vars(unit).items() if not name.startswith("_")}


def stranded(held: list[Assignment], calls: list[Call]) -> Iterator[str]:
    """No unit is held by a call that is over, and no call is worked by nobody."""
    for a in held:
        if a.call.status not in OPEN:
            yield f"{a.unit.call_sign} is stranded: {a.status} on {a.call.number}, which is {a.call.status}"
    worked = {a.call_id for a in held if a.is_live}
    for call in calls:
        if call.status == CallStatus.ACTIVE and call.pk not in worked:
            yield f"{call.number} is active and has no unit"


def double_dispatch(held: list[Assignment]) -> Iterator[str]:
    """No unit is on two calls at once, unless somebody overrode it and said why."""
    units = Counter(a.unit_id for a in held if a.is_live and not a.override)
    signs = {a.unit_id: a.unit.call_sign for a in held}
    for unit_id, many in units.items():
        if many > 1:
            yield f"{signs[unit_id]} is on {many} calls at once"


def overlapping_windows(held: list[Assignment]) -> Iterator[str]:
    """No unit is reserved twice for the same time."""
    reserved = [a for a in held if a.status == "reserved" and a.starts_at and a.ends_at]
    for before, after in pairwise(sorted(reserved, key=lambda a: (a.unit_id, a.starts_at))):
        assert before.ends_at is not None
        assert after.starts_at is not None
        if before.unit_id == after.unit_id and after.starts_at < before.ends_at:
            yield f"{before.unit.call_sign} is reserved twice at {after.starts_at}"


def final() -> list[str]:
    """Everything wrong with the whole history: intervals, past double dispatch, requesters, the season."""
    return [*negative_intervals(), *past_double_dispatch(), *lost_requesters(), *booked.final()]


def negative_intervals() -> Iterator[str]:
    """No stamp lies before the one it follows."""
    order = [stamp for stamp in STAMPS if stamp != "reserved_at"]
    for a in Assignment.objects.filter(override="").select_related("unit").iterator(2000):
        stamps = [(name, getattr(a, name)) for name in order if getattr(a, name) is not None]
        for (first, earlier), (second, later) in pairwise(stamps):
            if later < earlier:
                yield f"{a.unit.call_sign} in {a.subject}: {second} lies before {first}"
    for earlier, later in (
        ("rung_at", "answered_at"), ("answered_at", "opened_at"), ("opened_at", "dispatched_at"),
        ("dispatched_at", "on_scene_at"), ("opened_at", "closed_at"), ("cleared_at", "closed_at"),
    ):  # fmt: skip
        for number in Call.objects.filter(**{f"{later}__lt": F(earlier)}).values_list("number", flat=True):
            yield f"{number}: {later} lies before {earlier}"


def past_double_dispatch() -> Iterator[str]:
    """No two commitments of one unit overlapped, then or now."""
    rows = Assignment.objects.filter(override="", assigned_at__isnull=False).select_related("unit")
    # Of two sent at one moment the one that was over at that same moment was the first.
    ended = F("cleared_at").asc(nulls_last=True)
    for before, after in pairwise(rows.order_by("unit_id", "assigned_at", ended, "id").iterator(2000)):
        if before.unit_id != after.unit_id or before.assigned_at is None or after.assigned_at is None:
            continue
        if before.cleared_at is None or after.assigned_at < before.cleared_at:
            yield f"{before.unit.call_sign} was sent at {after.assigned_at} before {before.subject} ended"


def lost_requesters() -> Iterator[str]:
    """Every asker's call is open, or ended in one of the ways a request may end."""
    for asker in Requester.objects.exclude(
        call__status__in=(*OPEN, *BOOKED, CallStatus.CLEARED, *ENDED)
    ).select_related("call"):
        yield f"requester {asker.pk} is lost: {asker.call.number} is {asker.call.status}"
    for number in (
        Call.objects.filter(requesters=None, outcome="")
        .exclude(status=CallStatus.MERGED)
        .values_list("number", flat=True)
    ):
        yield f"{number} has nobody who asked"
    for number in Call.objects.filter(status=CallStatus.HANDED_OFF, handed_to="").values_list("number", flat=True):
        yield f"{number} was handed to nobody"
    for number in Call.objects.filter(status=CallStatus.MERGED, requesters__isnull=False).values_list(
        "number", flat=True
    ):
        yield f"{number} was merged but kept an asker"
