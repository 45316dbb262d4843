"""Look-ups: a call by number, a unit by call sign, a place with its cautions and recent calls; and the help page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import reads
from watchkeeper.core.places import cautions
from watchkeeper.core.places import find as places
from watchkeeper.core.services import registry
from watchkeeper.engines.calls.models import Call, Unit
from watchkeeper.engines.calls.rows import iso
from watchkeeper.kit import clock
from watchkeeper.surfaces.console.command import targets
from watchkeeper.surfaces.console.command.targets import Desk, Done
from watchkeeper.surfaces.console.command.verbs import VERBS

RECENT_DAYS = 30
MOST = 6
SAME_LOOK_S = 60.0
_noted: dict[tuple[int, str], tuple[str, tuple[str, ...], float]] = {}  # each reader's last look


def find(args: dict[str, Any], desk: Desk) -> Done:
    """What was asked for: opens a call, points at a unit, or tells what is known of a place."""
    if "call" in args:
        call = targets.call(args["call"], desk)
        return Done(f"{call.number}, {call.status.replace('_', ' ')}.", select=call.subject)
    if "unit" in args:
        [unit] = Unit.objects.filter(pk=targets.unit(args["unit"], desk).pk).seen_by(desk.by)
        return Done(f"{unit.call_sign}, {unit.place or 'place unknown'}.", show={"unit": unit.subject})
    hits = places.search(desk.by.department_id, args["place"], site_id=desk.site_id, limit=MOST)
    if not hits:
        return Done(f"No place is called “{args['place']}”.")
    known = premise(hits[0].ref, desk)
    return Done(f"{hits[0].label}, {hits[0].site_name}.", show={"places": [place_row(hit) for hit in hits]} | known)


def place_row(hit: places.Hit) -> dict[str, Any]:
    """A place as the console lists it."""
    return {"ref": hit.ref, "label": hit.label, "site": hit.site_name, "lon": hit.lon, "lat": hit.lat, "kind": hit.kind}


def premise(ref: str, desk: Desk) -> dict[str, Any]:
    """What to know before going there: cautions in force and recent calls its reader may see; the reading is noted."""
    since = clock.now() - timedelta(days=RECENT_DAYS)
    seen = Call.objects.visible_to(desk.by).filter(place_ref=ref, opened_at__gte=since)
    recent = list(seen.order_by("-opened_at")[:MOST])
    warnings = cautions.near(ref, desk.by.department_id)[:MOST]
    told = [call.subject for call in recent if call.level >= Level.L2] + [c.subject for c in warnings]
    _note(desk, ref, tuple(told))
    return {
        "cautions": [{"text": c.text, "kind": c.kind, "until": iso(c.expires_at)} for c in warnings],
        "recent": [
            {
                "k": call.subject,
                "n": call.number,
                "t": str(registry.get(call.service, call.department_id).label),
                "at": iso(call.opened_at),
                "st": call.status,
            }
            for call in recent
        ],
    }


def _note(desk: Desk, ref: str, told: tuple[str, ...]) -> None:
    """Keep that the place was looked up and what was told of it: once, not at every key typed behind it."""
    reader = (desk.by.department_id, desk.by.key)
    last = _noted.get(reader)
    now = clock.monotonic()
    if last is None or last[:2] != (ref, told) or not 0 <= now - last[2] <= SAME_LOOK_S:
        reads.note(desk.by, "place", [ref, *told], why="look-up")
        _noted[reader] = (ref, told, now)


def help_page(args: dict[str, Any], desk: Desk) -> Done:
    """Every command with its words and an example."""
    return Done("Every command.", show={"help": commands()})


def commands() -> list[dict[str, Any]]:
    """The command list, as the help panel and the key map show it."""
    return [{"words": verb.words, "usage": verb.usage, "says": verb.says, "group": verb.group} for verb in VERBS]
