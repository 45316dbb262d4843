"""The crews: acknowledge, walk the graph, do the work, clear; shifts begin and end; phones lie about the time."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import Any

from watchkeeper.config.simulate import cards
from watchkeeper.config.simulate import desk as dispatch
from watchkeeper.config.simulate.force import somewhere
from watchkeeper.config.simulate.scheduler import Script
from watchkeeper.config.simulate.world import Desk, World
from watchkeeper.core.people.models import Person
from watchkeeper.core.places import find, walking
from watchkeeper.core.services import registry
from watchkeeper.engines.calls import actions as calls
from watchkeeper.engines.calls.models import Assignment, Call, Unit
from watchkeeper.engines.calls.states import AssignmentStatus, CallStatus, may_follow
from watchkeeper.kit import chance, clock

S = AssignmentStatus
NO_OUTCOME = ("gone_on_arrival", "canceled_by_caller")
SHIFT_S = 8 * 3600.0
SHOWS_EVERY_S = 12.0  # how often a living unit's place is noted on its way


def adopt(world: World, desk: Desk, assignment: Assignment) -> None:
    """Give the assignment a crew that works it, once."""
    if assignment.pk not in world.adopted:
        world.adopted.add(assignment.pk)
        world.start("crew", respond(world, desk, assignment.pk))


def respond(world: World, desk: Desk, pk: int) -> Script:
    """From "assigned" to "cleared", from wherever it is now; ends when somebody else ended it."""
    rng = chance.rng()
    skew = world.faults.skew()
    mine = Assignment.objects.select_related("call", "unit").get(pk=pk)
    call, unit = mine.call, mine.unit
    for to, least, most in ((S.ACKNOWLEDGED, 3, 30), (S.EN_ROUTE, 2, 25)):
        if may_follow(mine.status, to) and rng.random() < 0.95:
            yield rng.uniform(least, most)
            yield from step(world, desk, pk, to, skew)
    if may_follow(mine.status, S.ON_SCENE):
        yield from travel(world, desk, unit, call.node, call.place)
        if call.priority <= 1 and rng.random() < 0.1:
            yield from step(world, desk, pk, S.STAGED, skew)
            yield rng.uniform(20, 90)
        if not (yield from step(world, desk, pk, S.ON_SCENE, skew)):
            return
    has_card = bool(registry.get(call.service, desk.pk).plan)
    if has_card:
        world.start("card", cards.filled(world, desk, call, unit))
    yield from work(world, desk, pk, call, unit)
    if call.destination_ref or call.service == "medical_response":
        yield from carry(world, desk, pk, call, unit, skew)
    yield from finish(world, desk, pk, skew)
    if has_card:
        yield from cards.ended(world, desk, call)


def step(world: World, desk: Desk, pk: int, to: AssignmentStatus, skew: timedelta) -> Generator[float, None, bool]:
    """Press one status button. False when the unit is not on this call any more."""
    mine = Assignment.objects.select_related("call", "unit").get(pk=pk)
    if mine.cleared_at is not None:
        return False
    by = desk.crews.get(mine.unit_id, desk.dispatcher)
    pressed: datetime | None = clock.now() + skew if skew else None
    if world.faults.happens(world.faults.odds.late, "phones_late"):
        pressed = pressed or clock.now()
        yield chance.rng().uniform(20, 400)
    done = yield from world.act(
        str(to), lambda cid: calls.move(mine, by=by, to=to, at=pressed, client_id=cid), repeats=True
    )
    if done is None and pressed is not None:
        done = yield from world.act(str(to), lambda cid: calls.move(mine, by=by, to=to, client_id=cid), repeats=True)
    return done is not None or not Assignment.objects.filter(pk=pk, cleared_at__isnull=False).exists()


def travel(world: World, desk: Desk, unit: Unit, to: int | None, label: str) -> Script:
    """Walk or drive the quickest way; a living unit is seen on its way, another only where it arrives."""
    way = walking.route(unit.node, to, unit.mode, department_id=desk.pk) if unit.node and to else None
    if way is None or not way.nodes or way.seconds == float("inf"):
        yield chance.rng().uniform(60, 400)
        return
    seconds = way.seconds * chance.rng().uniform(0.9, 1.4)
    stops = max(1, int(seconds / SHOWS_EVERY_S)) if world.is_living else 1
    for stop in range(1, stops + 1):
        yield seconds / stops
        index = round(stop / stops * (len(way.nodes) - 1))
        yield from place(world, desk, unit, way, index, label if stop == stops else "")


def place(world: World, desk: Desk, unit: Unit, way: walking.Route, index: int, label: str) -> Script:
    """Note where the unit is, unless the same point was noted last."""
    node = way.nodes[index]
    if unit.node == node:
        return
    lon, lat, _ = way.points[index]
    by = desk.crews.get(unit.pk, desk.dispatcher)
    done = yield from world.act(
        "place", lambda _: calls.place_unit(unit, by=by, place=label, node=node, lon=lon, lat=lat)
    )
    if done is not None:
        unit.node = node


def work(world: World, desk: Desk, pk: int, call: Call, unit: Unit) -> Script:
    """The work on scene, with its welfare checks answered in time, nearly always; seldom the emergency button."""
    rng = chance.rng()
    left = min(5400.0, rng.lognormvariate(6.0, 0.8)) * world.haste
    by = desk.crews.get(unit.pk, desk.dispatcher)
    if rng.random() < 0.004:
        yield from world.act("press_emergency", lambda _: calls.press_emergency(unit, by=by))
        world.start("release", release(world, desk, unit), after=rng.uniform(40, 300))
    every = registry.get(call.service, desk.pk).welfare_every
    while left > 0:
        span = min(left, every.total_seconds() * 0.85) if every else left
        yield span
        left -= span
        answers = left > 0 and rng.random() < 0.93
        if answers and not (yield from answer(world, desk, pk)):
            return


def answer(world: World, desk: Desk, pk: int) -> Generator[float, None, bool]:
    """Say that all is well. False when the unit is not on this call any more."""
    mine = Assignment.objects.select_related("call", "unit").get(pk=pk)
    if mine.cleared_at is not None:
        return False
    by = desk.crews.get(mine.unit_id, desk.dispatcher)
    yield from world.act("answer_welfare", lambda _: calls.answer_welfare(mine, by=by))
    return True


def release(world: World, desk: Desk, unit: Unit) -> Script:
    """A second person releases the latched emergency."""
    yield from world.act("release_emergency", lambda _: calls.release_emergency(unit, by=desk.supervisor))


def carry(world: World, desk: Desk, pk: int, call: Call, unit: Unit, skew: timedelta) -> Script:
    """Bring somebody where they want to go."""
    where = find.resolve(call.destination_ref, desk.pk) if call.destination_ref else None
    if not (yield from step(world, desk, pk, S.TRANSPORTING, skew)):
        return
    yield from travel(world, desk, unit, where.node_id if where else None, where.label if where else "")
    yield from step(world, desk, pk, S.AT_DESTINATION, skew)
    yield chance.rng().uniform(10, 120)


def finish(world: World, desk: Desk, pk: int, skew: timedelta) -> Script:
    """Clear with one of the service's own outcomes; the desk closes after the last unit."""
    rng = chance.rng()
    mine = Assignment.objects.select_related("call", "unit").get(pk=pk)
    if mine.cleared_at is not None:
        return
    call = mine.call
    if rng.random() < 0.03:
        back_at = clock.now()
        yield from world.act(
            "gone_on_arrival", lambda _: calls.gone_on_arrival(call, by=desk.dispatcher, call_back_at=back_at)
        )
        return
    pressed = clock.now() + skew if skew else None
    if not (yield from clear(world, desk, mine, pressed)) and pressed is not None:
        yield from clear(world, desk, mine, None)
    if rng.random() < 0.02 and mine.on_scene_at is not None:
        earlier = mine.on_scene_at - timedelta(seconds=5)
        yield from world.act(
            "correct_time",
            lambda _: calls.correct_time(
                mine, by=desk.dispatcher, field="on_scene_at", value=earlier, reason="phone was late"
            ),
        )
    if Call.objects.filter(pk=call.pk, status=CallStatus.CLEARED).exists():
        world.start("close", dispatch.finish(world, desk, call.pk))


