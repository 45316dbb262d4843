"""Close a way and open it again: a corridor, a stair, an elevator out of service, a door, a whole junction."""

from __future__ import annotations

from datetime import datetime

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.departments.permissions import Permission
from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.places.actions.marking import mark
from watchkeeper.core.places.models import Arc, Closure, Fixture, Node
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused


@action
def close_way(way: Arc | Node | Fixture, *, by: Actor, reason: str, until: datetime | None = None) -> Closure:
    """Close ``way`` from now to ``until`` (or until opened): nobody is routed over it.

    Closing a fixture closes every arc that goes through it. Raises :class:`Invalid` without a reason or with an end
    that has passed, :class:`Refused` when it is closed already.
    """
    by.require(Permission.CLOSURE_WRITE)
    _own(way.department_id, by)
    now = clock.now()
    if not reason.strip():
        raise Invalid("Say why it is closed.", fields={"reason": ["required"]})
    if until is not None and until <= now:
        raise Invalid("The end has already passed.", fields={"until": ["must be later than now"]})
    subject, what = subject_of(way), describe(way)
    if Closure.objects.filter(**{subject.split(":")[0]: way}, opened_at=None).exclude(until__lte=now).exists():
        raise Refused(f"{what} is closed already.", code="already_closed")
    closure = Closure.objects.create(
        department_id=by.department_id,
        **{subject.split(":")[0]: way},
        what=what,
        reason=reason.strip()[:200],
        closed_at=now,
        closed_by=by.key,
        until=until,
    )
    mark(by.department_id, "closures")
    end = until.isoformat() if until else None
    data = {"closure": closure.pk, "what": what, "reason": closure.reason, "until": end}
    journal.write(by, "way.closed", subject, place=what, data=data)
    return closure


@action
def open_way(closure: Closure, *, by: Actor, reason: str = "") -> Closure:
    """End a closure. Raises :class:`Refused` when it has been ended."""
    by.require(Permission.CLOSURE_WRITE)
    _own(closure.department_id, by)
    now = clock.now()
    ended = Closure.objects.filter(pk=closure.pk, opened_at=None).update(opened_at=now, opened_by=by.key)
    if not ended:
        raise Refused(f"{closure.what} is open already.", code="already_open")
    closure.refresh_from_db()
    mark(by.department_id, "closures")
    data = {"closure": closure.pk, "what": closure.what, "reason": reason or None}
    journal.write(by, "way.opened", closure.way, place=closure.what, data=data)
    return closure


def subject_of(way: Arc | Node | Fixture) -> str:
    """The way as a subject: "arc:7", "node:3", "fixture:12"."""
    return f"{type(way).__name__.lower()}:{way.pk}"


def describe(way: Arc | Node | Fixture) -> str:
    """The way in words a dispatcher knows."""
    if isinstance(way, Fixture):
        return way.name
    if isinstance(way, Node):
        return f"{way.floor.name}, junction" if way.floor else "outdoor junction"
    where = way.start.floor or way.end.floor
    return f"{where.name}, {way.get_kind_display().lower()}" if where else f"{way.get_kind_display()} {way.key}"


def _own(department_id: int, by: Actor) -> None:
    if department_id != by.department_id:
        raise NotAllowed("This way belongs to another department.", hidden=True)
