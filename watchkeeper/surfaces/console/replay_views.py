"""Watching the past: the page, the board at a second, what changed onward from there, and the timeline's marks.

Whoever may read the board and its calls today may watch their past, by what they may know today.
"""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from watchkeeper.core.departments.local_time import written
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls import past
from watchkeeper.surfaces.console import replay_state


def _json(data: Any) -> HttpResponse:
    return HttpResponse(orjson.dumps(data), content_type="application/json")


@require_safe
@requires(Permission.CALL_READ)
def replay(request: HttpRequest) -> HttpResponse:
    """The replay, opened at ``?at=``; a time that cannot be shown is said, with the means to choose another."""
    actor = actor_for(request)
    asked = replay_state.asked(actor, request.GET.get("at", ""))
    born = replay_state.whole(actor, asked) | {"feed": "", "token": "", "root": reverse("board").removesuffix("board/")}
    return render(
        request, "console/replay.html", {"state": born}, status=422 if asked.fault and "at" in request.GET else 200
    )


@require_safe
@requires(Permission.CALL_READ)
def at(request: HttpRequest) -> HttpResponse:
    """The board at ``?at=``."""
    actor = actor_for(request)
    instant = replay_state.instant(actor, request.GET.get("at", ""))
    board = past.opened(actor, instant)
    return _json(board | {"written": written(instant, zone_of(actor.department_id))})


@require_safe
@requires(Permission.CALL_READ)
def onward(request: HttpRequest) -> HttpResponse:
    """What changed after the cursor ``?after=``, a stretch at a time."""
    return _json(past.onward(actor_for(request), request.GET.get("after", "")))


@require_safe
@requires(Permission.CALL_READ)
def marks(request: HttpRequest) -> HttpResponse:
    """Openings and emergencies between ``?start=`` and ``?end=``, for the timeline."""
    start, end = replay_state.span(request.GET.get("start", ""), request.GET.get("end", ""))
    return _json(past.marks(actor_for(request), start, end))


@require_safe
@requires(Permission.CALL_READ)
def of_call(request: HttpRequest, pk: int) -> HttpResponse:
    """What had been said of a call by ``?at=``."""
    actor = actor_for(request)
    return _json({"log": past.of_call(actor, pk, replay_state.instant(actor, request.GET.get("at", "")))})
