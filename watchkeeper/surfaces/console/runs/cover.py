"""The coverage of places: which were left alone longest, how often each was patrolled, and what was tagged there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from watchkeeper.engines.playbooks.coverage import Covered, covered
from watchkeeper.surfaces.console.desk.cells import Look

DAYS = (7, 30, 90)


@dataclass(frozen=True)
class Row:
    """One place as the page shows it."""

    place: Covered
    last: str
    gap: str
    runs: str
    tags: str


def screen(look: Look, days: int) -> dict[str, Any]:
    """The template's values for the last ``days``; five queries, however many patrols there were."""
    found = covered(look.by, look.now - timedelta(days=days), look.now)
    several = sum(one.patrols for one in found)
    return {
        "rows": [_row(one, look) for one in found],
        "days": days,
        "choices": [(one, f"{reverse('coverage')}?days={one}") for one in DAYS],
        "never": sum(1 for one in found if not one.patrols),
        "patrols": several,
        "proved": _share(found, several),
        "zone": look.zone,
        "as_of": look.now,
    }


def _row(one: Covered, look: Look) -> Row:
    asked = {"q": one.name}
    return Row(
        one,
        look.moment(one.last) if one.last else "",
        _length(one.gap),
        f"{reverse('desk_runs')}?{urlencode(asked)}",
        f"{reverse('desk_findings')}?{urlencode(asked | {'kind': 'alert_tag'})}",
    )


def _share(found: Sequence[Covered], several: int) -> str:
    return f"{round(100 * sum(one.proved for one in found) / several)} %" if several else "–"


def _length(gap: timedelta) -> str:
    hours = round(gap.total_seconds() / 3600)
    return f"{hours} h" if hours < 72 else f"{hours // 24} days"
