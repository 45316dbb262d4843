"""Times and lengths on the public pages: clock times of the department, plain numbers for drawings."""

from __future__ import annotations

from datetime import datetime

from django import template

from watchkeeper.surfaces.portal.visits import Visit

register = template.Library()


@register.filter
def clock_time(here: Visit, at: datetime | None) -> str:
    """``at`` on the clock of the department visited: "14:08"."""
    return here.clock_time(at) if at else ""


@register.filter
def long(percent: float) -> str:
    """A length on the bar, in its own units, whatever the language writes as its decimal point."""
    return f"{2.94 * percent:.1f}"


@register.filter
def along(percent: float) -> str:
    """Where a share of a hundred lies on the bar, in its own units (3 to 297)."""
    return f"{3 + 2.94 * percent:.1f}"
