"""When whoever asked for something by appointment must have an answer."""

from __future__ import annotations

from datetime import datetime

from watchkeeper.core.departments import workdays
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.services.spec import Service


def reply_due(spec: Service, department_id: int, at: datetime) -> datetime | None:
    """When who asked ``at`` must have an answer: times proposed, or confirmed, or at a desk the answer itself.

    None when nothing is promised.
    """
    answers = (spec.promised(end) for end in ("proposed", "confirmed", "delivered", "closed"))
    target = next((one for one in answers if one is not None), None)
    if target is None:
        return None
    return workdays.after(at, target.duration, zone_of(department_id)) if target.is_working else at + target.duration
