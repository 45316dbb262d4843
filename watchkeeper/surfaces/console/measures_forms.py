"""What a measures page is asked for: a period in local days, a site, a service, an hour; read from the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_date

from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls import measures
from watchkeeper.engines.calls.measures import Scope
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid

USUAL_DAYS = 28
PERIODS = ((1, "1 day"), (7, "1 week"), (28, "4 weeks"), (84, "12 weeks"), (365, "1 year"))


@dataclass(frozen=True)
class Asked:
    """A question to the measures, in the terms of the page: days are local, both included."""

    since: date
    until: date
    zone: ZoneInfo
    site: int | None = None
    service: str = ""
    urgent: bool = False
    hour: int | None = None

    @property
    def scope(self) -> Scope:
        """The same question in UTC."""
        begin, end = _midnight(self.since, self.zone), _midnight(self.until + timedelta(days=1), self.zone)
        return Scope(begin, end, self.site, self.service, self.urgent, self.hour)

    @property
    def days(self) -> int:
        """How many local days the period has."""
        return (self.until - self.since).days + 1

    def address(self, **changes: object) -> str:
        """The question as the query of an address, with ``changes``; what is not asked for is left out."""
        held: dict[str, object] = {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "site": self.site,
            "service": self.service,
            "urgent": 1 if self.urgent else None,
            "hour": self.hour,
        }
        return urlencode({key: value for key, value in (held | changes).items() if value not in (None, "")})


def read(given: Mapping[str, str], *, by: Actor, zone: ZoneInfo) -> Asked:
    """The question in ``given``; without a period, the four weeks up to the newest call.

    Raises :class:`Invalid` for what is no date or no number.
    """
    until = _date(given, "until") or _newest(by, zone)
    days = _number(given, "days", most=366) or USUAL_DAYS
    since = _date(given, "since") or until - timedelta(days=days - 1)
    return Asked(
        since=since,
        until=until,
        zone=zone,
        site=_number(given, "site"),
        service=given.get("service", "")[:60],
        urgent=given.get("urgent", "") == "1",
        hour=_number(given, "hour", most=23),
    )


def _newest(by: Actor, zone: ZoneInfo) -> date:
    return (measures.latest(by) or clock.now()).astimezone(zone).date()


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _date(given: Mapping[str, str], name: str) -> date | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None or not 1990 <= found.year <= 2200:
        raise Invalid(f"{text[:40]} is not a day; write it like 2026-11-22.", fields={name: ["not a day"]})
    return found


def _number(given: Mapping[str, str], name: str, most: int = 2**31 - 1) -> int | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= most):
        raise Invalid(f"{text[:40]} is not a number that fits {name}.", fields={name: ["not a number"]})
    return int(text)
