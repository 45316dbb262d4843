"""Commands on units and the desk's own papers: duty, service, emergencies, messages, look-outs, radio, ways, seats."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from watchkeeper.core.places import actions as places
from watchkeeper.core.places.models import Closure, Fixture, Node
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Bolo
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console.command import targets
from watchkeeper.surfaces.console.command.targets import Desk, Done

_SHIFT = timedelta(hours=8)


def log_on(args: dict[str, Any], desk: Desk) -> Done:
    """Put a unit on duty."""
    unit = targets.unit(args["unit"], desk)
    until = targets.future(args["until"], desk) if "until" in args else None
    actions.log_on(
        unit,
        by=desk.by,
        persons=targets.crew(args.get("crew", ()), desk),
        vehicle=args.get("vehicle", ""),
        mode=args.get("mode", unit.mode),
        until=until,
        **targets.placed(args.get("place", ""), desk),
    )
    return Done(f"{unit.call_sign} is on duty.")


def log_off(args: dict[str, Any], desk: Desk) -> Done:
    """Take a unit off duty."""
    unit = actions.log_off(targets.unit(args["unit"], desk), by=desk.by)
    return Done(f"{unit.call_sign} is off duty.")


def out_of_service(args: dict[str, Any], desk: Desk) -> Done:
    """Take a unit out of service."""
    until = targets.future(args["until"], desk) if "until" in args else None
    unit = actions.out_of_service(targets.unit(args["unit"], desk), by=desk.by, reason=args["reason"], until=until)
    return Done(f"{unit.call_sign} is out of service: {unit.out_of_service}.")


def in_service(args: dict[str, Any], desk: Desk) -> Done:
    """Bring a unit back into service."""
    unit = actions.in_service(targets.unit(args["unit"], desk), by=desk.by)
    return Done(f"{unit.call_sign} is in service.")


def place_unit(args: dict[str, Any], desk: Desk) -> Done:
    """Note where a unit is."""
    where = targets.placed(args["place"], desk)
    unit = actions.place_unit(targets.unit(args["unit"], desk), by=desk.by, **where)
    return Done(f"{unit.call_sign} is at {unit.place}.")


def emergency(args: dict[str, Any], desk: Desk) -> Done:
    """An officer's emergency, heard by the desk."""
    placed = targets.placed(args.get("place", ""), desk)
    where = {name: placed[name] for name in ("place", "place_ref") if placed.get(name)}
    unit = actions.press_emergency(targets.unit(args["unit"], desk), by=desk.by, **where)
    return Done(f"{unit.call_sign} has an emergency; a second person must release it.")


def release(args: dict[str, Any], desk: Desk) -> Done:
    """Release a latched emergency."""
    unit = actions.release_emergency(targets.unit(args["unit"], desk), by=desk.by)
    return Done(f"{unit.call_sign}'s emergency is released.")


def message(args: dict[str, Any], desk: Desk) -> Done:
    """A message to units, or to all on duty."""
    to = targets.units(args["units"], desk) if args["units"] else None
    actions.send_message(by=desk.by, to=to, text=args["text"])
    return Done(f"Message sent to {', '.join(args['units']) or 'all on duty'}.")


def radio(args: dict[str, Any], desk: Desk) -> Done:
    """A radio log line."""
    call = targets.call(args["call"], desk) if "call" in args else None
    unit = targets.unit(args["unit"], desk) if "unit" in args else None
    actions.radio(by=desk.by, text=args["text"], unit=unit, call=call)
    return Done("Radio line kept.", select=call.subject if call else "")


def bolo(args: dict[str, Any], desk: Desk) -> Done:
    """Post a look-out, or end one."""
    if args.get("is_end"):
        found = Bolo.objects.filter(department_id=desk.by.department_id, pk=args["bolo"]).first()
        if found is None:
            raise Invalid(f"There is no look-out {args['bolo']}.", fields={"bolo": ["unknown"]})
        actions.end_bolo(found, by=desk.by)
        return Done("The look-out has ended.")
    until = targets.future(args["until"], desk) if "until" in args else clock.now() + _SHIFT
    made = actions.post_bolo(by=desk.by, kind=args["kind"], text=args["text"], expires_at=until)
    return Done(f"Look-out {made.pk} posted.")


def block(args: dict[str, Any], desk: Desk) -> Done:
    """Close a way: a door, stair or elevator by name, or the junction of a place."""
    hit = targets.known_place(args["place"], desk)
    until = targets.future(args["until"], desk) if "until" in args else None
    closure = places.close_way(_way(hit.ref, hit.node_id), by=desk.by, reason=args["reason"], until=until)
    return Done(f"Closed {closure.what}; nobody is routed over it.")


def _way(ref: str, node_id: int | None) -> Fixture | Node:
    kind, _, pk = ref.partition(":")
    way: Fixture | Node | None = Fixture.objects.filter(pk=int(pk)).first() if kind == "fixture" else None
    if way is None and kind != "fixture" and node_id is not None:
        way = Node.objects.filter(pk=node_id).first()
    if way is None:
        raise Invalid("That place is not a way one can close.", fields={"place": ["not a way"]})
    return way


def unblock(args: dict[str, Any], desk: Desk) -> Done:
    """Open a closed way."""
    open_now = Closure.objects.filter(department_id=desk.by.department_id, opened_at=None)
    said = args["place"].lower()
    hit = targets.place(args["place"], desk)
    found = [c for c in open_now if said in c.what.lower() or (hit and f"fixture:{c.fixture_id}" == hit.ref)]
    if not found:
        raise Invalid(f"“{args['place']}” is not closed.", fields={"place": ["not closed"]})
    closure = places.open_way(found[0], by=desk.by)
    return Done(f"{closure.what} is open.")


def caution(args: dict[str, Any], desk: Desk) -> Done:
    """Warn crews who are sent to a place."""
    hit = targets.known_place(args["place"], desk)
    until = targets.future(args["until"], desk) if "until" in args else clock.now() + _SHIFT
    source = args.get("source") or desk.by.name
    places.add_caution(hit.ref, by=desk.by, text=args["text"], source=source, expires=until)
    return Done(f"Caution kept for {hit.label}.")


def seat(args: dict[str, Any], desk: Desk) -> Done:
    """Sit down at a seat."""
    taken = actions.take_seat(by=desk.by, seat=args["seat"], is_new="new" in args)
    return Done(f"You sit at {taken.key}.", show={"seat": taken.key})


def undo(args: dict[str, Any], desk: Desk) -> Done:
    """Take back the last action of one's own."""
    return Done(f"Undone: {actions.undo(by=desk.by)}.")
