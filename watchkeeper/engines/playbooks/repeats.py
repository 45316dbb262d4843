"""How often the same was found at one place: which findings fill a repeat rule and opened nothing yet."""

from __future__ import annotations

from django.db.models import Q

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


def here(finding: Finding) -> Q:
    """Findings at the same place: its subject, or where it has none the same words."""
    if finding.target:
        return Q(target=finding.target)
    return Q(target="", place__iexact=finding.place)
