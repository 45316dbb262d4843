"""What somebody who asks now would be told."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import quote, slots
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit import clock
from watchkeeper.surfaces.portal.progress import Bar, bar
from watchkeeper.surfaces.portal.visits import Visit

# The next free time moves slowly and is dear to find: this process looks again after a minute.
FRESH_S = 60.0
_earliest: dict[tuple[str, int, str], tuple[float, datetime | None]] = {}


def expected(here: Visit, service: Service) -> Bar | None:
    """The honest wait for ``service`` at the visitor's site now; None for what one does not wait for.

    Emergencies come at once, and what is booked comes when it was booked for.
    """
    if service.emergency or service.is_by_appointment or here.site is None:
        return None
    now = clock.now()
    call = Call(
        department_id=here.department.pk, site_id=here.site.pk, service=service.key, opened_at=now,
        priority=int(service.priority), base_priority=int(service.priority),
    )  # fmt: skip
    found = quote.quote_for(call)
    return bar(now, found.median_s, found.worst_s, now) if found else None


def earliest(here: Visit, service: Service) -> datetime | None:
    """When ``service`` could be held first, as of at most a minute ago; None when it has no times, or none is free."""
    if service.booked is None or service.booked.lasts is None:
        return None
    key = (str(connection.settings_dict["NAME"]), here.department.pk, service.key)
    looked_at, found = _earliest.get(key, (-FRESH_S, None))
    if clock.monotonic() - looked_at >= FRESH_S:
        found = next((one.starts_at for one in slots.search(service, here.department.pk, count=1)), None)
        _earliest[key] = (clock.monotonic(), found)
    return found if found is None or found > clock.now() else None


def forget() -> None:
    """Drop what this process remembers."""
    _earliest.clear()
