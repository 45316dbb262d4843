"""What a measures page is asked for: a period in local days, a site, a service, an hour; read from the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls import measures
from watchkeeper.engines.calls.measures import Scope
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console.forms import day

USUAL_DAYS = 28
LONGEST_DAYS = 366
PERIODS = ((1, "1 day"), (7, "1 week"), (28, "4 weeks"), (84, "12 weeks"), (365, "1 year"))
BEFORE, YEAR = "before", "year"


@dataclass(frozen=True)
class Asked:
    """A question to the measures, in the terms of the page: days are local, both included.

    ``other`` says what it is compared with: the period before, the same days a year before, or another site's id.
    """

    since: date
    until: date
    zone: ZoneInfo
    site: int | None = None
    service: str = ""
    urgent: bool = False
    hour: int | None = None
    weekday: int | None = None
    unit: str = ""
    other: str = BEFORE

    @property
    def scope(self) -> Scope:
        """The same question in UTC."""
        begin, end = _midnight(self.since, self.zone), _midnight(self.until + timedelta(days=1), self.zone)
        return Scope(begin, end, self.site, self.service, self.urgent, self.hour, self.weekday, self.unit)

    @property
    def days(self) -> int:
        """How many local days the period has."""
        return (self.until - self.since).days + 1

    @property
    def is_narrow(self) -> bool:
        """Whether it is asked of less than all calls of the site."""
        return bool(self.service or self.urgent or self.unit) or self.hour is not None or self.weekday is not None

    @property
    def compared(self) -> Asked:
        """The question whose answer this one's is held against.

        A whole month is held against the month before it; a year before is 52 weeks, so that weekdays agree.
        """
        if self.other.isdigit():
            return replace(self, site=int(self.other))
        if self.other == YEAR:
            return replace(self, since=self.since - timedelta(weeks=52), until=self.until - timedelta(weeks=52))
        last = self.since - timedelta(days=1)
        if self.since.day == 1 and (self.until + timedelta(days=1)).day == 1 and self.days <= 31:
            return replace(self, since=last.replace(day=1), until=last)
        return replace(self, since=self.since - timedelta(days=self.days), until=last)

    def address(self, **changes: object) -> str:
        """The question as the query of an address, with ``changes``; what is not asked for is left out."""
        held: dict[str, object] = {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "site": self.site,
            "service": self.service,
            "urgent": 1 if self.urgent else None,
            "hour": self.hour,
            "weekday": self.weekday,
            "unit": self.unit,
            "with": self.other if self.other != BEFORE else None,
        }
        return urlencode({key: value for key, value in (held | changes).items() if value not in (None, "")})


def read(given: Mapping[str, str], *, by: Actor, zone: ZoneInfo) -> Asked:
    """The question in ``given``; without a period, the four weeks up to the newest call.

    Raises :class:`Invalid` for what is no date or no number.
    """
    until = day(given, "until") or _newest(by, zone)
    days = _number(given, "days", most=LONGEST_DAYS) or USUAL_DAYS
    since = day(given, "since") or until - timedelta(days=days - 1)
    return Asked(
        since=since,
        until=until,
        zone=zone,
        site=_number(given, "site"),
        service=given.get("service", "")[:60],
        urgent=given.get("urgent", "") == "1",
        hour=_number(given, "hour", most=23),
        weekday=_number(given, "weekday", most=6),
        unit=given.get("unit", "")[:40],
        other=_other(given),
    )


def months(today: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """The month before that of ``today`` and its own up to today, as first and last days."""
    first = today.replace(day=1)
    last = first - timedelta(days=1)
    return (last.replace(day=1), last), (first, today)


def today(zone: ZoneInfo) -> date:
    """The local day."""
    return clock.now().astimezone(zone).date()


def _other(given: Mapping[str, str]) -> str:
    text = given.get("with", "").strip()
    if text in (BEFORE, YEAR):
        return text
    return str(_number(given, "with") or BEFORE)


def _newest(by: Actor, zone: ZoneInfo) -> date:
    return (measures.latest(by) or clock.now()).astimezone(zone).date()


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _number(given: Mapping[str, str], name: str, most: int = 2**31 - 1) -> int | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= most):
        raise Invalid(f"{text[:40]} is not a number that fits {name}.", fields={name: ["not a number"]})
    return int(text)
