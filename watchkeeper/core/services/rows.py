"""Parts of a service as rows hold them (plain JSON), and back; refuses with words what is no such part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from watchkeeper.core.people.qualifications import Qualification
from watchkeeper.core.services.kinds import Capability, Kind, Priority
from watchkeeper.core.services.models import Question
from watchkeeper.core.services.parts import Ask, Booked, Choice, Send, Staff, Tell, Within
from watchkeeper.kit.errors import Invalid

T = TypeVar("T")


def targets(rows: Any) -> tuple[Within, ...]:
    """``[{"start", "end", "seconds", "percentile", "at", "is_working"}]`` as targets. Raises :class:`Invalid`."""
    return _each("targets", rows, _target)


def sends(rows: Any) -> tuple[Send, ...]:
    """``[{"count", "capability", "at", "every", "job"}]`` as units to send. Raises :class:`Invalid`."""
    return _each("sends", rows, _send)


def tells(rows: Any) -> tuple[Tell, ...]:
    """``[{"who", "seconds"}]`` as people to tell. Raises :class:`Invalid`."""
    return _each("tells", rows, _tell)


def asks(rows: Iterable[Question]) -> tuple[Ask, ...]:
    """Questions made on a screen as questions of a service. Raises :class:`Invalid`."""
    return _each("questions", list(rows), _ask)


def booked(row: Any) -> Booked:
    """``{"minutes", "qualification", "count", "per", "seats", "opens", "closes", "weekends"}`` as how it is booked.

    Without ``minutes`` it is answered at a desk. Raises :class:`Invalid`.
    """
    return _each("booking", [row], _booked)[0]


def target_row(target: Within) -> dict[str, Any]:
    """A target as JSON."""
    at = None if target.at is None else int(target.at)
    return {
        "start": target.start,
        "end": target.end,
        "seconds": target.duration.total_seconds(),
        "percentile": target.percentile,
        "at": at,
        "is_working": target.is_working,
    }


def send_row(send: Send) -> dict[str, Any]:
    """Units to send as JSON."""
    at = None if send.at is None else int(send.at)
    return {
        "count": send.count,
        "capability": send.capability.value,
        "at": at,
        "every": send.every,
        "job": str(send.job),
    }


def tell_row(tell: Tell) -> dict[str, Any]:
    """Whom to tell as JSON."""
    return {"who": str(tell.who), "seconds": tell.within.total_seconds() if tell.within else None}


def _each(what: str, rows: Any, make: Callable[[Any], T]) -> tuple[T, ...]:
    if not isinstance(rows, (list, tuple)):
        raise Invalid(f"The {what} must be a list.", fields={what: ["not a list"]})
    made = []
    for place, row in enumerate(rows, start=1):
        try:
            made.append(make(row))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise Invalid(
                f"Number {place} of the {what} is not understood.", fields={what: [str(error)[:200]]}
            ) from error
    return tuple(made)


def _priority(row: Mapping[str, Any]) -> Priority | None:
    return None if row.get("at") is None else Priority(row["at"])


def _target(row: Mapping[str, Any]) -> Within:
    duration = timedelta(seconds=float(row["seconds"]))
    percentile, is_working = int(row.get("percentile", 90)), bool(row.get("is_working"))
    return Within(row["start"], row["end"], duration, percentile, _priority(row), is_working)


def _booked(row: Mapping[str, Any]) -> Booked:
    if row.get("minutes") is None:
        return Booked(lasts=None)
    staff = Staff(int(row.get("count", 1)), Qualification(row["qualification"]), int(row.get("per", 0)))
    return Booked(
        lasts=timedelta(minutes=int(row["minutes"])),
        staff=(staff,),
        seats=int(row.get("seats", 0)),
        opens=int(row.get("opens", 8)),
        closes=int(row.get("closes", 18)),
        weekends=bool(row.get("weekends")),
    )


def _send(row: Mapping[str, Any]) -> Send:
    capability = Capability(row.get("capability", "officer"))
    return Send(int(row["count"]), capability, _priority(row), bool(row.get("every")), str(row.get("job", ""))[:80])


def _tell(row: Mapping[str, Any]) -> Tell:
    who = str(row["who"]).strip()
    if not who:
        raise ValueError("nobody named")
    seconds = row.get("seconds")
    return Tell(who[:120], None if seconds is None else timedelta(seconds=float(seconds)))


def _ask(row: Question) -> Ask:
    choices = tuple(Choice(str(one["value"]), str(one["words"]), bool(one.get("danger"))) for one in row.choices)
    return Ask(
        row.key,
        row.words,
        Kind(row.kind),
        starts=row.is_starting,
        required=row.is_required,
        fills=row.fills,
        choices=choices,
        hint=row.hint,
        is_extra=True,
    )
