"""One shift hands over to the next; the roster says who that is, and where nobody is planned."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people import handover, roster
from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.actions import build_handover, cancel_shift, plan_shift, sign_handover
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import HandoverBrief, Person, RosterSlot
from watchkeeper.core.people.permissions import Permission
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console.shift_forms import ShiftForm

AHEAD = timedelta(days=7)


@requires(Permission.HANDOVER_SIGN)
@require_GET
def handover_page(request: HttpRequest) -> HttpResponse:
    """The brief as it stands this second, and who signed the last one."""
    by = actor_for(request)
    department = _department(by)
    signed = HandoverBrief.objects.filter(department=department, signed_at__isnull=False).order_by("-signed_at").first()
    page = {
        "brief": handover.build(department, by),
        "last": signed,
        "last_by": _name_of(signed.signed_by) if signed else "",
        "zone": department.time_zone,
    }
    return render(request, "console/handover.html", page)


@requires(Permission.HANDOVER_SIGN)
@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    """Keep the brief as it is now and sign it, in one stroke."""
    by = actor_for(request)
    brief = build_handover(_department(by), by=by, seat=request.POST.get("seat", "")[:60])
    sign_handover(brief, by=by, note=request.POST.get("note", "")[:4000])
    return redirect("handover")


@requires(Permission.BOARD_READ)
@require_GET
def roster_page(request: HttpRequest) -> HttpResponse:
    """The week ahead: seats now, gaps first, then who comes when."""
    by = actor_for(request)
    return render(request, "console/roster.html", _week(by, _form(_department(by), None)))


@requires(Permission.ROSTER_MANAGE)
@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Put a shift on the roster; what cannot be understood comes back with what was wrong, as it was filled in."""
    by = actor_for(request)
    department = _department(by)
    form = _form(department, request.POST)
    if form.is_valid():
        try:
            plan_shift(department, by=by, **form.cleaned_data)
        except Invalid as wrong:
            for name, words in wrong.fields.items():
                form.add_error(name if name in form.fields else None, words)
        else:
            return redirect("roster")
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        raise Invalid("The shift is not complete.", fields={k: list(map(str, v)) for k, v in form.errors.items()})
    return render(request, "console/roster.html", _week(by, form), status=422)


@requires(Permission.ROSTER_MANAGE)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a shift off the roster."""
    by = actor_for(request)
    slot = get_object_or_404(RosterSlot, pk=pk, department_id=by.department_id)
    cancel_shift(slot, by=by, reason=request.POST.get("reason", "")[:200] or "taken off the roster")
    return redirect("roster")


def _week(by: Actor, form: ShiftForm) -> dict[str, Any]:
    department, now = _department(by), clock.now()
    slots = RosterSlot.objects.filter(
        department=department, canceled_at__isnull=True, ends_at__gt=now, starts_at__lt=now + AHEAD
    )
    return {
        "seats": roster.seats_now(department.pk),
        "gaps": roster.gaps(department.pk, now, now + AHEAD),
        "slots": slots.select_related("person", "center"),
        "form": form,
        "may_plan": by.may(Permission.ROSTER_MANAGE),
        "zone": department.time_zone,
    }


def _form(department: Department, data: Any) -> ShiftForm:
    start: datetime = clock.now().astimezone(ZoneInfo(department.time_zone)).replace(minute=0, second=0, microsecond=0)
    first = {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + timedelta(hours=8):%Y-%m-%dT%H:%M}"}
    return ShiftForm(data, department=department, initial=first)


def _department(by: Actor) -> Department:
    return Department.objects.get(pk=by.department_id)


def _name_of(key: str) -> str:
    kind, _, pk = key.partition(":")
    person = Person.objects.filter(pk=pk).first() if kind == "person" and pk.isdecimal() else None
    return person.call_name if person else key
