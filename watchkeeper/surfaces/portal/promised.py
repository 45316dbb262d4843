"""What is promised to who asks for an appointment: an answer, of which kind, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import ngettext

from watchkeeper.core.services.parts import Within
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import asking
from watchkeeper.kit import clock
from watchkeeper.surfaces.portal.visits import Visit

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
# What counts as the answer, soonest first; what is done at a desk is answered when it is closed.
_ENDS = ("proposed", "confirmed", "delivered", "closed")


@dataclass(frozen=True)
class Answer:
    """What is promised: ``kind`` is what will have happened by ``by``."""

    kind: str
    within: str
    by: datetime


def answer(service: Service, department_id: int, asked_at: datetime) -> Answer | None:
    """The answer promised to who asks for ``service`` at ``asked_at``; None when nothing is."""
    target = next(filter(None, map(service.promised, _ENDS)), None)
    by = asking.reply_due(service, department_id, asked_at)
    return Answer(target.end, _within(target), by) if target is not None and by is not None else None


def promise_of(here: Visit, service: Service) -> Answer | None:
    """What who asks for ``service`` now is promised; None for what is not booked."""
    return answer(service, here.department.pk, clock.now()) if service.is_by_appointment else None


def _within(target: Within) -> str:
    days = target.duration // DAY
    if target.is_working:
        return ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days}
    if target.duration <= DAY:
        return lasting(target.duration)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def lasting(span: timedelta) -> str:
    """A length in words: "45 minutes", "2 hours", "1 hour 30 minutes"."""
    hours, minutes = span // HOUR, span % HOUR // MINUTE
    said = [ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}] if hours else []
    said += [ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}] if minutes else []
    return " ".join(said)


def price(cents: int) -> str:
    """An amount of money: "$600", "$37.50"."""
    return f"${cents / 100:,.0f}" if cents % 100 == 0 else f"${cents / 100:,.2f}"
