"""One shift hands over to the next; the roster says who that is, and where nobody is planned."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people import roster
from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.actions import build_handover, cancel_shift, plan_shift, sign_handover
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import HandoverBrief, RosterSlot
from watchkeeper.core.people.permissions import Permission
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console import handover_pages
from watchkeeper.surfaces.console.pages import of_department
from watchkeeper.surfaces.console.shift_forms import ShiftForm

AHEAD = timedelta(days=7)


@requires(Permission.HANDOVER_SIGN)
@require_GET
def handover_page(request: HttpRequest) -> HttpResponse:
    """The brief as it stands this second, and who signed the last ones."""
    by = actor_for(request)
    department = _department(by)
    return render(request, "console/handover.html", handover_pages.current(department, by))


@requires(Permission.HANDOVER_SIGN)
@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    """Keep the brief as it is now and sign it, in one stroke."""
    by = actor_for(request)
    brief = build_handover(_department(by), by=by, seat=request.POST.get("seat", "")[:60])
    sign_handover(brief, by=by, note=request.POST.get("note", "")[:4000])
    return redirect("handover_signed", pk=brief.pk)


@requires(Permission.HANDOVER_SIGN)
@require_GET
def signed_handover(request: HttpRequest, pk: int) -> HttpResponse:
    """A signed brief as it was read, to those who may still know what it says; it prints."""
    by = actor_for(request)
    kept = of_department(HandoverBrief, by, pk)
    return render(request, "console/handover_signed.html", handover_pages.signed(kept, _department(by), by))


@requires(Permission.HANDOVER_SIGN)
@require_GET
def past_handovers(request: HttpRequest) -> HttpResponse:
    """The signed briefs, the last first, fifty on a page."""
    by = actor_for(request)
    return render(
        request, "console/handover_past.html", handover_pages.past(_department(by), request.GET.get("before", ""))
    )


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
