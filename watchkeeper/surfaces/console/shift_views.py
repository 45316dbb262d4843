"""One shift hands over to the next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people import actions
from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import HandoverBrief
from watchkeeper.core.people.permissions import Permission
from watchkeeper.surfaces.console import handover_pages
from watchkeeper.surfaces.console.pages import of_department

SENT = {"seat": 60, "note": 4000, "client_id": 60}  # what the signing form sends, and how much of it is taken


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
    given = {name: request.POST.get(name, "")[:most] for name, most in SENT.items()}
    brief = actions.take_over(_department(by), by=by, **given)
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


def _department(by: Actor) -> Department:
    return Department.objects.get(pk=by.department_id)
