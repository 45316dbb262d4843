"""Readings of a phone's position, appended in batches; an entry is written only for what is decided from them.

A reading does not overrule what is known better: a unit that the desk put on a floor stays there until its phone is
clearly elsewhere, since a satellite knows nothing of floors. Nor does an old one overrule a newer place: what a phone
kept without signal, or sends again, tells where the unit was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.transaction import writing
from watchkeeper.core.people import sharing
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Duty
from watchkeeper.core.places import find, walking
from watchkeeper.engines.calls.actions import place_unit, purge_fixes
from watchkeeper.engines.calls.models import Fix, Unit
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused
from watchkeeper.kit.geometry import Plane

MOST = 500  # readings in one batch: an hour and more without signal, one every ten seconds
AHEAD = timedelta(seconds=60)  # what a phone's clock may run ahead after its skew was taken off
WORST_M = 2000.0  # a reading worse than this is of a cell tower, not of a person
SURE_M = 60.0  # a unit is moved only by a reading at least this good...
MOVED_M = 40.0  # ...that lies this far, and its own inaccuracy, from where the unit is known to be
NEAR_M = 120.0  # farther from every building than this, a place is told by coordinates alone
FRESH = timedelta(minutes=2)  # an older one moves no unit
SAID = timedelta(minutes=5)  # words no map knows hold this long: until then a reading adds but the point to them
AT_ONCE = 5_000


@dataclass(frozen=True)
class Reading:
    """One position as a phone read it: when (UTC, by the server's clock), where (WGS 84), give or take meters."""

    at: datetime
    lon: float
    lat: float
    accuracy_m: float


@dataclass(frozen=True)
class Taken:
    """What became of a batch: how many were kept, how many were left out, whether the unit was moved."""

    kept: int
    left_out: int
    is_shared: bool
    is_moved: bool = False


def take(unit: Unit, readings: Sequence[Reading], *, by: Actor) -> Taken:
    """Keep what the phone of one of ``unit``'s crew read while on duty, and place the unit by the newest sure reading.

    Nothing is kept of a department that keeps positions for 0 hours; its units are placed all the same. Readings from
    before the duty began, from the future, off the globe or of a cell tower are left out; of whoever withholds their
    position, all are. Raises :class:`NotAllowed` for who is not on the unit, :class:`Invalid` for more than
    :data:`MOST` at once.
    """
    if len(readings) > MOST:
        raise Invalid("Too many positions at once.", fields={"fixes": [f"at most {MOST}"]})
    duty = _duty(unit, by)
    if not sharing.is_shared(by.account_id):
        return Taken(0, len(readings), is_shared=False)
    latest = clock.now() + AHEAD
    good = [one for one in readings if duty.started_at <= one.at <= latest and _is_on_earth(one)]
    fresh = _append(unit, duty.person_id, good) if _keeps(unit.department_id) else good
    return Taken(len(good), len(readings) - len(good), is_shared=True, is_moved=_place(unit, fresh, by))


def step(actor_of: Callable[[int, str], Actor]) -> int | None:
    """Destroy up to :data:`AT_ONCE` readings kept long enough, of one department; None when none is due."""
    for department_id, until in _until().items():
        if Fix.objects.filter(department_id=department_id, received_at__lt=until).exists():
            return purge_fixes(until, by=actor_of(department_id, "purge:fixes"), most=AT_ONCE)
    return None


def look() -> dict[int, int]:
    """How many readings of each department are due now; nothing is changed."""
    counts = {
        department_id: Fix.objects.filter(department_id=department_id, received_at__lt=until).count()
        for department_id, until in _until().items()
    }
    return {department_id: count for department_id, count in counts.items() if count}


def _until() -> dict[int, datetime]:
    """Up to the full hour: would it move on with the clock, phones that report all day kept a purge going for good."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    kept = Department.objects.values_list("pk", "fixes_kept_hours")
    return {pk: hour - timedelta(hours=hours) for pk, hours in kept}


def _keeps(department_id: int) -> bool:
    return Department.objects.filter(pk=department_id, fixes_kept_hours__gt=0).exists()


def _duty(unit: Unit, by: Actor) -> Duty:
    mine = Duty.objects.filter(department_id=by.department_id, unit=unit.subject, ended_at=None)
    duty = mine.filter(person_id=by.person_id).first() if by.person_id is not None else None
    if duty is None or unit.department_id != by.department_id:
        raise NotAllowed("You are not on this unit.", hidden=True)
    return duty


def _is_on_earth(one: Reading) -> bool:
    return -180 <= one.lon <= 180 and -90 <= one.lat <= 90 and 0 <= one.accuracy_m <= WORST_M


def _append(unit: Unit, person_id: int, readings: Sequence[Reading]) -> list[Reading]:
    """Keep what is new of ``readings`` and return it; one sent again (its answer was lost) is there already."""
    if not readings:
        return []
    now = clock.now()
    with writing():
        span = (min(one.at for one in readings), max(one.at for one in readings))
        there = set(
            Fix.objects.filter(unit_id=unit.pk, at__range=span, person_id=person_id).values_list("at", flat=True)
        )
        new = [one for one in readings if one.at not in there]
        Fix.objects.bulk_create(
            Fix(
                department_id=unit.department_id,
                unit_id=unit.pk,
                person_id=person_id,
                at=one.at,
                received_at=now,
                lon=one.lon,
                lat=one.lat,
                accuracy_m=one.accuracy_m,
            )
            for one in new
        )
    return new


def _place(unit: Unit, readings: Sequence[Reading], by: Actor) -> bool:
    """Move the unit to the newest sure reading when it is fresh and clearly somewhere else; whether it was."""
    now = clock.now()
    sure = [one for one in readings if one.accuracy_m <= SURE_M and one.at >= now - FRESH]
    if not sure:
        return False
    newest = max(sure, key=lambda one: one.at)
    at = min(newest.at, now)
    unit.refresh_from_db(fields=["lon", "lat", "place", "placed_at"])
    if _is_known(unit, newest, at):
        return False
    node = walking.nearest(unit.department_id, newest.lon, newest.lat, level=0)
    try:
        place_unit(unit, by=by, place=_words(unit, newest, at), node=node, lon=newest.lon, lat=newest.lat, at=at)
    except Refused:  # somebody placed it since we looked: that is newer
        return False
    return True


def _is_known(unit: Unit, newest: Reading, at: datetime) -> bool:
    """Whether where the unit is was learned later, or is so near that the reading tells nothing."""
    if unit.placed_at is not None and unit.placed_at > at:
        return True
    if unit.lon is None or unit.lat is None:
        return False
    east, north = Plane(unit.lon, unit.lat).to_meters(newest.lon, newest.lat)
    return bool((east**2 + north**2) ** 0.5 <= MOVED_M + newest.accuracy_m)


def _words(unit: Unit, newest: Reading, at: datetime) -> str:
    """What the place is called; nothing when it was just told in words of somebody's own, which then stay."""
    is_said = unit.lon is None and unit.place != "" and unit.placed_at is not None
    if is_said and unit.placed_at and at - unit.placed_at <= SAID:
        return ""
    place = find.around(unit.department_id, newest.lon, newest.lat, within_m=NEAR_M)
    return f"near {place.label}" if place else f"{newest.lat:.5f}, {newest.lon:.5f}"
