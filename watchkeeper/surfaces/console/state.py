"""All the console needs to draw itself, in one JSON: the board, who looks at it, the last things anyone did."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import cursors, journal, sealer
from watchkeeper.core.journal.feed import board_hash, view_of
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people import roster
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.naming import names
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places.models import Beat, Site
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import board
from watchkeeper.engines.calls.models import Assignment, Call, Draft, Seat, Unit
from watchkeeper.engines.calls.rows import call_row, iso
from watchkeeper.kit import clock
from watchkeeper.surfaces.console.command.codes import codes
from watchkeeper.surfaces.console.command.lexicon import Lexicon, lexicon
from watchkeeper.surfaces.console.command.targets import Desk

LAST = 20
QUIET = ("draft.saved", "preference.set", "reads.sealed")


def live(actor: Actor) -> dict[str, Any]:
    """What changes: rows, their hash, the feed's cursor from before they were read, the last entries."""
    cursor = cursors.seal(sealer.last_position())
    rows = board.board(view_of(actor))
    return {
        "cursor": cursor,
        "rows": rows,
        "hash": board_hash(rows),
        "named": named_rows(actor),
        "log": log(actor),
        "at": clock.now().isoformat(),
        "copy": downtime_copy(actor),
    }


def whole(actor: Actor) -> dict[str, Any]:
    """What the page is born with: :func:`live` and all that stays."""
    department = Department.objects.get(pk=actor.department_id)
    seat = seat_of(actor)
    return live(actor) | {
        "me": {"name": actor.name, "seat": seat, "may": sorted(str(p) for p in actor.permissions)},
        "department": {"key": department.key, "name": department.name, "zone": department.time_zone},
        "sites": sites(actor),
        "beats": beats(actor),
        "draft": draft_of(actor, seat),
        "shift_ends": iso(roster.shift_ends(actor)),
        "services": {s.key: str(s.label) for s in registry.offered(actor.department_id)},
        "codes": codes(actor.department_id) if actor.may(Permission.CALL_OPEN) else [],
    }


def named_rows(actor: Actor) -> list[dict[str, Any]]:
    """Open calls that only named people may see and this one may: shown beside the board, outside its hash."""
    if not actor.may(Permission.CALL_READ):
        return []
    # Put in order here: asked for by key, SQLite walks all of history in that order instead of the few open ones.
    above = sorted(Call.objects.visible_to(actor).open().filter(level__gt=Level.L2), key=lambda call: call.pk)
    return [row for call in above if (row := named_row(call)) is not None]


def named_row(call: Call) -> dict[str, Any] | None:
    """The row of one such call; None when it has ended."""
    held = list(Assignment.objects.filter(call=call, cleared_at=None).select_related("unit").order_by("id"))
    row = call_row(call, held)
    return row and row | {"named": True}


def log(actor: Actor) -> list[dict[str, str]]:
    """The last things anyone did that ``actor`` may know, newest first."""
    seen = Entry.objects.filter(department_id=actor.department_id, level__lte=view_of(actor).level, named=False)
    entries = list(seen.exclude(verb__in=QUIET).order_by("-id")[:LAST])
    called = names({entry.actor for entry in entries})
    return [
        {"at": entry.at, "actor": called[entry.actor], "text": text, "subject": entry.subject}
        for entry, text in zip(entries, journal.sentences(entries), strict=True)
    ]


def seat_of(actor: Actor) -> str:
    """The seat the actor sits at; its own call name before it took one."""
    taken = Seat.objects.filter(department_id=actor.department_id, held_by=actor.key).order_by("-taken_at").first()
    return taken.key if taken else actor.name


def draft_of(actor: Actor, seat: str) -> dict[str, Any] | None:
    """What was half-typed at the seat, by whoever sat there."""
    if not actor.may(Permission.CALL_OPEN):
        return None
    kept = Draft.objects.filter(department_id=actor.department_id, seat=seat).exclude(text="").first()
    return {"text": kept.text, "fields": kept.fields, "at": iso(kept.saved_at)} if kept else None


def sites(actor: Actor) -> list[dict[str, Any]]:
    """The department's sites, the main one first."""
    rows = Site.objects.filter(department_id=actor.department_id).order_by("-is_main", "order", "id")
    return [{"id": s.pk, "name": s.name, "short": s.short_name or s.name} for s in rows]


def beats(actor: Actor) -> dict[str, str]:
    """Names of beats by what units carry ("A": "Main towers")."""
    rows = Beat.objects.filter(department_id=actor.department_id).order_by("id")
    return {(beat.aliases[0] if beat.aliases else beat.name): beat.name for beat in rows}


def downtime_copy(actor: Actor) -> str | None:
    """When the downtime copy of the board was last written, or None when there is none."""
    folder = Path(settings.VAR) / "downtime"
    times = [path.stat().st_mtime for path in folder.glob("*.html")] if folder.is_dir() else []
    return iso(datetime.fromtimestamp(max(times), tz=UTC)) if times else None


def words_of(actor: Actor) -> Lexicon:
    """What the command line may recognize for this department."""
    signs = Unit.objects.of(actor).values_list("call_sign", flat=True)
    return lexicon(registry.offered(actor.department_id), signs)


def desk_of(actor: Actor, client_id: str = "", began: datetime | None = None) -> Desk:
    """Where ``actor`` types: seat and main site."""
    first = Site.objects.filter(department_id=actor.department_id).order_by("-is_main", "order", "id").first()
    return Desk(by=actor, seat=seat_of(actor), site_id=first.pk if first else None, client_id=client_id, began=began)
