"""What of the marks a department publishes for a year has been done, counted from the records themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import effective
from watchkeeper.engines.calls.bookings import DONE
from watchkeeper.engines.calls.models import Call

TALKS = "talk_"  # how the keys of the department's own presentations begin
PRESENTATIONS = 100  # a year, as the hospital publishes


@dataclass(frozen=True)
class Tally:
    """How many there are in a year, and the published mark they are counted against (None: there is none)."""

    key: str
    words: str
    done: int
    of: int | None = None


def talks(department_id: int, year: int) -> Q:
    """The presentations delivered in ``year`` by the department's clock: what the tallies count."""
    zone = zone_of(department_id)
    begins, ends = datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
    keys = [key for key in effective.of(department_id) if key.startswith(TALKS)]
    within = Q(appointment__delivered_at__gte=begins, appointment__delivered_at__lt=ends)
    return Q(service__in=keys, status__in=DONE, is_test=False) & within


def counts(by: Actor, year: int) -> list[Tally]:
    """The tallies of ``year`` as far as ``by`` may know of the calls behind them. One query."""
    held = Call.objects.visible_to(by).filter(talks(by.department_id, year)).order_by()
    found = held.aggregate(talks=Count("pk"), people=Sum("appointment__attended"))
    return [
        Tally("talks", "presentations delivered", found["talks"], PRESENTATIONS),
        Tally("people", "people reached by them", found["people"] or 0),
    ]
