"""The supervisor's exceptions: everything overdue or missing on one page, which keeps itself up to date."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import exceptions
from watchkeeper.core.people import roster
from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.actions import plan_shift
from watchkeeper.core.people.models import DispatchCenter, Person
from watchkeeper.core.people.permissions import Permission
from watchkeeper.surfaces.console import exceptions_state
from watchkeeper.surfaces.console.exceptions_forms import Filled, Stretch
from watchkeeper.surfaces.console.forms import checked
from watchkeeper.surfaces.console.pages import of_department


def _json(data: Any) -> HttpResponse:
    return HttpResponse(orjson.dumps(data), content_type="application/json")


@require_safe
@requires(Permission.HANDOVER_SIGN)
def page(request: HttpRequest) -> HttpResponse:
    """Every exception this reader may know of, with the page's state inside."""
    actor = actor_for(request)
    born = exceptions_state.whole(actor) | {"root": reverse("board").removesuffix("board/"), "feed": ""}
    return render(request, "console/exceptions.html", {"state": born | {"token": get_token(request)}})


@require_safe
@requires(Permission.HANDOVER_SIGN)
def data(request: HttpRequest) -> HttpResponse:
    """The same again, as it stands now."""
    return _json(exceptions_state.now(actor_for(request)))


@require_safe
@requires(Permission.HANDOVER_SIGN)
def count(request: HttpRequest) -> HttpResponse:
    """How many there are, for the foot of the board; a few seconds old."""
    return _json({"count": exceptions.counted(actor_for(request))})


@require_safe
@requires(Permission.ROSTER_MANAGE)
def free(request: HttpRequest) -> HttpResponse:
    """Who could be planned for a stretch: the first nine."""
    actor, given = actor_for(request), checked(Stretch, request.GET)
    people = roster.free_for(actor.department_id, given["starts_at"], given["ends_at"])
    return _json({"people": [{"id": one.pk, "name": one.call_name} for one in people[:9]]})


@require_POST
@requires(Permission.ROSTER_MANAGE)
def fill(request: HttpRequest) -> HttpResponse:
    """Plan a person for a gap of the roster."""
    actor, given = actor_for(request), checked(Filled, request.POST)
    center = of_department(DispatchCenter, actor, given["center"])
    person = of_department(Person, actor, given["person"])
    department = Department.objects.get(pk=actor.department_id)
    plan_shift(
        department, by=actor, starts_at=given["starts_at"], ends_at=given["ends_at"], person=person, center=center
    )
    return _json({"said": f"{person.call_name} is planned for {center.name}."})
