"""The board's page, a panel of it in a window of its own, and how somebody likes them arranged."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from watchkeeper.core.people import preferences
from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.actions import set_preference
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls.nearest import nearest as nearest_to
from watchkeeper.surfaces.console import state
from watchkeeper.surfaces.console.command.grammar import LONGEST
from watchkeeper.surfaces.console.command.looking import commands
from watchkeeper.surfaces.console.forms import checked
from watchkeeper.surfaces.console.layout import LIKED, PANELS, Arranged, Asked
from watchkeeper.surfaces.console.map_tiles import tiles


@require_safe
@requires(Permission.BOARD_READ)
def board(request: HttpRequest) -> HttpResponse:
    """The board, with its state inside."""
    return _board(request, "")


@require_safe
@requires(Permission.BOARD_READ)
def panel(request: HttpRequest, name: str) -> HttpResponse:
    """One panel of the board, for a window of its own."""
    if name not in PANELS:
        raise Http404
    return _board(request, name)


def _board(request: HttpRequest, alone: str) -> HttpResponse:
    actor = actor_for(request)
    feed = getattr(request, "feed_origin", "")
    born: dict[str, Any] = state.whole(actor)
    born |= {"feed": f"{feed}/feed", "root": reverse("board").removesuffix("board/"), "token": get_token(request)}
    born |= {"commands": commands(), "longest": LONGEST, "tiles": tiles()}
    liked = orjson.dumps(preferences.liked(actor, LIKED) or {}).decode()
    page = {"state": born, "alone": alone, "layout": liked, "title": PANELS.get(alone, "Board")}
    answer = render(request, "console/board.html", page)
    answer.has_map = True  # type: ignore[attr-defined]  # its policy lets the tile server in
    return answer


@require_POST
@requires(Permission.BOARD_READ)
def arrange(request: HttpRequest) -> HttpResponse:
    """Keep how somebody likes the panels."""
    actor, given = actor_for(request), checked(Arranged, request.POST)
    set_preference(preferences.own_account(actor), by=actor, key=LIKED, value=given["layout"])
    return HttpResponse(orjson.dumps(given["layout"]), content_type="application/json")


@require_safe
@requires(Permission.CALL_READ)
def nearest(request: HttpRequest) -> HttpResponse:
    """Who is nearest to each of the waiting calls asked for."""
    given = checked(Asked, request.GET)
    return HttpResponse(
        orjson.dumps(nearest_to(given["calls"], by=actor_for(request))), content_type="application/json"
    )
