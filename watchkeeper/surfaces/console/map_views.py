"""What the map is drawn from, how one gets to a call, and what is closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_POST, require_safe

from watchkeeper.core.people import preferences
from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.actions import set_preference
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places import maps
from watchkeeper.core.places.actions import close_way, open_way
from watchkeeper.engines.calls.approach import approach
from watchkeeper.engines.calls.models import Call
from watchkeeper.surfaces.console import state
from watchkeeper.surfaces.console.forms import checked
from watchkeeper.surfaces.console.map_forms import Closing, Opening, Shown, closure_of, end_of, way_of

LIKED = "map"  # the preference that keeps which layers are shown
A_YEAR = 365 * 24 * 3600


def _json(data: Any) -> HttpResponse:
    return HttpResponse(orjson.dumps(data), content_type="application/json")


def _kept(request: HttpRequest, mark: str, of: Callable[[str], Any]) -> HttpResponse:
    """What ``of`` gives for ``mark``, and which only changes with it; it is not asked where the browser has it (304).

    Asked for with the mark, the answer is good for ever; else the browser asks again.
    """
    if _is_known(request, mark):
        return HttpResponse(status=304, headers={"ETag": quote_etag(mark)})
    answer = _json(of(mark))
    answer["ETag"] = quote_etag(mark)
    if request.GET.get("v") == mark:
        patch_cache_control(answer, private=True, max_age=A_YEAR, immutable=True)
    else:
        patch_cache_control(answer, private=True, no_cache=True)
    patch_vary_headers(answer, ["Cookie"])
    return answer


def _is_known(request: HttpRequest, mark: str) -> bool:
    """Whether the browser holds this version already; gzip marks an ETag as weak on its way."""
    return quote_etag(mark) in request.headers.get("If-None-Match", "").replace("W/", "").split(", ")


@require_safe
@requires(Permission.BOARD_READ)
def layers(request: HttpRequest, site: int, floor: int | None = None) -> HttpResponse:
    """What the map draws for a site, or for one floor of it."""
    department = actor_for(request).department_id
    return _kept(
        request, maps.version(department), lambda mark: maps.layers(department, site, floor_id=floor, mark=mark)
    )


@require_safe
@requires(Permission.BOARD_READ)
def layer(request: HttpRequest, site: int, key: str) -> HttpResponse:
    """One of the layers drawn on demand."""
    department = actor_for(request).department_id
    return _kept(request, maps.version(department), lambda mark: maps.layer(department, site, key))


@require_safe
@requires(Permission.BOARD_READ)
def closures(request: HttpRequest, site: int) -> HttpResponse:
    """What is closed at a site now, and which layers its reader likes to see."""
    actor = actor_for(request)
    shown = preferences.liked(actor, LIKED) or {}
    return _json({"closures": maps.closures(actor.department_id, site), "shown": shown})


@require_POST
@requires(Permission.CLOSURE_WRITE)
def close(request: HttpRequest) -> HttpResponse:
    """Close a way."""
    actor, given = actor_for(request), checked(Closing, request.POST)
    until = end_of(given["until"], state.desk_of(actor))
    made = close_way(way_of(given["way"], actor), by=actor, reason=given["reason"], until=until)
    return _json({"id": made.pk, "said": f"Closed {made.what}; nobody is routed over it."})


@require_POST
@requires(Permission.CLOSURE_WRITE)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed way again."""
    actor, given = actor_for(request), checked(Opening, request.POST)
    opened = open_way(closure_of(pk, actor), by=actor, reason=given["reason"])
    return _json({"id": opened.pk, "said": f"{opened.what} is open."})


@require_POST
@requires(Permission.BOARD_READ)
def shown(request: HttpRequest) -> HttpResponse:
    """Keep which layers somebody likes to see."""
    actor, given = actor_for(request), checked(Shown, request.POST)
    set_preference(preferences.own_account(actor), by=actor, key=LIKED, value=given["layers"])
    return _json(given["layers"])


@require_safe
@requires(Permission.CALL_READ)
def way(request: HttpRequest, pk: int) -> HttpResponse:
    """How one gets to a call, and what is close to it."""
    actor = actor_for(request)
    return _json(approach(Call.objects.one(actor, pk), actor))
