"""Put a caution on a place, take it away, and forget its words: dated, sourced, expiring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.departments.permissions import Permission
from watchkeeper.core.journal import journal, personal
from watchkeeper.core.journal.action import action
from watchkeeper.core.places import cautions, find
from watchkeeper.core.places.models import Caution, CautionKind
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused


@action
def add_caution(
    ref: str,
    *,
    by: Actor,
    text: str,
    source: str,
    expires: datetime,
    starts: datetime | None = None,
    kind: str = CautionKind.HAZARD,
) -> Caution:
    """Warn whoever is sent to ``ref`` ("area:12") until ``expires``; ``source`` says who knows it.

    Raises :class:`Invalid` for an unknown place, no text or source, or an end before the start or now.
    """
    by.require(Permission.CAUTION_WRITE)
    begins = starts or clock.now()
    place = find.resolve(ref, by.department_id)
    faults = _faults(text, source, begins, expires, kind)
    if place is None:
        faults["place"] = ["no such place"]
    if faults or place is None:
        raise Invalid("The caution is not complete.", fields=faults)
    caution = Caution.objects.create(
        department_id=by.department_id,
        site_id=place.site_id,
        ref=ref,
        place=place.label,
        kind=kind,
        text=text.strip()[:240],
        source=source.strip()[:120],
        starts_at=begins,
        expires_at=expires,
        added_by=by.key,
    )
    data = {
        "caution": caution.pk,
        "place": caution.place,
        "text": caution.text,
        "kind": kind,
        "source": caution.source,
        "expires": expires.isoformat(),
    }
    journal.write(by, "caution.added", caution.subject, place=caution.place, data=data)
    return caution


@action
def end_caution(caution: Caution, *, by: Actor, reason: str) -> Caution:
    """End a caution before its time. Raises :class:`Refused` when it has ended, :class:`Invalid` without a reason."""
    by.require(Permission.CAUTION_WRITE)
    if caution.department_id != by.department_id:
        raise NotAllowed("This caution belongs to another department.", hidden=True)
    if not reason.strip():
        raise Invalid("Say why it no longer holds.", fields={"reason": ["required"]})
    now = clock.now()
    if not Caution.objects.filter(pk=caution.pk, ended_at=None).update(ended_at=now, ended_by=by.key):
        raise Refused("This caution has already ended.", code="already_ended")
    caution.refresh_from_db()
    data = {"caution": caution.pk, "place": caution.place, "reason": reason.strip()}
    journal.write(by, "caution.ended", caution.subject, place=caution.place, data=data)
    return caution


@action
def purge_cautions(ended: Sequence[Caution], *, by: Actor) -> int:
    """Destroy what was said in cautions that ended :data:`cautions.KEPT` ago, also in the journal; returns how many.

    That there was one, where, when and by whom stays. Raises :class:`Refused` for one that must still be kept,
    :class:`NotAllowed` for one of another department.
    """
    by.require(Permission.CALL_PURGE)
    keys = [caution.pk for caution in ended]
    rows = Caution.objects.select_for_update().filter(pk__in=keys, department_id=by.department_id).order_by("pk")
    found = list(rows)
    if len(found) < len(set(keys)):
        raise NotAllowed("", hidden=True)
    if any(not cautions.is_due(caution) for caution in found):
        raise Refused("A caution is kept for a while after its end.")
    values = sum(personal.destroy(by.department_id, caution.subject) for caution in found)
    Caution.objects.filter(pk__in=[caution.pk for caution in found]).update(text="", source="")
    data = {
        "cautions": len(found),
        "days": cautions.KEPT // timedelta(days=1),
        "values": values,
        "subjects": [caution.subject for caution in found],
    }
    journal.write(by, "cautions.purged", f"department:{by.department_id}", data=data)
    return len(found)


def _faults(text: str, source: str, starts: datetime, expires: datetime, kind: str) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    if not text.strip():
        faults["text"] = ["required"]
    if not source.strip():
        faults["source"] = ["required: who knows it"]
    if kind not in CautionKind.values:
        faults["kind"] = [f"one of {', '.join(CautionKind.values)}"]
    if expires <= max(starts, clock.now()):
        faults["expires"] = ["must be later than its start and than now"]
    return faults
