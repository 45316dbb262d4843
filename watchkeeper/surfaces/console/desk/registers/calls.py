"""Every call there ever was, as far as its reader may know: by number, callback, service, site, period and unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services import registry
from watchkeeper.core.services.outcomes import OUTCOMES
from watchkeeper.engines.calls.models import Assignment, Call, Unit
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.surfaces.console.desk.cells import Cell, Fact, Look, mono, muted
from watchkeeper.surfaces.console.desk.choices import sites_of
from watchkeeper.surfaces.console.desk.filters import Choice, Days, Given, Options
from watchkeeper.surfaces.console.desk.register import Column, Register, Where

BACK = timedelta(days=90)  # how far back one looks who names no day and no number, nor asks for the open ones
_NUMBER = re.compile(r"X?[0-9]{0,2}(?:(?<=[0-9]{2})-[0-9]{0,6})?")  # a call's number, or its beginning

STATES = {
    CallStatus.WAITING: ("waiting", "waiting"),
    CallStatus.RECEIVED: ("waiting", "waiting"),
    CallStatus.ACTIVE: ("sent", "sent"),
    CallStatus.CLEARED: ("idle", "clear"),
}


class OfUnit(Choice):
    """The calls a unit was sent to."""

    def q(self, given: Given, look: Look, *, is_bounded: bool = False) -> Q | None:
        """Found from the unit's own assignments, which have an index."""
        chosen = super().q(given, look, is_bounded=is_bounded)
        if chosen is None:
            return None
        return Q(pk__in=Assignment.objects.filter(unit_id=given[self.key]).values("call_id"))


def _rows(by: Actor) -> QuerySet[Call]:
    return Call.objects.visible_to(by).select_related("site").defer("details", "answers", "flags")


def _search(text: str) -> Q:
    """A number, whole or from its beginning, or the telephone a caller can be called back at: both have an index."""
    number = text.upper().replace(" ", "")
    if not _NUMBER.fullmatch(number):
        return Q(callback=text)
    # The last number that begins so, whatever way the database sorts text.
    last = number + ("X99-999999" if number.startswith("X") else "99-999999")[len(number) :]
    return Q(number__gte=number, number__lte=last) | Q(callback=text)


def _open(look: Look) -> Q:
    """By the small index of open calls, whatever the history."""
    open_ones = Call.objects.filter(department_id=look.by.department_id).open()
    return Q(pk__in=open_ones.values("pk"))


def _services(look: Look) -> Options:
    return [(one.key, str(one.name)) for one in registry.offered(look.by.department_id)]


def _units(look: Look) -> Options:
    rows = Unit.objects.of(look.by).order_by("call_sign").values_list("pk", "call_sign")
    return [(str(pk), sign) for pk, sign in rows]


def _service(call: Call, look: Look) -> str:
    return str(registry.get(call.service, call.department_id).name)


def _state(call: Call, look: Look) -> Cell:
    words = call.status.replace("_", " ")
    tone, glyph = STATES.get(CallStatus(call.status), ("", ""))
    return Cell(words, tone=tone, glyph=glyph) if tone else muted(words)


def _outcome(call: Call, look: Look) -> Cell | str:
    known = OUTCOMES.get(call.outcome)
    return str(known.words) if known else call.outcome or muted("–")


def _prepare(rows: Sequence[Any], look: Look) -> None:
    """Hang on each call who was sent."""
    signs: dict[int, list[str]] = {}
    sent = Assignment.objects.filter(call__in=[row.pk for row in rows]).exclude(assigned_at=None).order_by("pk")
    for call, sign in sent.values_list("call_id", "unit__call_sign"):
        signs.setdefault(call, []).append(sign)
    for row in rows:
        row.signs = ", ".join(dict.fromkeys(signs.get(row.pk, [])))


def _details(call: Any, look: Look) -> Sequence[Fact]:
    return [
        Fact("State", _state(call, look)),
        Fact("Outcome", _outcome(call, look)),
        Fact("Place", call.place or muted("unknown")),
        Fact("Units", mono(call.signs) if call.signs else muted("none was sent")),
        Fact("Opened", look.moment(call.opened_at)),
        Fact("First dispatch", look.moment(call.dispatched_at, "–")),
        Fact("On scene", look.moment(call.on_scene_at, "–")),
        Fact("Closed", look.moment(call.closed_at, "–")),
        Fact("Level", f"L{call.level}"),
    ]


CALLS = Register(
    key="calls",
    path="calls/all/",
    title="Calls",
    sentence="Every call you may know of, the newest first; the last 90 days unless you name days or a number.",
    one="call",
    many="calls",
    group="",
    icon="phone-call",
    letter="a",
    level=Level.L1,
    read=Permission.CALL_READ,
    write=Permission.CALL_READ,
    is_large=True,
    is_noted=lambda call: call.level >= Level.L2,
    rows=_rows,
    prepare=_prepare,
    subject=lambda call: call.subject,
    name=lambda call: call.number,
    about=lambda call, look: f"P{call.priority} {_service(call, look)}, {call.site.name if call.site else 'no site'}",
    order="-opened",
    columns=(
        Column("number", "Call", lambda call, look: mono(call.number), order="number"),
        Column("priority", "P", lambda call, look: Cell(f"P{call.priority}", "number")),
        Column("service", "Service", _service),
        Column("place", "Place", lambda call, look: call.place),
        Column("state", "State", _state),
        Column("outcome", "Outcome", _outcome),
        Column("units", "Units", lambda call, look: mono(call.signs) if call.signs else muted("–")),
        Column(
            "opened",
            "Opened",
            lambda call, look: Cell(look.moment(call.opened_at), "number"),
            order="opened_at",
            take=lambda call, look: call.opened_at,
        ),
        Column("site", "Site", lambda call, look: call.site.name if call.site else muted("–"), is_usual=False),
    ),
    search=_search,
    search_words="Call number or callback",
    filters=(
        Choice("service", "Service", "service", _services),
        Choice("site", "Site", "site_id", sites_of),
        OfUnit("unit", "Unit", "pk", _units),
        Choice("outcome", "Outcome", "outcome", lambda look: [(one.key, str(one.words)) for one in OUTCOMES.values()]),
        Days("opened", "Opened", "opened_at", usual=BACK),
    ),
    views=(Where("open", "Open", _open, is_whole=True),),
    details=_details,
    link=lambda call: reverse("call", args=[call.pk]),
)
