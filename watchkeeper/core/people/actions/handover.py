"""The hand-over brief is kept as it was read, and signed by whoever takes over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.journal.client_ids import once
from watchkeeper.core.people import handover
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.boundary import inside
from watchkeeper.core.people.models import HandoverBrief
from watchkeeper.core.people.permissions import Permission
from watchkeeper.kit import clock
from watchkeeper.kit.errors import NotAllowed, Refused


@action
def build_handover(
    department: Department, *, by: Actor, seat: str = "", since: datetime | None = None
) -> HandoverBrief:
    """Build and keep the brief. ``since`` (aware) defaults to the last signed hand-over."""
    by.require(Permission.HANDOVER_SIGN)
    if department.pk != by.department_id:
        raise NotAllowed("This belongs to another department.", hidden=True)
    brief = handover.build(department, by, since=since)
    kept = HandoverBrief.objects.create(
        department=department,
        seat=seat,
        since=brief.since,
        built_at=clock.now(),
        built_by=by.key,
        sections=handover.keep(department.pk, brief),
    )
    lines = sum(len(section.lines) for section in brief.sections)
    data = {"seat": seat, "lines": lines, "since": brief.since.isoformat()}
    journal.write(by, "handover.built", f"handover:{kept.pk}", data=data)
    return kept


@action
def sign_handover(brief: HandoverBrief, *, by: Actor, note: str = "") -> HandoverBrief:
    """Take over. Raises ``Refused`` if somebody signed already."""
    by.require(Permission.HANDOVER_SIGN)
    inside(by, brief)
    now = clock.now()
    signed = HandoverBrief.objects.filter(pk=brief.pk, signed_at__isnull=True)
    if not signed.update(signed_at=now, signed_by=by.key, note=note):
        raise Refused("This hand-over is signed already.")
    brief.refresh_from_db()
    journal.write(by, "handover.signed", f"handover:{brief.pk}", data={"seat": brief.seat, "note": note})
    return brief


@action
def take_over(
    department: Department, *, by: Actor, seat: str = "", note: str = "", client_id: str = ""
) -> HandoverBrief:
    """Build the brief and sign it in one stroke: there is no brief that nobody signed, and none signed twice.

    A request sent twice under one ``client_id`` gives the brief of the first. Raises ``Invalid`` when the id was sent
    with another note before.
    """
    by.require(Permission.HANDOVER_SIGN)

    def run() -> dict[str, Any]:
        brief = build_handover(department, by=by, seat=seat)
        return {"pk": sign_handover(brief, by=by, note=note).pk}

    made = once(by, client_id, {"department": department.pk, "seat": seat, "note": note}, run)
    return HandoverBrief.objects.get(pk=made["pk"], department_id=by.department_id)
