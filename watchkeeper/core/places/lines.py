"""Who answers: hours, diverting, numbers, and what the registry does not know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from watchkeeper.core.places.models import HoursKind, Line, Site

# A chain of diverted desks longer than this is a loop somebody made by mistake.
MOST_DIVERTS = 5


@dataclass(frozen=True)
class Gap:
    """Something the registry ought to know of a line and does not; ``field`` is "hours" or "number"."""

    line: Line
    field: str
    sentence: str


def is_open(line: Line, at: datetime) -> bool | None:
    """Whether somebody answers ``line`` at ``at`` (aware); None when its hours are not known."""
    if line.hours == HoursKind.UNKNOWN:
        return None
    if line.hours == HoursKind.ALWAYS:
        return True
    local = at.astimezone(ZoneInfo(line.department.time_zone))
    now = local.strftime("%H:%M")
    today = line.weekly[local.weekday()] if len(line.weekly) == 7 else []
    return any(opens <= now < closes for opens, closes in today)


def answering(line: Line, at: datetime) -> tuple[Line, bool]:
    """The line that answers a call to ``line`` at ``at``, and whether it was diverted.

    A closed desk, and one whose hours nobody knows, goes to ``divert_to``: the promise holds (services.md,
    decision 1). With nowhere to divert to, the line itself has to answer.
    """
    here = line
    for _ in range(MOST_DIVERTS):
        if is_open(here, at) or here.divert_to is None:
            break
        here = here.divert_to
    return here, here.pk != line.pk


def gaps(department_id: int) -> list[Gap]:
    """What the registry misses: hours of a desk people ask for help at, and numbers of published purposes."""
    found = []
    for line in Line.objects.filter(department_id=department_id).select_related("site"):
        if not line.number:
            found.append(Gap(line, "number", f"{line.purpose} has no number."))
        if line.hours == HoursKind.UNKNOWN and (line.is_desk or line.is_emergency):
            found.append(Gap(line, "hours", f"The hours of {line.purpose} are not stated; it is diverted."))
    return found


def dialed(department_id: int, number: str) -> Line | None:
    """The line a dialed number belongs to, whatever its punctuation and country code; None when unknown."""
    rows = Line.objects.filter(department_id=department_id).select_related("site", "divert_to", "department")
    wanted = digits(number)
    if not wanted:
        return rows.filter(number__iexact=number.strip()).first() if number.strip() else None
    return next((line for line in rows if wanted in {digits(line.number), digits(line.short_number)}), None)


def digits(number: str) -> str:
    """The digits of a telephone number, without the country code 1; "" for a mail address."""
    if "@" in number:
        return ""
    found = re.sub(r"\D", "", number)
    return found[1:] if len(found) == 11 and found[0] == "1" else found


def of_site(site_id: int) -> list[Line]:
    """The lines of a site, desks first."""
    return list(Line.objects.filter(site_id=site_id).select_related("divert_to").order_by("-is_desk", "id"))


def emergency(site: Site) -> Line | None:
    """The number to show first to somebody in danger at ``site``: its own if always answered, else the main site's."""
    return emergencies(site.department_id, [site])[site.pk]


def emergencies(department_id: int, sites: Sequence[Site]) -> dict[int, Line | None]:
    """The same for several sites of a department, by their ids (one query)."""
    rows = Line.objects.filter(department_id=department_id, is_emergency=True, hours=HoursKind.ALWAYS)
    lines = list(rows.select_related("site").order_by("id"))
    main = next((line for line in lines if line.site is not None and line.site.is_main), None)
    return {site.pk: next((line for line in lines if line.site_id == site.pk), main) for site in sites}
