"""The desk's sections of the hand-over brief: what is open, what stands, who is out."""

from __future__ import annotations

from datetime import datetime

from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.handover import Line, Section
from watchkeeper.core.services import registry
from watchkeeper.engines.calls.models import Bolo, Call, Unit
from watchkeeper.engines.calls.reading import live_bolos
from watchkeeper.kit import clock


def sections(by: Actor, since: datetime) -> list[Section]:
    """Open calls by risk, emergencies without a unit since ``since``, look-outs and units out of service."""
    calls = list(Call.objects.visible_to(by).open().order_by("priority", "opened_at"))
    escalated = Call.objects.visible_to(by).filter(escalated_at__gte=since).order_by("escalated_at")
    out = Unit.objects.of(by).filter(is_on_duty=True).exclude(out_of_service="").order_by("call_sign")
    return [
        Section("Open calls", tuple(Line(c.subject, _call(c)) for c in calls)),
        Section("Emergencies that waited over a minute", tuple(Line(c.subject, _call(c)) for c in escalated)),
        Section("Look-outs", tuple(Line(b.subject, f"{b.text} (until {_local(b)})") for b in live_bolos(by))),
        Section("Out of service", tuple(Line(u.subject, f"{u.call_sign}: {u.out_of_service}") for u in out)),
    ]


def _local(bolo: Bolo) -> str:
    """When it ends by the department's clock; with the day when that is not today."""
    zone = zone_of(bolo.department_id)
    ends, today = bolo.expires_at.astimezone(zone), clock.now().astimezone(zone).date()
    return f"{ends:%H:%M}" if ends.date() == today else f"{ends:%b} {ends.day}, {ends:%H:%M}"


def _call(call: Call) -> str:
    name = registry.get(call.service, call.department_id).name
    return f"{call.number} P{call.priority} {name}, {call.place or 'place unknown'}: {call.status.replace('_', ' ')}"
