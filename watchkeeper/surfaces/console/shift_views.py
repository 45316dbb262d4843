"""One shift hands over to the next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people import handover
from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.actions import build_handover, sign_handover
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import HandoverBrief, Person
from watchkeeper.core.people.permissions import Permission


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


def _department(by: Actor) -> Department:
    return Department.objects.get(pk=by.department_id)


def _name_of(key: str) -> str:
    kind, _, pk = key.partition(":")
    person = Person.objects.filter(pk=pk).first() if kind == "person" and pk.isdecimal() else None
    return person.call_name if person else key
