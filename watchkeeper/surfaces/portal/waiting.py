"""What somebody who asks now would be told."""

from __future__ import annotations

from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import quote
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit import clock
from watchkeeper.surfaces.portal.progress import Bar, bar
from watchkeeper.surfaces.portal.visits import Visit


def expected(here: Visit, service: Service) -> Bar | None:
    """The honest wait for ``service`` at the visitor's site now; None for emergencies, which one does not wait for."""
    if service.emergency or here.site is None:
        return None
    now = clock.now()
    call = Call(
        department_id=here.department.pk, site_id=here.site.pk, service=service.key, opened_at=now,
        priority=int(service.priority), base_priority=int(service.priority),
    )  # fmt: skip
    found = quote.quote_for(call)
    return bar(now, found.median_s, found.worst_s, now) if found else None
