"""The hand-over as its pages show it: the brief of this second, one that was signed, and the list of those."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people import handover
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.handover import Brief, Section
from watchkeeper.core.people.models import HandoverBrief
from watchkeeper.core.people.naming import names
from watchkeeper.kit import clock, ids
from watchkeeper.surfaces.console.forms import number

LAST = 6  # signed ones beside the brief
A_PAGE = 50
SHOWN, SHOWN_LESS = 8, 3  # lines of a section before the rest is folded; of what is less urgent than a late test
LESS = 80
A_MINUTE = 240  # words one reads in it


def current(department: Department, by: Actor) -> dict[str, Any]:
    """The brief of this second for ``by``, and the last signed ones."""
    brief, last = handover.build(department, by), list(_signed(department)[:LAST])
    signers = names({one.signed_by for one in last})
    return _brief(brief) | {
        "client_id": ids.token(12),
        "last": last[0] if last else None,
        "last_by": signers[last[0].signed_by] if last else "",
        "before": [(one, signers[one.signed_by]) for one in last],
        "now": clock.now(),
        "department": department,
    }


def signed(kept: HandoverBrief, department: Department, by: Actor) -> dict[str, Any]:
    """One that is kept, as ``by`` may read it today."""
    called = names({kept.built_by, kept.signed_by})
    about = {"kept": kept, "built_by": called[kept.built_by], "signed_by": called.get(kept.signed_by, "")}
    return _brief(handover.read(kept, by)) | about | {"department": department}


def past(department: Department, before: str) -> dict[str, Any]:
    """The signed ones before the key ``before`` (all when it is no key), the last first."""
    rows = _signed(department)
    if key := number(before):
        rows = rows.filter(pk__lt=key)
    found = list(rows.order_by("-pk")[: A_PAGE + 1])
    signers = names({one.signed_by for one in found})
    return {
        "rows": [(one, signers[one.signed_by]) for one in found[:A_PAGE]],
        "older": found[A_PAGE - 1].pk if len(found) > A_PAGE else None,
        "department": department,
    }


def _signed(department: Department) -> QuerySet[HandoverBrief]:
    return HandoverBrief.objects.filter(department=department, signed_at__isnull=False).order_by("-signed_at")


def _brief(brief: Brief) -> dict[str, Any]:
    """The sections with their first lines apart from the rest, which is folded on screens and printed in full.

    ``seconds`` is about how long the first lines take to read.
    """
    sections = [_folded(section) for section in brief.sections]
    words = sum(len(line.text.split()) for section in sections for line in section["first"])
    return {"brief": brief, "sections": sections, "seconds": max(5, round(words * 60 / A_MINUTE))}


def _folded(section: Section) -> dict[str, Any]:
    shown = SHOWN if section.rank < LESS else SHOWN_LESS
    many, lines = len(section.lines), section.lines
    return {"title": section.title, "count": many, "first": lines[:shown], "rest": lines[shown:]}
