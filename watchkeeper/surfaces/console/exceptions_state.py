"""The exceptions as the page draws them: moments as text, what to open as addresses."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import exceptions
from watchkeeper.core.journal.exceptions import Group, Item
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls.rows import iso
from watchkeeper.kit import clock


def now(by: Actor) -> dict[str, Any]:
    """Every group with something in it, and the moment it was read."""
    groups = exceptions.gather(by)
    return {
        "at": clock.now().isoformat(),
        "count": exceptions.count(groups),
        "groups": [_group(group, by) for group in groups],
    }


def whole(by: Actor) -> dict[str, Any]:
    """What the page is born with: :func:`now`, and what the console's scripts need besides."""
    department = Department.objects.get(pk=by.department_id)
    parts: dict[str, Any] = {"rows": [], "named": [], "log": [], "hash": "", "cursor": "", "copy": None}
    return parts | {
        "at": clock.now().isoformat(),
        "me": {"name": by.name, "seat": "", "may": sorted(str(p) for p in by.permissions)},
        "department": {"key": department.key, "name": department.name, "zone": department.time_zone},
        "exceptions": now(by),
    }


def _group(group: Group, by: Actor) -> dict[str, Any]:
    items = [_item(item, by) for item in group.items]
    return {"key": group.key, "title": group.title, "why": group.why, "items": items}


def _item(item: Item, by: Actor) -> dict[str, Any]:
    may = by.may(Permission.ROSTER_MANAGE) if item.gap else bool(item.line or item.page)
    gap = item.gap
    return {
        "key": item.key,
        "text": item.text,
        "since": iso(item.since),
        "due": iso(item.due),
        "of": item.of,
        "owner": item.owner,
        "late": item.is_late,
        "opens": _address(item.subject, item.page),
        "resolve": item.resolve if may else "",
        "line": item.line,
        "gap": {"center": gap.center, "starts_at": iso(gap.starts_at), "ends_at": iso(gap.ends_at)} if gap else None,
    }


_PAGES = {"board": "board", "roster": "desk_roster"}  # what a subject without a page of its own opens
_OF_CALL = {"": "call", "bookings": "desk_bookings_one"}  # the page a call is dealt with on
_OWN = {
    "run": "run", "finding": "desk_findings_one", "feedback": "desk_feedback_one", "tip": "desk_tips_one",
}  # fmt: skip


def _address(subject: str, page: str = "") -> str:
    kind, _, key = subject.partition(":")
    if kind == "call" and key.isdecimal():
        return reverse(_OF_CALL[page], args=[int(key)])
    if kind in _OWN and key.isdecimal():
        return reverse(_OWN[kind], args=[int(key)])
    return reverse(_PAGES[kind]) if kind in _PAGES else ""
