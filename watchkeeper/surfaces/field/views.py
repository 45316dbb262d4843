"""The field app's addresses: its shell, what it shows, and the one address its queue is sent to."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, cast

import orjson
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_POST, require_safe

from watchkeeper.core.journal import reads
from watchkeeper.core.people.access import actor_for, even_locked, requires
from watchkeeper.core.people.permissions import Permission
from watchkeeper.kit import clock
from watchkeeper.surfaces.field import keeping, looking, positions, rounds, shell
from watchkeeper.surfaces.field import state as states
from watchkeeper.surfaces.field import sync as syncing
from watchkeeper.surfaces.field.forms import Asked, checked

# A voice note needs the microphone; photos come from the phone's own camera app.
POLICY = "camera=(), microphone=(self), payment=(), usb=(), geolocation=(self)"


def _json(data: Any) -> HttpResponse:
    return shell.never_kept(HttpResponse(orjson.dumps(data), content_type="application/json"))


@require_safe
@requires(Permission.UNIT_MOVE_OWN)
def app(request: HttpRequest) -> HttpResponse:
    """The page; it holds nothing of anybody."""
    response = HttpResponse(shell.page())
    response["Permissions-Policy"] = POLICY
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@requires(Permission.UNIT_MOVE_OWN)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, whose scope is this folder."""
    response = HttpResponse(shell.worker(), content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@requires(Permission.UNIT_MOVE_OWN)
def clocked(request: HttpRequest) -> HttpResponse:
    """What time it is here, who is signed in, and the token a form needs: asked before a queue is sent."""
    actor = actor_for(request)
    return _json({"now": clock.now().isoformat(), "person": actor.key, "token": get_token(request)})


@require_safe
@requires(Permission.UNIT_MOVE_OWN)
def state(request: HttpRequest) -> HttpResponse:
    """What the phone shows; 304 while nothing has changed, and only what is sent counts as read."""
    actor = actor_for(request)
    told = states.state(actor)
    told["kept"] = keeping.kept(told)
    mark = f'"{sha256(orjson.dumps(told)).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == mark:
        return shell.never_kept(HttpResponse(status=304, headers={"ETag": mark}))
    reads.note(actor, "field app", states.subjects_read(told))
    response = _json(told)
    response["ETag"] = mark
    return response


@require_safe
@requires(Permission.UNIT_MOVE_OWN)
def words(request: HttpRequest) -> HttpResponse:
    """The services, units and reasons to choose from."""
    return _json(states.words(actor_for(request)))


@require_safe
@requires(Permission.CALL_READ)
def places(request: HttpRequest) -> HttpResponse:
    """The places that some words may mean."""
    return _json({"hits": looking.places(actor_for(request), checked(Asked, request.GET)["q"])})


@require_safe
@requires(Permission.RUN_READ)
def label(request: HttpRequest) -> HttpResponse:
    """The place whose label says a code, if there is one."""
    return _json({"place": rounds.labeled(actor_for(request), checked(Asked, request.GET)["code"])})


@require_safe
@requires(Permission.CALL_READ)
def place(request: HttpRequest) -> HttpResponse:
    """One place with its cautions; the look is kept."""
    actor, ref = actor_for(request), checked(Asked, request.GET)["ref"]
    told = looking.place(actor, ref)
    reads.note(actor, "premise", [ref])
    return _json(told)


@require_POST
@requires(Permission.UNIT_MOVE_OWN)
def sync(request: HttpRequest) -> HttpResponse:
    """Take a phone's queue in order and tell what became of each item."""
    actor = actor_for(request)
    queue = syncing.read(
        request.POST.get("queue", ""), cast("dict[str, UploadedFile[Any]]", request.FILES.dict()), actor
    )
    return _json({"now": clock.now().isoformat(), "results": syncing.take_all(queue, actor)})


@require_POST
@even_locked
@requires(Permission.UNIT_MOVE_OWN)
def emergency(request: HttpRequest) -> HttpResponse:
    """Take the emergency button of a phone that may be locked, and nothing else; say only that it was taken."""
    actor = actor_for(request)
    queue = syncing.read(request.POST.get("queue", ""), {}, actor)
    return _json({"results": syncing.take_emergencies(queue, actor)})


@require_POST
@requires(Permission.UNIT_MOVE_OWN)
def fixes(request: HttpRequest) -> HttpResponse:
    """Keep where the phone was, of whoever shares it; say how many readings were kept."""
    taken = positions.take(request.POST.get("fixes", ""), actor_for(request))
    return _json({"kept": taken.kept, "left_out": taken.left_out, "is_shared": taken.is_shared})
