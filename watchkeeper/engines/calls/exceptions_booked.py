"""What of booked services a shift supervisor must know: no answer, nobody to hold it, no word how it was held."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, Value, When

from watchkeeper.core.journal.exceptions import MOST, Group, Item
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import bookings
from watchkeeper.engines.calls.actions.appointments import ACCOUNTED
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit import clock

OWNER = "coordinator"


def groups(by: Actor) -> list[Group]:
    """Requests past their answer, sessions that lost somebody, sessions over without a word. One query."""
    now = clock.now()
    short, late, over = bookings.needs_somebody(), bookings.unanswered(now), bookings.over(now - ACCOUNTED)
    kind = Case(When(short, then=Value("somebody")), When(late, then=Value("unanswered")), default=Value("unaccounted"))
    booked = Call.objects.visible_to(by).booked().filter(is_test=False)
    found = list(booked.filter(short | late | over).annotate(kind=kind).order_by("due_at", "pk")[: 3 * MOST])
    return [
        Group("somebody", 33, "Sessions that need somebody", "Who was held is away.", _items(found, "somebody")),
        Group("unanswered", 60, "Requests not answered", "Past the answer promised.", _items(found, "unanswered")),
        Group(
            "unaccounted", 62, "Sessions not accounted for", "Over an hour past their end.",
            _items(found, "unaccounted"),
        ),
    ]  # fmt: skip


def _items(calls: list[Call], kind: str) -> tuple[Item, ...]:
    return tuple(_MADE[kind](call) for call in calls if vars(call)["kind"] == kind)


def _name(call: Call) -> str:
    label = registry.get(call.service, call.department_id).label
    return f"{call.number} {label}, {call.place or 'place unknown'}"


def _item(
    call: Call, kind: str, *, since: datetime | None, due: datetime | None, of: str, resolve: str, is_late: bool = True
) -> Item:
    return Item(
        key=f"{call.subject}:{kind}", text=_name(call), since=since, due=due, of=of, owner=OWNER, subject=call.subject,
        resolve=resolve, page="bookings", is_late=is_late,
    )  # fmt: skip


def _of(call: Call) -> str:
    """The answer promised, as the board writes a target: "of 2 days"."""
    if call.due_at is None:
        return ""
    days = max(1, round((call.due_at - call.opened_at).total_seconds() / 86400))
    return f"of {days} day" if days == 1 else f"of {days} days"


def _unanswered(call: Call) -> Item:
    return _item(call, "unanswered", since=call.opened_at, due=call.due_at, of=_of(call), resolve="Propose times")


def _somebody(call: Call) -> Item:
    return _item(
        call, "somebody", since=call.starts_at, due=call.starts_at, of="begins", resolve="Put somebody else in",
        is_late=call.starts_at is not None and call.starts_at <= clock.now(),
    )  # fmt: skip


def _unaccounted(call: Call) -> Item:
    due = call.ends_at + ACCOUNTED if call.ends_at else None
    return _item(call, "unaccounted", since=call.ends_at, due=due, of="of 1 h", resolve="Say how it was held")


_MADE = {"unanswered": _unanswered, "somebody": _somebody, "unaccounted": _unaccounted}
