"""What of calls and units a shift supervisor must know: every target, promise, check and message that is late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from watchkeeper.core.journal.exceptions import Group, Item
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import kept
from watchkeeper.engines.calls.models import Assignment, Call, Message, MessageRead, Requester, Unit
from watchkeeper.kit import clock

CHECK_SOON = timedelta(minutes=2)  # before a welfare check is due
UNIT_WITHIN = timedelta(seconds=60)  # an emergency has a unit or its supervisor knows
OUT_FOR = timedelta(minutes=60)  # out of service without an end told
UNREAD = timedelta(minutes=5)
MESSAGES = 200  # the last ones that are looked at
DRIFT = 180  # seconds a promise may move before it is said


@dataclass(frozen=True)
class _Desk:
    """What stands now and ``by`` may know: read once, for all groups."""

    now: datetime
    calls: dict[int, Call]
    held: list[Assignment]  # open assignments of these calls, with their units
    units: list[Unit]

    def on(self, call: Call) -> list[Assignment]:
        return [one for one in self.held if one.call_id == call.pk and one.is_live]


def groups(by: Actor) -> list[Group]:
    """Every exception of the desk that ``by`` may know of; of test calls the checks alone. Six queries at most."""
    desk = _read(by)
    askers = _promised(desk)
    real = [call for call in desk.calls.values() if not call.is_test]
    free = [call for call in real if call.held_until is None or call.held_until <= desk.now]
    waiting = [call for call in free if not desk.on(call)]
    alone = [call for call in waiting if call.escalated_at and call.is_emergency]
    late = [call for call in waiting if call not in alone and _is_past(call, desk)]
    coming = [call for call in free if desk.on(call) and call.on_scene_at is None and _is_past(call, desk)]
    over = [c for c in real if c.held_until and c.held_until <= desk.now]
    return [
        Group("pressed", 0, "Emergency button pressed", "Released only by a second person.", _pressed(desk)),
        Group("alone", 5, "Emergencies without a unit", "P0 and P1, over a minute.", tuple(map(_alone, alone))),
        Group("checks", 10, "Welfare checks", "Overdue, or due within two minutes.", _checks(desk)),
        Group("waiting", 20, "Waiting past target", "No unit sent in the service's time.", tuple(map(_waiting, late))),
        Group(
            "coming", 25, "On the way past target", "Nobody is there in time.", tuple(_coming(c, desk) for c in coming)
        ),
        Group(
            "quotes",
            30,
            "Quotes missed or drifting",
            "Against what the asker was told first.",
            _quotes(desk, askers),
        ),
        Group("holds", 32, "Holds that are over", "The time to hold has passed.", tuple(map(_hold, over))),
        Group("out", 40, "Out of service too long", "Past the time told, or an hour.", _out(desk)),
        Group("unread", 45, "Messages not read", "Over five minutes, last day.", _unread(by, desk)),
    ]


def sight(by: Actor) -> frozenset[int]:
    """The calls ``by`` may know of that something may still have to be done about, by key. One query."""
    return frozenset(Call.objects.visible_to(by).unfinished().values_list("pk", flat=True))


def _read(by: Actor) -> _Desk:
    calls = {call.pk: call for call in Call.objects.visible_to(by).open()}
    held = list(Assignment.objects.filter(call__in=list(calls), cleared_at=None).select_related("unit"))
    units = list(Unit.objects.of(by).filter(Q(is_on_duty=True) | Q(emergency_at__isnull=False)).order_by("call_sign"))
    return _Desk(clock.now(), calls, held, units)


def _is_past(call: Call, desk: _Desk) -> bool:
    return call.due_at is not None and call.due_at < desk.now and call.on_scene_at is None


def _name(call: Call) -> str:
    service = registry.get(call.service, call.department_id).label
    to = f" → {call.destination}" if call.destination else ""
    return f"{call.number} P{call.priority} {service}, {call.place or 'place unknown'}{to}"


def _short(call: Call) -> str:
    return call.number if call.number.startswith("X") else call.number.partition("-")[2].lstrip("0")


def _span(since: datetime, due: datetime | None) -> str:
    """The target as the board writes it: "of 25:00"."""
    seconds = int((due - since).total_seconds()) if due else 0
    return f"of {seconds // 60}:{seconds % 60:02d}" if seconds > 0 else ""


def _call_item(
    kind: str, call: Call, *, resolve: str, line: str, owner: str = "desk", due: datetime | None = None
) -> Item:
    since, due = call.starts_at or call.opened_at, due or call.due_at
    return Item(
        key=f"{call.subject}:{kind}",
        text=_name(call),
        since=since,
        due=due,
        of=_span(since, due),
        owner=owner,
        subject=call.subject,
        resolve=resolve,
        line=line,
    )


def _waiting(call: Call) -> Item:
    return _call_item("waiting", call, resolve="Send the recommended", line=f"d {_short(call)}")


def _alone(call: Call) -> Item:
    due = (call.starts_at or call.opened_at) + UNIT_WITHIN
    return _call_item("alone", call, resolve="Send the recommended", line=f"d {_short(call)}", due=due)


def _coming(call: Call, desk: _Desk) -> Item:
    signs = ", ".join(one.unit.call_sign for one in desk.on(call))
    return _call_item("coming", call, resolve="Send one more", line=f"d {_short(call)}", owner=signs)


def _hold(call: Call) -> Item:
    return Item(
        key=f"{call.subject}:hold",
        text=f"{_name(call)}: {call.hold_reason}".rstrip(": "),
        since=call.opened_at,
        due=call.held_until,
        of="held until",
        subject=call.subject,
        resolve="Off hold",
        line=f"rsm {_short(call)}",
    )


def _pressed(desk: _Desk) -> tuple[Item, ...]:
    return tuple(
        Item(
            key=f"{unit.subject}:emergency",
            text=f"{unit.call_sign} at {unit.emergency_place or 'an unknown place'}",
            since=unit.emergency_at,
            due=unit.emergency_at,
            of="at once",
            owner=unit.call_sign,
            subject="board",
            resolve="Release",
            line=f"rel {unit.call_sign}",
        )
        for unit in desk.units
        if unit.emergency_at
    )


def _checks(desk: _Desk) -> tuple[Item, ...]:
    soon = desk.now + CHECK_SOON
    due = [one for one in desk.held if one.welfare_overdue_at or (one.welfare_due_at and one.welfare_due_at <= soon)]
    return tuple(_check(one, desk) for one in due if one.is_live)


def _check(one: Assignment, desk: _Desk) -> Item:
    call, due = desk.calls[one.call_id], one.welfare_due_at or one.welfare_overdue_at or desk.now
    return Item(
        key=f"{one.subject}:check",
        text=f"{one.unit.call_sign} on {_name(call)}",
        since=due,
        due=due,
        of="not heard from" if one.welfare_overdue_at else "due",
        owner=one.unit.call_sign,
        subject=call.subject,
        resolve="Is all right",
        line=f"ok {one.unit.call_sign}",
        is_late=due <= desk.now,
    )


def _promised(desk: _Desk) -> list[Requester]:
    """Those still waiting on what they were told, with what they were told first."""
    real = [call for call in desk.calls.values() if not call.is_test]
    waiting = [call.pk for call in real if call.on_scene_at is None and call.starts_at is None]
    askers = Requester.objects.filter(call__in=waiting, reached_at=None, canceled_at=None)
    return list(kept.with_first(askers.filter(quote_worst_s__isnull=False).order_by("id")))


def _quotes(desk: _Desk, askers: Sequence[Requester]) -> tuple[Item, ...]:
    made = (_quote(desk, asker) for asker in askers)
    return tuple(item for item in made if item is not None)


def _quote(desk: _Desk, asker: Requester) -> Item | None:
    """What one asker was told first, when it is missed or will be."""
    told = kept.first_worst_s(asker) or 0
    due = asker.asked_at + timedelta(seconds=told)
    drift = (asker.quote_worst_s or 0) - told
    if due > desk.now and drift <= DRIFT:
        return None
    call = desk.calls[asker.call_id]
    said = "missed" if due <= desk.now else f"now at worst {max(1, round((asker.quote_worst_s or 0) / 60))} min"
    return Item(
        key=f"{asker.subject}:quote",
        text=f"{_name(call)}: {said}",
        since=asker.asked_at,
        due=due,
        of=_span(asker.asked_at, due),
        owner="desk",
        subject=call.subject,
        resolve="" if desk.on(call) else "Send the recommended",
        line="" if desk.on(call) else f"d {_short(call)}",
        is_late=due <= desk.now,
    )


def _out(desk: _Desk) -> tuple[Item, ...]:
    return tuple(_out_item(unit, end) for unit, end in _ends(desk) if end <= desk.now)


def _ends(desk: _Desk) -> Iterable[tuple[Unit, datetime]]:
    """Units out of service, and when each was to be back."""
    for unit in desk.units:
        if unit.out_of_service:
            yield unit, unit.out_until or (unit.available_at or desk.now) + OUT_FOR


def _out_item(unit: Unit, end: datetime) -> Item:
    since = unit.available_at or end
    return Item(
        key=f"{unit.subject}:out",
        text=f"{unit.call_sign}: {unit.out_of_service}",
        since=since,
        due=end,
        of=_span(since, end),
        owner=unit.call_sign,
        subject="board",
        resolve="Back in service",
        line=f"is {unit.call_sign}",
    )


def _unread(by: Actor, desk: _Desk) -> tuple[Item, ...]:
    """Messages of the last day that units on duty have not read: one line a message."""
    last = Message.objects.filter(department_id=by.department_id).order_by("-id")[:MESSAGES]
    sent = {m.pk: m for m in last if desk.now - timedelta(days=1) < m.sent_at < desk.now - UNREAD}
    units = {unit.pk: unit.call_sign for unit in desk.units}
    waits: dict[int, list[str]] = {}
    marks = MessageRead.objects.filter(message__in=list(sent), read_at=None) if sent and units else ()
    for mark in marks:
        if mark.unit_id in units:
            waits.setdefault(mark.message_id, []).append(units[mark.unit_id])
    return tuple(_message(sent[pk], sorted(signs)) for pk, signs in waits.items())


def _message(message: Message, signs: list[str]) -> Item:
    many = f"{len(signs)} units" if len(signs) > 4 else ", ".join(signs)
    return Item(
        key=f"{message.subject}:unread",
        text=f"“{message.text[:100]}” from {message.by_name}",
        since=message.sent_at,
        due=message.sent_at + UNREAD,
        of=_span(message.sent_at, message.sent_at + UNREAD),
        owner=many,
        subject="board",
        resolve="Call on the radio",
        line=f"r {signs[0]} read the message",
        kept=f"From {message.by_name} to {many}",
    )
