"""A call turns out to be of another service: what follows from that."""

from __future__ import annotations

from datetime import datetime

from watchkeeper.core.services import registry
from watchkeeper.engines.calls import apart, told
from watchkeeper.engines.calls.actions import promises
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit.errors import Refused

CHANGES = ("level", "is_covert", "salt", "priority", "base_priority", "due_at")


def follow_service(call: Call, at: datetime) -> None:
    """Let confidentiality, urgency and due time of ``call`` follow its new service, and save them.

    The level never sinks: what was told under it stays told. A priority that was still the old service's own becomes
    the new one's; one that was raised or lowered gives way only to a more urgent one. A call that has ended keeps the
    priority and the due time it was worked by.
    """
    spec = registry.get(call.service, call.department_id)
    if spec.is_by_appointment or call.is_appointment:
        raise Refused(
            "What is held by appointment and what units are sent to are not made of one another; open it anew."
        )
    call.level = max(call.level, int(spec.level))
    call.is_covert = spec.is_covert
    call.salt = call.salt or apart.salt_for(call.service, call.department_id)
    if call.is_open:
        _follow_urgency(call, at)
    call.save(update_fields=CHANGES)


def _follow_urgency(call: Call, at: datetime) -> None:
    spec = registry.get(call.service, call.department_id)
    was_emergency, is_booked = call.is_emergency, call.starts_at is not None
    judged = int(spec.priority_for(call.answers, booked=is_booked)[0])
    call.priority = judged if call.priority == call.base_priority else min(call.priority, judged)
    call.base_priority = int(spec.priority_for({}, booked=is_booked)[0])
    promises.promise_anew(call, call.priority)
    promises.watch_raise(call)
    if not was_emergency:
        told.watch_emergency(call, at)
