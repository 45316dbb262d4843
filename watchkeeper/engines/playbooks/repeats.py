"""How often the same was found at one place: which findings fill a repeat rule and opened nothing yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Q

from watchkeeper.engines.playbooks.catalog import FINDINGS
from watchkeeper.engines.playbooks.models import Finding
from watchkeeper.engines.playbooks.states import FindingStatus


def due_repeat(finding: Finding, *, is_locked: bool = False) -> list[Finding]:
    """The findings at the place of ``finding`` that fill its rule together with it, oldest first; else none.

    What opened something already counts no more, nor what was declined or found in an exercise. One query.
    """
    spec = FINDINGS.get(finding.kind)
    if spec is None or spec.repeat is None or finding.call or finding.is_sim:
        return []
    rule, at = spec.repeat, finding.found_at
    near = Finding.objects.filter(
        here(finding), department_id=finding.department_id, kind=finding.kind, call="", is_sim=False,
        found_at__range=(at - rule.within, at + rule.within),
    ).exclude(status=FindingStatus.DECLINED)  # fmt: skip
    rows = list((near.select_for_update() if is_locked else near).order_by("pk"))
    rows.sort(key=lambda one: (one.found_at, one.pk))
    for first in range(len(rows) - rule.count + 1):
        several = rows[first : first + rule.count]
        if finding in several and several[-1].found_at - several[0].found_at <= rule.within:
            return several
    return []


MONTH = timedelta(days=30)


def counted(findings: Iterable[Finding], now: datetime) -> dict[int, int]:
    """By key of each of ``findings``: how many of its kind its place had in the 30 days to ``now``. At most one query.

    A place is its subject, or the same words where it has none; what was declined or practice is not counted.
    """
    several = list(findings)
    if not several:
        return {}
    places = Q(target__in={one.target for one in several if one.target})
    places |= Q(target="", place__in={one.place for one in several if not one.target})
    near = Finding.objects.filter(
        places, department_id=several[0].department_id, kind__in={one.kind for one in several},
        found_at__range=(now - MONTH, now), is_sim=False,
    ).exclude(status=FindingStatus.DECLINED)  # fmt: skip
    rows = near.order_by().values_list("kind", "target", "place").annotate(Count("pk"))
    counts: Counter[tuple[str, str]] = Counter()
    for kind, target, place, many in rows:
        counts[kind, target or place] += many
    return {one.pk: counts[one.kind, one.target or one.place] for one in several}


def here(finding: Finding) -> Q:
    """Findings at the same place: its subject, or where it has none the same words."""
    if finding.target:
        return Q(target=finding.target)
    return Q(target="", place__iexact=finding.place)
