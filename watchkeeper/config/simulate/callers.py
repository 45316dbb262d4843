"""Those who ask: at the pace of the hour, from the places of the department, sometimes twice, sometimes not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from watchkeeper.config.simulate import desk as dispatch
from watchkeeper.config.simulate.force import somewhere
from watchkeeper.config.simulate.scheduler import Script
from watchkeeper.config.simulate.world import Desk, World
from watchkeeper.core.people.actor import system
from watchkeeper.core.places import find
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import actions as calls
from watchkeeper.engines.calls.models import Call, Requester
from watchkeeper.engines.calls.states import OPEN
from watchkeeper.kit import chance, clock

# How often each service is asked for, of a thousand calls; what is not here is asked for seldom.
ASKED: Mapping[str, float] = {
    "generic_assistance": 330,
    "security_escort": 210,
    "patient_standby": 60,
    "standby_visible": 60,
    "suspicious_person": 60,
    "crime_report": 55,
    "unauthorized_person": 45,
    "medical_response": 14,
    "code_blue_support": 6,
    "suspicious_package": 10,
    "standby_covert": 8,
    "code_red": 3,
    "hazardous_materials": 3,
    "missing_patient": 3,
    "infant_abduction": 2,
    "armed_intruder": 1,
}
# The day's shape, by local hour, of an average of one.
HOURS = (
    0.55, 0.45, 0.4, 0.35, 0.35, 0.45, 0.7, 1.0, 1.2, 1.25, 1.3, 1.35,
    1.3, 1.3, 1.35, 1.4, 1.4, 1.35, 1.3, 1.25, 1.2, 1.1, 0.9, 0.75,
)  # fmt: skip
ROLES = ("nurse", "physician", "visitor", "patient", "staff", "student", "")
REASONS = ("badge does not open the door", "car does not start", "lost on the way", "loud argument", "found a wallet")


def callers(world: World, desk: Desk) -> Script:
    """Calls come in, more by day than by night; the demo keeps the board neither empty nor drowned."""
    while True:
        hour = clock.now().astimezone(ZoneInfo(desk.department.time_zone)).hour
        rate = desk.calls_per_hour * (1.0 if desk.keeps_open else HOURS[hour])
        yield chance.rng().expovariate(rate / 3600)
        if desk.keeps_open:
            standing = Call.objects.filter(department_id=desk.pk, status__in=OPEN).count()
            if standing >= desk.keeps_open * 1.15:
                continue
            if standing < desk.keeps_open * 0.8:
                world.start("call", one_call(world, desk), after=chance.rng().uniform(1, 20))
        world.start("call", one_call(world, desk))


def one_call(world: World, desk: Desk) -> Script:
    """One call, from the first ring to the desk's hands; sometimes a second asker, sometimes a change of mind."""
    rng = chance.rng()
    if rng.random() < 0.04:
        kind = rng.choice(("information", "wrong_number", "hang_up"))
        yield from world.act("log_call", lambda _: calls.log_call(by=desk.dispatcher, kind=kind))
        return
    given = asked_for(desk, pick(desk.services))
    by = system(desk.pk, "portal") if given["door"] == "portal" else desk.dispatcher
    call = yield from world.act("open_call", lambda cid: calls.open_call(by=by, client_id=cid, **given), repeats=True)
    if call is None:
        return
    dispatch.take(world, desk, call)
    if rng.random() < 0.07 and not call.is_named:
        world.start("again", again(world, desk, call, given), after=rng.uniform(20, 240))
    if rng.random() < 0.04:
        world.start("changes mind", changes_mind(world, desk, call), after=rng.uniform(30, 1500))


def pick(services: list[tuple[Service, float]]) -> Service:
    """One service, by how often each is asked for."""
    return chance.rng().choices([s for s, _ in services], [weight for _, weight in services])[0]


def asked_for(desk: Desk, service: Service) -> dict[str, Any]:
    """What the desk or a form would hand to ``open_call``."""
    rng = chance.rng()
    now = clock.now()
    where = somewhere(desk.places)
    given: dict[str, Any] = {
        "service": service.key,
        "place_ref": where,
        "place": "" if where else "Main lobby",
        "callback": f"617-555-{rng.randrange(100, 200):04d}",
        "requester_role": rng.choice(ROLES),
        "answers": answers(service),
        "door": "portal" if rng.random() < 0.12 and not service.emergency else "phone",
    }
    if service.ask_filling("destination") is not None:
        to = find.resolve(rng.choice(desk.places), desk.pk) if desk.places else None
        given |= {"destination": to.label if to else "", "destination_ref": to.ref if to else ""}
    if given["door"] == "phone":
        given["answered_at"] = now - timedelta(seconds=round(rng.uniform(4, 40), 1))
        if rng.random() < 0.5:
            given["rung_at"] = given["answered_at"] - timedelta(seconds=round(rng.uniform(1, 9), 1))
    if service.key == "generic_assistance":
        given["details"] = rng.choice(REASONS)
    if service.key == "security_escort" and rng.random() < 0.08:
        given["starts_at"] = now + timedelta(minutes=rng.randrange(30, 180, 5))
        given["ends_at"] = given["starts_at"] + timedelta(minutes=30)
    return given


def answers(service: Service) -> dict[str, Any]:
    """Answers to some of the closed questions; danger is rare."""
    rng = chance.rng()
    found: dict[str, Any] = {}
    for ask in service.asks:
        if ask.choices and not ask.fills and rng.random() < 0.7:
            calm = [choice for choice in ask.choices if not choice.danger]
            found[ask.key] = rng.choice(ask.choices if rng.random() < 0.05 or not calm else calm).value
            if str(ask.kind) == "choices":
                found[ask.key] = [found[ask.key]]
    return found


def again(world: World, desk: Desk, call: Call, given: dict[str, Any]) -> Script:
    """Somebody else reports the same: joined to the call, or opened apart and merged; some merges were wrong."""
    rng = chance.rng()
    if rng.random() < 0.4:
        yield from world.act(
            "add_requester",
            lambda _: calls.add_requester(call, by=desk.dispatcher, callback=f"617-555-{rng.randrange(200, 300):04d}"),
        )
        return
    twin = yield from world.act(
        "open_call", lambda cid: calls.open_call(by=desk.dispatcher, client_id=cid, **given), repeats=True
    )
    if twin is None:
        return
    yield rng.uniform(5, 60)
    merged = yield from world.act("merge", lambda _: calls.merge(twin, by=desk.dispatcher, into=call))
    if merged is None:
        dispatch.take(world, desk, twin)
    elif rng.random() < 0.2:
        yield rng.uniform(20, 200)
        asker = Requester.objects.filter(call_id=call.pk).order_by("-id").first()
        if asker is not None:
            apart = yield from world.act("split", lambda _: calls.split(asker, by=desk.dispatcher))
            if apart is not None:
                dispatch.take(world, desk, apart)


def changes_mind(world: World, desk: Desk, call: Call) -> Script:
    """The asker no longer needs it, or tells that they arrived."""
    asker = Requester.objects.filter(call_id=call.pk, canceled_at=None).order_by("id").first()
    if asker is None:
        return
    if asker.reached_at is not None:
        yield from world.act("arrived_safe", lambda _: calls.arrived_safe(asker, by=desk.dispatcher))
    else:
        yield from world.act(
            "cancel_request", lambda _: calls.cancel_request(asker, by=desk.dispatcher, reason="got a ride")
        )
