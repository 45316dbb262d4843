"""Times and lengths on the public pages: clock times of the department, plain numbers for drawings."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django import template

from watchkeeper.surfaces.portal.visits import Visit

register = template.Library()


class Window(Protocol):
    """Whatever has a beginning and an end: a call, a slot."""

    starts_at: datetime | None
    ends_at: datetime | None


@register.filter
def clock_time(here: Visit, at: datetime | None) -> str:
    """``at`` on the clock of the department visited: "14:08"."""
    return here.clock_time(at) if at else ""


@register.filter
def day(here: Visit, at: datetime | None) -> str:
    """The day of ``at`` in the department visited: "Tuesday, March 3"."""
    return here.day(at) if at else ""


@register.filter
def short_day(here: Visit, at: datetime | None) -> str:
    """The day of ``at`` in the department visited, short: "Tue Mar 3"."""
    return here.date(at) if at else ""


@register.filter
def clock_of(here: Visit, at: datetime | None) -> str:
    """``at`` on the clock of the department visited, whatever its day: "14:08"."""
    return here.hours(at, None) if at else ""


@register.filter
def hours(here: Visit, window: Window) -> str:
    """From when to when ``window`` lasts there: "10:00 – 12:00"."""
    return here.hours(window.starts_at, window.ends_at) if window.starts_at else ""


@register.filter
def long(percent: float) -> str:
    """A length on the bar, in its own units, whatever the language writes as its decimal point."""
    return f"{2.94 * percent:.1f}"


@register.filter
def along(percent: float) -> str:
    """Where a share of a hundred lies on the bar, in its own units (3 to 297)."""
    return f"{3 + 2.94 * percent:.1f}"