def clear(world: World, desk: Desk, mine: Assignment, at: datetime | None) -> Generator[float, None, bool]:
    """Free the unit with one of the outcomes its service knows. False when the rules said no."""
    outcomes = [o for o in registry.get(mine.call.service, desk.pk).outcomes if o not in NO_OUTCOME]
    outcome = chance.rng().choice(outcomes)
    done = yield from world.act(
        "clear",
        lambda cid: calls.clear(mine, by=desk.dispatcher, outcome=outcome, at=at, client_id=cid),
        repeats=True,
    )
    return done is not None


def shift(world: World, desk: Desk, unit: Unit, person: Person | None, first_s: float) -> Script:
    """One unit's days: log on, a break, log off when free, and the relief a little later."""
    rng = chance.rng()
    left = first_s
    while True:
        until = clock.now() + timedelta(seconds=left)
        yield from log_on(world, desk, unit, person, until)
        yield rng.uniform(0.3, 0.6) * left
        yield from break_of(world, desk, unit)
        yield max(0.0, (until - clock.now()).total_seconds())
        while Unit.objects.filter(pk=unit.pk, is_on_duty=True).exists():
            yield from world.act("log_off", lambda _: calls.log_off(unit, by=desk.dispatcher))
            yield 120
        yield rng.uniform(30, 600)
        left = SHIFT_S


def log_on(world: World, desk: Desk, unit: Unit, person: Person | None, until: datetime) -> Script:
    """A crew takes its unit, somewhere on the ground."""
    given: dict[str, Any] = {
        "vehicle": unit.vehicle, "mode": unit.mode, "place_ref": somewhere(desk.places), "until": until,
    }  # fmt: skip
    persons = [person] if person is not None else []
    yield from world.act("log_on", lambda _: calls.log_on(unit, by=desk.dispatcher, persons=persons, **given))


def break_of(world: World, desk: Desk, unit: Unit) -> Script:
    """A meal, a fuel stop, a report to write; a call may still be finished meanwhile."""
    rng = chance.rng()
    reason = rng.choice(("meal", "fuel", "report", "property run"))
    until = clock.now() + timedelta(minutes=rng.randrange(10, 35))
    yield from world.act(
        "out_of_service", lambda _: calls.out_of_service(unit, by=desk.dispatcher, reason=reason, until=until)
    )
    yield max(0.0, (until - clock.now()).total_seconds())
    yield from world.act("in_service", lambda _: calls.in_service(unit, by=desk.dispatcher))
