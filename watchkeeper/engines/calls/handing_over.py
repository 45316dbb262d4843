"""The desk's sections of the hand-over brief: what is open, what stands, who is out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.handover import Line, Section
from watchkeeper.core.services import registry
from watchkeeper.engines.calls.models import Call, Unit
from watchkeeper.engines.calls.reading import live_bolos
from watchkeeper.kit import clock


def sections(by: Actor, since: datetime) -> list[Section]:
    """Open calls by risk, emergencies without a unit since ``since``, units out of service and look-outs.

    What is late besides is told by the exceptions, of which the brief has its own sections.
    """
    calls = list(Call.objects.visible_to(by).open().order_by("priority", "opened_at"))
    escalated = Call.objects.visible_to(by).filter(escalated_at__gte=since).order_by("escalated_at")
    out = Unit.objects.of(by).filter(is_on_duty=True).exclude(out_of_service="").order_by("call_sign")
    return [
        Section("Open calls", tuple(Line(c.subject, _call(c)) for c in calls), 34),
        Section("Emergencies that waited over a minute", tuple(Line(c.subject, _call(c)) for c in escalated), 36),
        Section(
            "Look-outs",
            tuple(Line(b.subject, f"{b.text} (until {_local(b.expires_at, b.department_id)})") for b in live_bolos(by)),
            58,
        ),
        Section("Out of service", tuple(Line(u.subject, f"{u.call_sign}: {u.out_of_service}") for u in out), 41),
    ]


def visible(by: Actor, subjects: Collection[str]) -> set[str]:
    """Those of the call ``subjects`` that ``by`` may know now. One query."""
    keys = [int(subject.partition(":")[2]) for subject in subjects]
    return {f"call:{pk}" for pk in Call.objects.visible_to(by).filter(pk__in=keys).values_list("pk", flat=True)}


def _local(at: datetime, department_id: int) -> str:
    """A moment by the department's clock; with the day when that is not today."""
    zone = zone_of(department_id)
    local, today = at.astimezone(zone), clock.now().astimezone(zone).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%b} {local.day}, {local:%H:%M}"


def _call(call: Call) -> str:
    name = registry.get(call.service, call.department_id).name
    status = call.status.replace("_", " ")
    until = f", held until {_local(call.held_until, call.department_id)}" if call.held_until else ""
    return f"{call.number} P{call.priority} {name}, {call.place or 'place unknown'}: {status}{until}"
