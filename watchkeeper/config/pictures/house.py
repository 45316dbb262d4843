"""The house that is photographed: both departments mid-shift and a season behind them, the same every time."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.management import call_command

from watchkeeper.config.bench import season
from watchkeeper.config.simulate import living
from watchkeeper.core.departments.models import Department
from watchkeeper.engines.calls.models import Assignment, Requester
from watchkeeper.kit import chance, clock

# A Thursday afternoon, 14:02:31 in New York.
AT = datetime(2026, 2, 19, 19, 2, 31, tzinfo=UTC)
SEED = 4812
MAIN = "massgeneral"


def lay() -> dict[str, str]:
    """Fill the connected, empty database. Returns what addresses need: a call on scene, the link of one who waits."""
    call_command("migrate", verbosity=0, interactive=False)
    with clock.use(clock.SteppedClock(AT)), chance.seeded(SEED):
        living.prepare()
        main = Department.objects.get(key=MAIN)
        season.lay(main, until=AT, days=170)  # twelve weeks, and twelve before to hold them against
    there = Assignment.objects.filter(call__department=main, status="on_scene", cleared_at=None).order_by("pk")
    waits = Requester.objects.filter(call__department=main, call__status="active", reached_at=None).order_by("pk")
    call, asker = there.values_list("call_id", flat=True).first(), waits.values_list("token", flat=True).first()
    return {"call": str(call or 0), "token": str(asker or "none")}
