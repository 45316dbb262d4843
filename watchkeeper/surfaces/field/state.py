"""What an officer's phone shows: the unit's call with its next steps, the shift, the messages. A few queries."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people import sharing
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Duty
from watchkeeper.core.places import cautions, walking
from watchkeeper.core.services import answers, registry
from watchkeeper.core.services.kinds import Door
from watchkeeper.core.services.outcomes import OUTCOMES
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import private
from watchkeeper.engines.calls.actions.crews import MODES
from watchkeeper.engines.calls.models import Assignment, Call, MessageRead, Requester, Unit
from watchkeeper.engines.calls.rows import iso
from watchkeeper.kit import clock
from watchkeeper.surfaces.field import rounds

MESSAGES = 20
RECENT = timedelta(hours=24)
OUT_REASONS = ("break", "meal", "report", "fuel", "court", "training")


def state(by: Actor) -> dict[str, Any]:
    """All that changes while an officer is out: unit, duty, call, what is next, messages. Times are UTC."""
    duty = Duty.objects.filter(person_id=by.person_id, ended_at=None).exclude(unit="").first() if by.person_id else None
    unit = _unit_of(by, duty)
    held = _held(unit) if unit else []
    live = next((a for a in held if a.is_live), None)
    seen = _visible(by, [a.call for a in held])
    return {
        "me": {"key": by.key, "name": by.name, "department": by.department_id},
        "zone": str(zone_of(by.department_id)),
        "is_shared": sharing.is_shared(by.account_id),
        "duty": {"since": iso(duty.started_at), "until": iso(duty.ends_at)} if duty else None,
        "unit": _unit(unit, by) if unit else None,
        "assignment": _assignment(live, is_apart=live.call_id not in seen) if live else None,
        "call": _call(live, seen[live.call_id], by) if live and live.call_id in seen else None,
        "is_apart": live is not None and live.call_id not in seen,
        "next": [_next(seen[a.call_id]) for a in held if not a.is_live and a.call_id in seen],
        "messages": _messages(unit) if unit else [],
        "rounds": rounds.rounds(by),
    }


def words(by: Actor) -> dict[str, Any]:
    """What stays: services to start, units, ways to patrol, reasons for a break, patrols, tags and labeled places."""
    services = [s for s in registry.offered(by.department_id) if Door.OFFICER in s.doors]
    units = Unit.objects.of(by).order_by("call_sign").values("id", "call_sign", "is_on_duty", "mode")
    return {
        "services": [_service(spec) for spec in services],
        "units": [{"id": u["id"], "cs": u["call_sign"], "on": u["is_on_duty"], "mode": u["mode"]} for u in units],
        "modes": list(MODES),
        "reasons": list(OUT_REASONS),
        **rounds.words(by),
    }


def _service(spec: Service) -> dict[str, Any]:
    return {
        "key": spec.key,
        "label": str(spec.label),
        "name": str(spec.name),
        "p": int(spec.priority),
        "is_private": spec.is_covert or spec.level > Level.L2,
        "outcomes": _outcomes(spec),
    }


def _outcomes(spec: Service) -> list[dict[str, str]]:
    return [{"key": key, "words": str(OUTCOMES[key].words)} for key in spec.outcomes]


def subjects_read(told: dict[str, Any]) -> list[str]:
    """The calls of level L2 and up whose words a state shows."""
    call = told["call"]
    return [call["k"]] if call and call["level"] >= 2 else []


def _unit_of(by: Actor, duty: Duty | None) -> Unit | None:
    if duty is None:
        return None
    return next(iter(Unit.objects.of(by).filter(pk=int(duty.unit.partition(":")[2])).seen_by(by)), None)


def _held(unit: Unit) -> list[Assignment]:
    """The open assignments of the unit with their calls, the live one and those in wait."""
    return list(Assignment.objects.filter(unit=unit, cleared_at=None).select_related("call", "unit").order_by("id"))


def _visible(by: Actor, calls: list[Call]) -> dict[int, Call]:
    """Those of ``calls`` the reader may know of, without what is more private than they are."""
    apart = [call.pk for call in calls if not call.is_plainly_visible_to(by)]
    named = set(Call.objects.visible_to(by).filter(pk__in=apart).values_list("pk", flat=True)) if apart else set()
    return {call.pk: private.call_for(by, call) for call in calls if call.pk not in apart or call.pk in named}


def _unit(unit: Unit, by: Actor) -> dict[str, Any]:
    return {
        "id": unit.pk,
        "cs": unit.call_sign,
        "mode": unit.mode,
        "on": unit.is_on_duty,
        "until": iso(unit.duty_until),
        "out": unit.out_of_service,
        "out_since": iso(unit.available_at) if unit.out_of_service else None,
        "place": unit.place,
        "em": iso(unit.emergency_at),
        "em_place": unit.emergency_place if unit.emergency_at else "",
    }


def _assignment(mine: Assignment, *, is_apart: bool) -> dict[str, Any]:
    """How far the unit is; where it goes only for who may know of the call."""
    return {
        "id": mine.pk,
        "status": mine.status,
        "since": iso(getattr(mine, f"{mine.status}_at")),
        "destination": "" if is_apart else mine.destination,
        "welfare_due": iso(mine.welfare_due_at),
        "welfare_overdue": iso(mine.welfare_overdue_at),
    }


def _call(mine: Assignment, call: Call, by: Actor) -> dict[str, Any]:
    spec = registry.get(call.service, call.department_id)
    return {
        "k": call.subject,
        "id": call.pk,
        "n": call.number,
        "label": str(spec.label),
        "name": str(spec.name),
        "p": call.priority,
        "level": call.level,
        # Never kept on the phone: covert work, and what only named people may know of.
        "is_private": call.is_covert or call.is_named,
        "place": call.place,
        "destination": mine.destination or call.destination,
        "callback": call.callback,
        "details": call.details,
        "answers": _answers(call, spec, private.hidden_from(by, call)),
        "due": iso(call.due_at) if call.on_scene_at is None else None,
        "promised": iso(_promised(call)),
        "walk_s": _walk(mine, call),
        "cautions": [_caution(one) for one in cautions.near(call.place_ref, call.department_id)]
        if call.place_ref
        else [],
        "others": _others(mine, call),
        "outcomes": _outcomes(spec),
    }


def _answers(call: Call, spec: Service, hidden: frozenset[str]) -> list[dict[str, str]]:
    said = []
    for key, value in call.answers.items():
        ask = spec.ask(key)
        if key in hidden or (ask and ask.fills):
            continue
        choices = [(ask.choice(one) if ask else None, one) for one in answers.values(value)]
        words = ", ".join(str(choice.words) if choice else one for choice, one in choices)
        said.append({"ask": str(ask.words) if ask else key, "answer": words})
    return said


def _promised(call: Call) -> Any:
    """By when the first asker who still waits was told somebody would be there at worst."""
    waiting = Requester.objects.filter(call=call, canceled_at=None, reached_at=None).exclude(quote_worst_s=None)
    promises = [a.asked_at + timedelta(seconds=a.quote_worst_s or 0) for a in waiting.only("asked_at", "quote_worst_s")]
    return min(promises, default=None)


def _walk(mine: Assignment, call: Call) -> int | None:
    """Seconds on foot or by vehicle from where the unit was last known, while it is under way."""
    unit = mine.unit
    if call.node is None or unit.node is None or mine.on_scene_at is not None:
        return None
    seconds = float(walking.times(call.department_id, call.node, mode=unit.mode)(unit.node))
    return round(seconds) if math.isfinite(seconds) else None


def _caution(caution: Any) -> dict[str, Any]:
    return {"id": caution.pk, "text": caution.text, "kind": caution.kind, "until": iso(caution.expires_at)}


def _others(mine: Assignment, call: Call) -> list[dict[str, str]]:
    live = call.assignments.filter(cleared_at=None).exclude(pk=mine.pk).select_related("unit").order_by("id")
    return [{"cs": a.unit.call_sign, "status": a.status} for a in live if a.is_live]


def _next(call: Call) -> dict[str, Any]:
    """A call in wait for this unit."""
    spec = registry.get(call.service, call.department_id)
    is_private = call.is_covert or call.is_named
    place = "" if is_private else call.place
    return {"n": call.number, "label": str(spec.label), "place": place, "is_private": is_private}


def _messages(unit: Unit) -> list[dict[str, Any]]:
    since = clock.now() - RECENT
    marks = MessageRead.objects.filter(unit=unit, message__sent_at__gte=since).select_related("message")
    return [
        {
            "id": mark.message_id,
            "at": iso(mark.message.sent_at),
            "by": mark.message.by_name,
            "text": mark.message.text,
            "all": mark.message.is_to_all,
            "read": iso(mark.read_at),
        }
        for mark in marks.order_by("-message_id")[:MESSAGES]
    ]
