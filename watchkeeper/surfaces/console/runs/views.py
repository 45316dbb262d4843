"""The pages of runs and playbooks. They need no script."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit.errors import Invalid
from watchkeeper.kit.paper import answered
from watchkeeper.surfaces.console.desk.cells import look_of
from watchkeeper.surfaces.console.desk.pressing import pressed
from watchkeeper.surfaces.console.desk.registers.runs import RUNS
from watchkeeper.surfaces.console.runs import books, cards, cover, page, paper, stickers


@require_GET
@requires(Permission.RUN_READ)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: its steps in order, what was recorded, what failed and what comes of it."""
    look = look_of(actor_for(request))
    return render(request, "console/runs/run.html", page.screen(RUNS.one_of(look.by, pk), look))


@require_POST
@requires(Permission.RUN_READ)
def step(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Record the evidence of a step; what is refused is said at the step, and nothing of it is kept."""
    look = look_of(actor_for(request))
    one = RUNS.one_of(look.by, pk)
    tried = page.recorded(one, key, look, request.POST)
    if request.headers.get("HX-Request"):  # from the card beside its call
        return render(
            request,
            "console/runs/card.html",
            cards.screen(RUNS.one_of(look.by, pk), look, tried.refusal, is_answer=True),
        )
    if tried.is_done:
        return redirect(page.next_address(one))
    return render(request, "console/runs/run.html", page.screen(one, look, tried=tried), status=tried.status)


@require_GET
@requires(Permission.RUN_READ)
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The code card of a call, as the board shows it beside the call."""
    look = look_of(actor_for(request))
    run = cards.of_call(Call.objects.one(look.by, pk), look.by)
    return render(request, "console/runs/card.html", cards.screen(run, look) if run else {})


@require_POST
@requires(Permission.RUN_READ)
def press(request: HttpRequest, pk: int, button: str) -> HttpResponse:
    """Begin, pause, go on, complete, give up or review: the buttons of the list of runs."""
    look = look_of(actor_for(request))
    row = RUNS.one_of(look.by, pk)
    done = pressed(RUNS, RUNS.button(button), look, row, request.POST)
    if done.pk is not None:
        messages.success(request, done.button.said)
        return redirect("run", pk=pk)
    row = RUNS.one_of(look.by, pk)
    return render(request, "console/runs/run.html", page.screen(row, look, refused=done), status=done.status)


@require_GET
@requires(Permission.RUN_READ)
def playbooks(request: HttpRequest) -> HttpResponse:
    """Every playbook of the house, with what is planned, late, done and found."""
    return render(request, "console/runs/books.html", books.screen(look_of(actor_for(request))))


@require_GET
@requires(Permission.RUN_READ)
def coverage(request: HttpRequest) -> HttpResponse:
    """How well each place is covered by patrols, and what was tagged there."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, cover.DAYS) else 30
    return render(request, "console/runs/coverage.html", cover.screen(look_of(actor_for(request)), days))


@require_GET
@requires(Permission.RUN_READ)
def place_labels(request: HttpRequest) -> HttpResponse:
    """The labels of checkpoints to be printed: of one place, or of every area of high risk."""
    field = request.build_absolute_uri(reverse("field:app"))
    cards = stickers.place_cards(actor_for(request), request.GET.get("place", ""), field)
    return answered("labels", stickers.pdf("Labels of checkpoints", cards))


@require_GET
@requires(Permission.RUN_READ)
def alert_stickers(request: HttpRequest) -> HttpResponse:
    """A.L.E.R.T. stickers to be printed, numbered from where the asker says."""
    form = stickers.StickersForm(request.GET)
    if not form.is_valid():
        raise Invalid(
            f"Say from which number, and how many: 1 to {stickers.MOST}.",
            fields={name: [str(text) for text in texts] for name, texts in form.errors.items()},
        )
    cards = stickers.sticker_cards(field_address=request.build_absolute_uri(reverse("field:app")), **form.cleaned_data)
    return answered("stickers", stickers.pdf("A.L.E.R.T. stickers", cards))


@require_GET
@requires(Permission.RUN_READ)
def on_paper(request: HttpRequest, key: str) -> HttpResponse:
    """A playbook, or one run of it, to be printed and filled in by hand."""
    look = look_of(actor_for(request))
    return render(request, "console/runs/paper.html", paper.sheet(key, look, request.GET.get("run", "")))


@require_POST
@requires(Permission.RUN_WRITE)
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Begin a playbook where it is said, and go to the run."""
    look = look_of(actor_for(request))
    tried = books.begun(key, look, request.POST)
    if tried.run is not None:
        return redirect(page.next_address(tried.run))
    return render(request, "console/runs/books.html", books.screen(look, tried), status=tried.status)


@require_POST
@requires(Permission.RUN_WRITE)
def due(request: HttpRequest, key: str) -> HttpResponse:
    """Plan the playbook for every target that has no run waiting."""
    look = look_of(actor_for(request))
    tried = books.planned(key, look)
    if tried.planned:
        messages.success(request, f"{tried.planned} planned.")
        return redirect("playbooks")
    return render(request, "console/runs/books.html", books.screen(look, tried), status=tried.status)
