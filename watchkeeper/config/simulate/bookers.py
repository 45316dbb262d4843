"""Those who ask for what is booked, and what becomes of it: proposed, taken, moved, held, or nobody comes."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import Any

from watchkeeper.config.simulate import callers
from watchkeeper.config.simulate.force import somewhere
from watchkeeper.config.simulate.scheduler import Script
from watchkeeper.config.simulate.world import Desk, World, fresh
from watchkeeper.core.people.actor import Actor, system
from watchkeeper.core.people.models import Person
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import actions as calls
from watchkeeper.engines.calls import slots
from watchkeeper.engines.calls.models import Call, Enrollment, Holding, Requester, Slot
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit import chance, clock

S = CallStatus
HELD = ("held", "completed", "installed", "quiet", "answered", "registered")  # the plain outcome of each service
MOST_WAITING = 12  # the living demo asks for no more than a visitor can look through
PATIENCE = timedelta(minutes=5)
SOON = timedelta(minutes=30)  # so long after its request the living desk still answers it


def bookers(world: World, desk: Desk) -> Script:
    """Requests come in, a few each day; sessions with seats are put in the calendar."""
    while desk.booked:
        yield chance.rng().expovariate(desk.bookings_per_day / 86400)
        asked = Call.objects.filter(department_id=desk.pk, status=S.ASKED).count()
        if not world.is_living or asked < MOST_WAITING:
            world.start("booking", one_request(world, desk))


def one_request(world: World, desk: Desk) -> Script:
    """One request, from asking to its end."""
    rng = chance.rng()
    service = rng.choice(desk.booked)
    if service.booked and service.booked.seats and rng.random() < 0.6:
        yield from course(world, desk, service)
        return
    given = asked_for(desk, service)
    by = desk.supervisor if service.level > 2 else _portal(desk)
    call = yield from world.act("request", lambda cid: calls.open_call(by=by, client_id=cid, **given), repeats=True)
    if call is not None and not world.is_living:
        yield from answered(world, desk, call.pk, by)


def asked_for(desk: Desk, service: Service) -> dict[str, Any]:
    """What a form would hand to ``open_call``."""
    rng = chance.rng()
    where = somewhere(desk.places)
    given: dict[str, Any] = {
        "service": service.key, "place_ref": where, "place": "" if where else "Main lobby",
        "callback": f"617-555-{rng.randrange(300, 400):04d}", "door": "phone" if service.level > 2 else "portal",
        "answers": callers.answers(service),
    }  # fmt: skip
    if service.ask("heads") is not None:
        given["answers"]["heads"] = str(rng.randrange(4, 40))
    if service.ask_filling("starts_at") is not None:
        day = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=rng.randrange(3, 9))
        given["starts_at"] = day.replace(hour=rng.randrange(14, 19))
        given["ends_at"] = given["starts_at"] + timedelta(hours=rng.randrange(1, 4))
    return given


def answered(world: World, desk: Desk, pk: int, by: Actor) -> Script:
    """The desk answers, sooner or later, until it is held or ended."""
    rng = chance.rng()
    for _ in range(4):
        yield rng.lognormvariate(9.2, 1.0) * world.haste  # about three hours, at times more than a day
        call = fresh(call_of(pk))
        if call.status != S.ASKED:
            return
        if rng.random() < 0.08:
            yield from given_up(world, desk, call, by)
            return
        if not (yield from answer(world, desk, call, by)):
            continue
        if (yield from agreed(world, desk, pk, by)):
            yield from happens(world, desk, pk, by)
        if call_of(pk).status not in (S.ASKED, S.PROPOSED):
            return


def call_of(pk: int) -> Call:
    """The call as it is now."""
    return Call.objects.get(pk=pk)


def answer(world: World, desk: Desk, call: Call, by: Actor) -> Generator[float, None, bool]:
    """Propose times, confirm what was agreed by phone, or give the answer at the desk. False when nothing was done."""
    rng = chance.rng()
    who = by if call.is_named else desk.dispatcher
    spec = next(one for one in desk.booked if one.key == call.service)
    if spec.booked is None or spec.booked.lasts is None:
        outcome = next(one for one in spec.outcomes if one not in ("no_show", "canceled_by_caller"))
        done = yield from world.act("answer", lambda _: calls.deliver(call, by=who, outcome=outcome))
        return done is not None
    found = slots.offers_for(call)
    if not found:
        yield from world.act(
            "hand_off", lambda _: calls.hand_off(call, by=who, to="City police", reason="nobody is free then")
        )
        return False
    windows = [calls.Window(o.starts_at, o.ends_at, [one.person for one in o.people]) for o in found]
    if rng.random() < 0.35:
        made = yield from world.act("confirm", lambda _: calls.confirm(call, by=who, window=windows[0]))
        return made is not None
    proposed = yield from world.act("propose", lambda _: calls.propose(call, by=who, windows=windows))
    return proposed is not None


def agreed(world: World, desk: Desk, pk: int, by: Actor) -> Generator[float, None, bool]:
    """The asker takes one of the times, needs others, or says nothing at all. True when it is confirmed."""
    rng = chance.rng()
    if call_of(pk).status == S.CONFIRMED:
        return True
    yield rng.lognormvariate(9.5, 1.0) * world.haste
    asker = Requester.objects.filter(call=pk, canceled_at=None).order_by("pk").first()
    if asker is None or call_of(pk).status != S.PROPOSED:
        return False
    roll = rng.random()
    if roll < 0.15:
        return False  # it lapses
    if roll < 0.3:
        yield from world.act(
            "ask_other_times", lambda _: calls.ask_other_times(asker, by=_portal(desk), reason="unit meeting then")
        )
        return False
    proposed = list(Slot.objects.filter(appointment=pk, withdrawn_at=None).order_by("starts_at"))
    slot = rng.choice(proposed) if proposed else None
    if slot is None:
        return False
    taken = yield from world.act("take_slot", lambda _: calls.take_slot(asker, by=_portal(desk), slot=slot))
    return taken is not None


def course(world: World, desk: Desk, service: Service) -> Script:
    """A session with seats, put in the calendar; people enroll, some leave, and it is held."""
    rng = chance.rng()
    found = slots.search(service, desk.pk, slots.Wish(heads=6))
    if not found:
        return
    offer = rng.choice(found)
    window = calls.Window(offer.starts_at, offer.ends_at, [one.person for one in offer.people])
    where = somewhere(desk.places)
    call = yield from world.act(
        "schedule",
        lambda cid: calls.schedule(
            by=desk.dispatcher, service=service.key, window=window, place_ref=where, seats=6, client_id=cid
        ),
        repeats=True,
    )
    if call is None:
        return
    for number in range(rng.randrange(3, 10)):
        world.start("enrolls", enrolls(world, desk, call, number), after=rng.uniform(60, 80000))
    yield from happens(world, desk, call.pk, desk.dispatcher)


def enrolls(world: World, desk: Desk, call: Call, number: int) -> Script:
    """Somebody takes a seat or a place in line, and may give it up again."""
    rng = chance.rng()
    mine = yield from world.act(
        "enroll",
        lambda cid: calls.enroll(call, by=_portal(desk), requester=f"Staff member {number + 1}", client_id=cid),
        repeats=True,
    )
    if mine is not None and rng.random() < 0.25:
        yield rng.uniform(600, 60000)
        asker = Requester.objects.get(pk=mine.pk)
        yield from world.act("leave", lambda _: calls.leave(asker, by=_portal(desk)))


def happens(world: World, desk: Desk, pk: int, by: Actor) -> Script:
    """A confirmed session: moved, restaffed or called off before; then held, or nobody comes, or nobody says."""
    rng = chance.rng()
    who = by if call_of(pk).is_named else desk.dispatcher
    if rng.random() < 0.3:
        yield rng.uniform(600, 7200)
        yield from changed(world, desk, call_of(pk), who)
    while (call := call_of(pk)).status == S.CONFIRMED and _left(call.starts_at) > 0:
        yield min(_left(call.starts_at), 3600.0)
    if call.status != S.CONFIRMED:
        return
    yield from restaffed(world, desk, call, who)
    if rng.random() < 0.8:
        yield from world.act("start", lambda _: calls.start(call, by=who))
    yield max(0.0, _left(call.ends_at) + rng.uniform(-300, 900))
    if rng.random() < 0.15:
        yield rng.uniform(3600, 40000)  # nobody says how it was
    yield from told(world, desk, call_of(pk), who)


def changed(world: World, desk: Desk, call: Call, who: Actor) -> Script:
    """A confirmed session is moved, gets somebody else, more seats, or is called off."""
    rng = chance.rng()
    if call.status != S.CONFIRMED:
        return
    roll = rng.random()
    if roll < 0.4:
        spec = next(one for one in desk.booked if one.key == call.service)
        found = slots.search(spec, desk.pk, slots.Wish(heads=call.appointment.expected), count=2)
        if found:
            window = calls.Window(found[-1].starts_at, found[-1].ends_at)
            yield from world.act(
                "reschedule", lambda _: calls.reschedule(call, by=who, window=window, reason="the room is taken")
            )
    elif roll < 0.6:
        yield from restaffed(world, desk, call, who, always=True)
    elif roll < 0.75 and call.appointment.seats:
        seats = call.appointment.seats + rng.randrange(-2, 5)
        yield from world.act("set_seats", lambda _: calls.set_seats(call, by=who, seats=seats))
    elif roll < 0.9:
        yield from given_up(world, desk, call, who)
    else:
        return


def restaffed(world: World, desk: Desk, call: Call, who: Actor, *, always: bool = False) -> Script:
    """Put somebody else in for one who was pulled, or for anybody."""
    held = Holding.objects.filter(call=call)
    gone = (held.filter(released_at=None) if always else held.exclude(pulled_at=None)).order_by("pk").first()
    spec = next(one for one in desk.booked if one.key == call.service)
    if gone is None or call.starts_at is None or call.ends_at is None:
        return
    free = slots.free_for(spec, desk.pk, call.starts_at, call.ends_at)
    if free:
        person = Person.objects.get(pk=chance.rng().choice(free).person)
        yield from world.act("replace", lambda _: calls.replace(gone, by=who, person=person, reason="was needed"))


def given_up(world: World, desk: Desk, call: Call, who: Actor) -> Script:
    """The asker no longer needs it, the house calls it off, or somebody outside takes it over."""
    roll = chance.rng().random()
    asker = Requester.objects.filter(call=call, canceled_at=None).order_by("pk").first()
    if roll < 0.5 and asker is not None:
        yield from world.act(
            "cancel_request", lambda _: calls.cancel_request(asker, by=who, reason="the meeting is off")
        )
    elif roll < 0.8:
        yield from world.act("cancel_call", lambda _: calls.cancel_call(call, by=who, reason="the meeting is off"))
    else:
        yield from world.act(
            "hand_off", lambda _: calls.hand_off(call, by=who, to="Human resources", reason="theirs to hold")
        )


def told(world: World, desk: Desk, call: Call, who: Actor) -> Script:
    """How it was held: what came of it, how many came, and what they thought of it."""
    rng = chance.rng()
    if call.status not in (S.CONFIRMED, S.IN_SESSION):
        return
    if rng.random() < 0.1:
        yield from world.act("no_show", lambda _: calls.no_show(call, by=who))
        return
    for enrollment in Enrollment.objects.filter(call=call, canceled_at=None).exclude(seated_at=None).order_by("pk"):
        yield from came(world, enrollment, who)
    spec = next(one for one in desk.booked if one.key == call.service)
    outcome = next(one for one in spec.outcomes if one in HELD)
    heads = rng.randrange(3, 40)
    done = yield from world.act(
        "deliver",
        lambda _: calls.deliver(
            call, by=who, outcome=outcome, attended=heads, material="2026.1",
            unanswered="Who may ask for a second camera?" if rng.random() < 0.2 else "",
        ),
    )  # fmt: skip
    for asker in Requester.objects.filter(call=call, canceled_at=None).order_by("pk") if done is not None else ():
        if rng.random() < 0.5:
            yield rng.uniform(600, 40000)
            yield from went(world, desk, asker)


def came(world: World, enrollment: Enrollment, who: Actor) -> Script:
    """Say whether somebody enrolled came; most did."""
    attended = chance.rng().random() < 0.9
    yield from world.act("mark_attended", lambda _: calls.mark_attended(enrollment, by=who, attended=attended))


def went(world: World, desk: Desk, asker: Requester) -> Script:
    """An asker says how it went, and perhaps whether they recommend it."""
    word, again = chance.rng().choice((("well", True), ("well", None), ("all_right", None), ("not_well", False)))
    yield from world.act("went", lambda _: calls.say_how_it_went(asker, by=_portal(desk), went=word, recommends=again))


def attend(world: World, desk: Desk, every_s: float) -> Script:
    """The living desk answers what somebody asked for a few minutes ago and nobody answered yet."""
    while True:
        yield every_s
        since = clock.now() - PATIENCE
        asked = Call.objects.filter(department_id=desk.pk, status=S.ASKED, level__lte=2, is_appointment=True)
        for call in asked.filter(opened_at__lte=since, opened_at__gt=since - SOON).order_by("pk"):
            yield from answer(world, desk, call, desk.dispatcher)


def _left(moment: datetime | None) -> float:
    return 0.0 if moment is None else (moment - clock.now()).total_seconds()


def _portal(desk: Desk) -> Actor:
    return system(desk.pk, "portal")
