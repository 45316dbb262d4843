"""The house that is photographed: both departments mid-shift and a season behind them, the same every time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.core.management import call_command

from watchkeeper.config.bench import season
from watchkeeper.config.simulate import living
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import cancel_shift, issue_token, register_console
from watchkeeper.core.people.actor import system
from watchkeeper.core.people.cast import one
from watchkeeper.core.people.models import RosterSlot
from watchkeeper.core.people.permissions import Permission, Role
from watchkeeper.core.places import find
from watchkeeper.core.places.actions import add_caution
from watchkeeper.engines.calls.models import Assignment, Requester
from watchkeeper.kit import chance, clock

# A Thursday afternoon, 14:02:31 in New York.
AT = datetime(2026, 2, 19, 19, 2, 31, tzinfo=UTC)
SEED = 4812
MAIN = "massgeneral"
DAY = timedelta(days=1)


def lay() -> dict[str, str]:
    """Fill the connected, empty database. Returns what addresses need: a call on scene, the links of those who wait."""
    call_command("migrate", verbosity=0, interactive=False)
    with clock.use(clock.SteppedClock(AT)), chance.seeded(SEED):
        living.prepare()
        main = Department.objects.get(key=MAIN)
        season.lay(main, until=AT, days=170)  # twelve weeks, and twelve before to hold them against
        _furnish(main)
    there = Assignment.objects.filter(call__department=main, status="on_scene", cleared_at=None).order_by("pk")
    facts = {"call": str(there.values_list("call_id", flat=True).first() or 0)}
    asked = Requester.objects.filter(call__department=main).exclude(token="").order_by("pk")
    links = {
        "token": asked.filter(call__status="active", reached_at=None),
        "waiting": asked.filter(call__status="waiting"),
        "there": asked.filter(call__status="active", reached_at__isnull=False),
        "over": asked.filter(call__status="closed", call__closed_at__gt=AT - timedelta(hours=1)),
    }
    return facts | {name: several.values_list("token", flat=True).first() or "none" for name, several in links.items()}


def _furnish(main: Department) -> None:
    """One of each thing the shift does not bring by itself: a warning, a workstation, a token, a gap in the roster."""
    by = system(main.pk, "pictures")
    lobby = next(iter(find.search(main.pk, "Ellison lobby", limit=1)))
    add_caution(
        lobby.ref, by=by, text="Stair 4 opens by itself after 15 s, hold it", source="Systems", expires=AT + DAY * 30
    )
    register_console(main, by=by, name="Main dispatch, left", is_in_secure_room=True)
    account = one(main, by, Role.DIRECTOR)
    issue_token(account, by=by, label="Quarterly figures", scopes=[Permission.MEASURE_READ], expires_at=AT + DAY * 90)
    evening = AT.replace(hour=23, minute=0, second=0)
    for slot in RosterSlot.objects.filter(department=main, starts_at__lt=evening + DAY / 4, ends_at__gt=evening)[:1]:
        cancel_shift(slot, by=by, reason="ill")
