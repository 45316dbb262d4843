"""Units over the API: on and off duty, in and out of service, where they are, the emergency button."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.api import schemas as s
from watchkeeper.engines.calls.api.asking import actor, answers, repeatable
from watchkeeper.engines.calls.models import Unit

router = Router(tags=["units"])


def _unit(request: HttpRequest, pk: int) -> Unit:
    return Unit.objects.one(actor(request), pk)


@router.get("/units", response=answers(s.Units))
def list_units(request: HttpRequest) -> Any:
    """The department's units. Where a unit on covert work is, only those named on it read."""
    by = actor(request)
    by.require(Permission.BOARD_READ)
    return {"units": Unit.objects.of(by).order_by("call_sign").seen_by(by)}


@router.post("/units/{int:pk}/log-on", response=answers(s.UnitOut))
def log_on(request: HttpRequest, pk: s.Key, given: s.LogOnIn) -> Any:
    """Put the unit on duty."""
    run = lambda: actions.log_on(_unit(request, pk), by=actor(request), **given.dict())  # noqa: E731
    return repeatable(request, given, s.UnitOut, run)


@router.post("/units/{int:pk}/log-off", response=answers(s.UnitOut))
def log_off(request: HttpRequest, pk: s.Key) -> Any:
    """Take the unit off duty."""
    return repeatable(request, None, s.UnitOut, lambda: actions.log_off(_unit(request, pk), by=actor(request)))


@router.post("/units/{int:pk}/out-of-service", response=answers(s.UnitOut))
def out_of_service(request: HttpRequest, pk: s.Key, given: s.OutIn) -> Any:
    """Take the unit out of service."""
    run = lambda: actions.out_of_service(_unit(request, pk), by=actor(request), **given.dict())  # noqa: E731
    return repeatable(request, given, s.UnitOut, run)


@router.post("/units/{int:pk}/in-service", response=answers(s.UnitOut))
def in_service(request: HttpRequest, pk: s.Key) -> Any:
    """Bring the unit back into service."""
    return repeatable(request, None, s.UnitOut, lambda: actions.in_service(_unit(request, pk), by=actor(request)))


@router.post("/units/{int:pk}/place", response=answers(s.UnitOut))
def place(request: HttpRequest, pk: s.Key, given: s.PlaceIn) -> Any:
    """Note where the unit is."""
    run = lambda: actions.place_unit(_unit(request, pk), by=actor(request), place=given.place)  # noqa: E731
    return repeatable(request, given, s.UnitOut, run)


@router.post("/units/{int:pk}/emergency", response=answers(s.UnitOut))
def emergency(request: HttpRequest, pk: s.Key) -> Any:
    """Press the unit's emergency button."""
    return repeatable(request, None, s.UnitOut, lambda: actions.press_emergency(_unit(request, pk), by=actor(request)))


@router.post("/units/{int:pk}/emergency/release", response=answers(s.UnitOut))
def release(request: HttpRequest, pk: s.Key) -> Any:
    """Release a latched emergency, as a second person."""
    run = lambda: actions.release_emergency(_unit(request, pk), by=actor(request))  # noqa: E731
    return repeatable(request, None, s.UnitOut, run)
