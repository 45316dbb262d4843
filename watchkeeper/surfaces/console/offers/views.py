"""The pages of the services."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services.actions import retire_question
from watchkeeper.core.services.models import Question
from watchkeeper.kit import csv
from watchkeeper.kit.errors import NotAllowed
from watchkeeper.surfaces.console.desk.cells import look_of
from watchkeeper.surfaces.console.offers import listing, making, page
from watchkeeper.surfaces.console.offers.forms import NewForm, QuestionForm


@require_GET
@requires(Permission.BOARD_READ)
def offers(request: HttpRequest) -> HttpResponse:
    """Every service, whole, or only the rows when a filter changed."""
    part = "rows" if request.headers.get("HX-Target") == "rows" else "list"
    return render(request, f"console/offers/{part}.html", listing.screen(request.GET.dict(), actor_for(request)))


@require_GET
@requires(Permission.EXPORT_READ)
def taken(request: HttpRequest) -> StreamingHttpResponse:
    """The list as a CSV file."""
    look = look_of(actor_for(request))
    answer = StreamingHttpResponse(listing.taken(request.GET.dict(), look.by), content_type=csv.TYPE)
    answer["Content-Disposition"] = f'attachment; filename="services-{look.now.astimezone(look.zone).date()}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@requires(Permission.BOARD_READ)
def offer(request: HttpRequest, key: str) -> HttpResponse:
    """One service; what is sent is previewed, and saved when it was previewed so."""
    look = look_of(actor_for(request))
    done = page.change(key, look, request.POST) if request.method == "POST" else None
    if done is not None and done.is_saved:
        messages.success(request, "The policy is changed; it holds within a second.")
        return redirect("offer", key=key)
    status = done.status if done else 200
    return render(request, "console/offers/page.html", page.screen(key, look, done), status=status)


@require_POST
@requires(Permission.BOARD_READ)
def revert(request: HttpRequest, key: str) -> HttpResponse:
    """Put the policy back: to an earlier version, or to the declaration."""
    page.put_back(key, look_of(actor_for(request)), request.POST)
    messages.success(request, "The policy is put back; it holds within a second.")
    return redirect("offer", key=key)


@require_POST
@requires(Permission.BOARD_READ)
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """Ask one thing more."""
    look = look_of(actor_for(request))
    form = QuestionForm(request.POST, by=look.by, auto_id="question-%s")
    if making.asked(form, key, look.by):
        messages.success(request, "The question is asked from now on.")
        return redirect("offer", key=key)
    return render(request, "console/offers/page.html", page.screen(key, look, question=form), status=422)


@require_POST
@requires(Permission.BOARD_READ)
def retire(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Stop asking."""
    by = actor_for(request)
    question = Question.objects.filter(pk=pk, service=key, department_id=by.department_id).first()
    if question is None:
        raise NotAllowed("", hidden=True)
    retire_question(question, by=by)
    messages.success(request, "The question is not asked any more; old answers stay.")
    return redirect("offer", key=key)


@requires(Permission.SERVICE_WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """A service of the house's own."""
    by = actor_for(request)
    form = NewForm(request.POST if request.method == "POST" else None, by=by, auto_id="new-%s")
    made = making.offered(form, by) if request.method == "POST" else None
    if made is not None:
        messages.success(request, "The service is offered from now on.")
        return redirect("offer", key=made.key)
    values = listing.screen({}, by) | {"form": form, "is_refused": form.is_bound}
    return render(request, "console/offers/new.html", values, status=422 if form.is_bound else 200)
