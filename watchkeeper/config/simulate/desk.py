"""The desk: looks at what waits, sends who is near and able, pulls for an emergency, and closes what is done."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta

from watchkeeper.config.simulate import crews
from watchkeeper.config.simulate.scheduler import Script
from watchkeeper.config.simulate.world import Desk, World, free_units, fresh, live_assignments
from watchkeeper.core.places import walking
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import actions as calls
from watchkeeper.engines.calls.models import Call, Unit
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit import chance, clock

# How long the desk takes to send somebody, in seconds by priority: the least and the most.
THINKS = {0: (5, 20), 1: (8, 40), 2: (20, 120), 3: (40, 420), 4: (60, 900)}
WAITING = (CallStatus.RECEIVED, CallStatus.WAITING)


def take(world: World, desk: Desk, call: Call) -> None:
    """Put ``call`` into the desk's hands, once."""
    if call.pk not in world.handled:
        world.handled.add(call.pk)
        world.start("desk", handle(world, desk, call.pk))


def handle(world: World, desk: Desk, pk: int) -> Script:
    """Work one call until somebody is sent or it ended."""
    rng = chance.rng()
    call = Call.objects.get(pk=pk)
    yield from _booked(world, desk, call)
    yield rng.uniform(*THINKS[call.priority]) * world.haste
    yield from _whims(world, desk, call)
    while (call := fresh(call)).status in WAITING:
        if call.held_until is not None:
            yield 60
            continue
        if (yield from _send(world, desk, call)):
            break
        yield rng.uniform(3, 10) if call.priority <= 1 else rng.uniform(20, 90)
    world.handled.discard(pk)


def _booked(world: World, desk: Desk, call: Call) -> Script:
    """A call booked for later: a unit is reserved for its window, and the desk comes back just before it."""
    if call.starts_at is None or call.ends_at is None or call.starts_at <= clock.now():
        return
    starts, ends = call.starts_at, call.ends_at
    units = [u for u in free_units(desk) if "officer" in u.capabilities]
    if units:
        unit = chance.rng().choice(units)
        yield from world.act(
            "reserve", lambda _: calls.reserve(call, by=desk.dispatcher, unit=unit, starts_at=starts, ends_at=ends)
        )
    yield max(0.0, (starts - clock.now()).total_seconds() - 120)


def _whims(world: World, desk: Desk, call: Call) -> Script:
    """What else happens to a waiting call: a note, a hold, another priority, a hand-off, a wrong place put right."""
    rng = chance.rng()
    roll = rng.random()
    by = desk.dispatcher
    if roll < 0.06:
        yield from world.act(
            "note", lambda _: calls.note(call, by=by, text="Caller will wait at the information desk.")
        )
    elif roll < 0.09:
        until = clock.now() + timedelta(minutes=rng.randrange(5, 25))
        yield from world.act("hold", lambda _: calls.hold(call, by=by, until=until, reason="waiting for the ward"))
    elif roll < 0.12:
        to = max(0, call.priority - 1)
        yield from world.act(
            "prioritize", lambda _: calls.prioritize(call, by=by, priority=to, reason="caller sounds worried")
        )
    elif roll < 0.13:
        yield from world.act(
            "hand_off", lambda _: calls.hand_off(call, by=by, to="City police", reason="off our ground")
        )
    elif roll < 0.15 and desk.places:
        ref = rng.choice(desk.places)
        yield from world.act("update_call", lambda _: calls.update_call(call, by=by, place_ref=ref))
    elif roll < 0.16:
        yield from world.act("radio", lambda _: calls.radio(by=by, text="Any unit near the garage?", call=call))
    else:
        return


def _send(world: World, desk: Desk, call: Call) -> Generator[float, None, bool]:
    """Send what the service wants, nearest first. True when at least one unit goes."""
    units = choose(desk, call)
    if not units and call.priority <= 1:
        units = yield from _pull(world, desk, call)
    if not units:
        return False
    sent = yield from world.act(
        "assign", lambda cid: calls.assign(call, by=desk.dispatcher, units=units, client_id=cid), repeats=True
    )
    for assignment in sent or ():
        crews.adopt(world, desk, assignment)
    return bool(sent)


def choose(desk: Desk, call: Call) -> list[Unit]:
    """The nearest free units with what the service asks for."""
    free = free_units(desk)
    near = {unit.pk: _seconds(desk, unit, call) for unit in free}
    free.sort(key=lambda unit: (near[unit.pk], unit.call_sign))
    chosen: list[Unit] = []
    for send in registry.get(call.service, desk.pk).sends_at(call.priority):
        able = [u for u in free if str(send.capability) in u.capabilities and u not in chosen]
        chosen += able[: send.count]
    return chosen


def _seconds(desk: Desk, unit: Unit, call: Call) -> float:
    if unit.node is None or call.node is None:
        return 3600.0
    return float(walking.times(desk.pk, call.node, mode=unit.mode)(unit.node))


def _pull(world: World, desk: Desk, call: Call) -> Generator[float, None, list[Unit]]:
    """Nobody is free for an emergency: take a unit off something that can wait and that it has not reached."""
    lesser = [
        a for a in live_assignments()
        if a.call.department_id == desk.pk and a.call.priority > call.priority and a.on_scene_at is None
    ]  # fmt: skip
    if not lesser:
        return []
    taken = max(lesser, key=lambda a: (a.call.priority, a.pk))
    back = yield from world.act(
        "put_back", lambda _: calls.put_back(taken, by=desk.dispatcher, reason=f"needed on {call.number}")
    )
    if back is None:
        return []
    take(world, desk, taken.call)
    return [taken.unit]


def finish(world: World, desk: Desk, pk: int) -> Script:
    """Close a cleared call after a look at it; a few come back."""
    rng = chance.rng()
    yield rng.uniform(10, 240) * world.haste
    call = Call.objects.get(pk=pk)
    closed = yield from world.act("close", lambda _: calls.close(call, by=desk.dispatcher))
    if closed is None or rng.random() > 0.01:
        return
    yield rng.uniform(60, 900)
    back = yield from world.act("reopen", lambda _: calls.reopen(call, by=desk.dispatcher, reason="called again"))
    if back is not None:
        take(world, desk, back)


def watch(world: World, desk: Desk, every_s: float) -> Script:
    """Find what no script has in hand: after a restart, or because a person at a real desk acted."""
    while True:
        yield every_s
        for assignment in live_assignments():
            if assignment.unit.department_id == desk.pk and assignment.pk not in world.adopted:
                crews.adopt(world, desk, assignment)
        patience = clock.now() - timedelta(minutes=3 if world.is_living else 0)
        for call in Call.objects.filter(department_id=desk.pk, status__in=WAITING, opened_at__lte=patience).order_by(
            "id"
        ):
            take(world, desk, call)
        cleared = Call.objects.filter(
            department_id=desk.pk, status=CallStatus.CLEARED, cleared_at__lte=clock.now() - timedelta(minutes=10)
        )
        for call in cleared.order_by("id"):
            world.start("close", finish(world, desk, call.pk))
