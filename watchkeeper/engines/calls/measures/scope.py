"""Which calls a measure is made of: a period, a site, a service, an hour; what counts in it and what is left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls.models import Assignment, Call, Correction
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit.errors import Invalid

LONGEST = timedelta(days=370)
# A page is drawn from at most this many calls; a department of five hundred calls a day has them in a year.
MOST_CALLS = 200_000
NO_UNIT_NEEDED = ("information", "wrong_number", "hang_up")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which calls are asked about: opened from ``since`` (in) to ``until`` (out), in UTC; None and "" mean all.

    ``hour`` (0 to 23) and ``weekday`` (0 is Monday) are local, of when the call was received; ``unit`` is a call sign.
    """

    since: datetime
    until: datetime
    site: int | None = None
    service: str = ""
    urgent: bool = False
    hour: int | None = None
    weekday: int | None = None
    unit: str = ""

    @property
    def is_timed(self) -> bool:
        """Whether an hour or a weekday narrows it."""
        return self.hour is not None or self.weekday is not None


def counted(scope: Scope, *, by: Actor) -> Any:
    """The calls of ``scope`` that count, oldest first, of every hour and weekday; `columns` narrows them to those.

    Raises :class:`Invalid` for a period too long or backward.
    """
    by.require(Permission.MEASURE_READ)
    if scope.until <= scope.since:
        raise Invalid("The period ends before it begins.", fields={"until": ["before the beginning"]})
    if scope.until - scope.since > LONGEST:
        raise Invalid("The period is longer than a year; ask for a shorter one.", fields={"since": ["too long ago"]})
    calls = _within(scope, by).filter(is_test=False, starts_at=None, is_appointment=False).exclude(origin="officer")
    calls = calls.exclude(outcome__in=NO_UNIT_NEEDED).exclude(status=CallStatus.MERGED)
    if scope.service:
        calls = calls.filter(service=scope.service)
    if scope.urgent:
        calls = calls.filter(priority__lte=1)
    if scope.unit:
        sent = Assignment.objects.filter(call=OuterRef("pk"), unit__call_sign=scope.unit, is_stacked=False)
        calls = calls.filter(Exists(sent.exclude(assigned_at=None)))
    return calls.annotate(received=Coalesce("rung_at", "answered_at", "opened_at")).order_by("opened_at")


def _within(scope: Scope, by: Actor) -> Any:
    calls = Call.objects.visible_to(by).filter(opened_at__gte=scope.since, opened_at__lt=scope.until)
    return calls if scope.site is None else calls.filter(site_id=scope.site)


def left_out(scope: Scope, *, by: Actor) -> dict[str, int]:
    """How many calls of the period are in no figure, and why; each is counted once, under its first reason."""
    test, booked = Q(is_test=True), Q(starts_at__isnull=False) | Q(is_appointment=True)
    officer, nothing = Q(origin="officer"), Q(outcome__in=NO_UNIT_NEEDED)
    merged = Q(status=CallStatus.MERGED)
    found: dict[str, int] = _within(scope, by).aggregate(
        test=Count("pk", filter=test),
        booked=Count("pk", filter=~test & booked),
        officer_initiated=Count("pk", filter=~test & ~booked & officer),
        no_unit_needed=Count("pk", filter=~test & ~booked & ~officer & nothing),
        merged=Count("pk", filter=~test & ~booked & ~officer & ~nothing & merged),
    )
    return found


def corrected(calls: Any) -> int:
    """How many of ``calls`` have a time that was put right; their corrected times are the ones measured."""
    pks = calls.order_by().values("pk")
    found: int = Correction.objects.filter(call__in=pks).aggregate(n=Count("call", distinct=True))["n"]
    return found


def latest(by: Actor) -> datetime | None:
    """When the newest call that ``by`` may see was opened."""
    newest = Call.objects.visible_to(by).order_by("-opened_at").values_list("opened_at", flat=True).first()
    return newest if isinstance(newest, datetime) else None
