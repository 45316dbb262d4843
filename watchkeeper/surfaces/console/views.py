"""The console's pages and the JSON they live on. What is done goes through the command line's own action."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from watchkeeper.core.departments.local_time import moment
from watchkeeper.core.journal import reads
from watchkeeper.core.people.access import actor_for, requires
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls import actions as calls
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.calls.selected import selected as panel_of
from watchkeeper.surfaces.console import actions, state
from watchkeeper.surfaces.console.command.complete import complete as complete_line
from watchkeeper.surfaces.console.command.grammar import parse
from watchkeeper.surfaces.console.command.run import is_lookup
from watchkeeper.surfaces.console.command.run import run as run_parsed
from watchkeeper.surfaces.console.forms import Kept, Line, Typed, checked, uploaded
from watchkeeper.surfaces.console.pages import as_download, as_picture, call_page


def _json(data: Any) -> HttpResponse:
    return HttpResponse(orjson.dumps(data), content_type="application/json")


@require_safe
@requires(Permission.BOARD_READ)
def data(request: HttpRequest) -> HttpResponse:
    """The board's state again, after the feed was away."""
    return _json(state.live(actor_for(request)))


@require_safe
@requires(Permission.CALL_READ)
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything of one call."""
    actor = actor_for(request)
    return _json(panel_of(Call.objects.one(actor, pk), actor))


@require_safe
@requires(Permission.CALL_READ)
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """The board row of a call that came by name only."""
    return _json(state.named_row(Call.objects.one(actor_for(request), pk)))


@require_safe
@requires(Permission.CALL_READ)
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """A call's own page, which also prints."""
    actor = actor_for(request)
    found = Call.objects.one(actor, pk)
    may = {"may_note": actor.may(Permission.CALL_NOTE), "may_audit": actor.may(Permission.AUDIT_READ)}
    page = call_page(found, panel_of(found, actor)) | may
    return render(request, "console/call.html", page)


@require_safe
@requires(Permission.CALL_OPEN)
def complete(request: HttpRequest) -> HttpResponse:
    """What a half-typed line means, may become and would do."""
    actor, given = actor_for(request), checked(Typed, request.GET)
    desk, words = state.desk_of(actor), state.words_of(actor)
    return _json(complete_line(given["line"], desk, words, selected=given["selected"]))


@require_POST
@requires(Permission.BOARD_READ)
def run(request: HttpRequest) -> HttpResponse:
    """Do what a line says."""
    actor, given = actor_for(request), checked(Line, request.POST)
    desk = state.desk_of(actor, given["client_id"], moment(given["began"]))
    parsed = parse(given["line"], state.words_of(actor), selected=given["selected"])
    if is_lookup(parsed):
        return _json(run_parsed(parsed, desk).as_data())
    if given["send"]:
        parsed = replace(parsed, args=parsed.args | {"send": given["send"].split(",")})
    return _json(actions.run_line(parsed, by=actor, desk=desk))


@require_POST
@requires(Permission.CALL_OPEN)
def draft(request: HttpRequest) -> HttpResponse:
    """Keep a half-typed line for the seat it is typed at."""
    actor, given = actor_for(request), checked(Kept, request.POST)
    at = given["seat"] or state.seat_of(actor)
    kept = calls.save_draft(by=actor, seat=at, text=given["text"], fields={"selected": given["selected"]})
    return _json({"at": kept.saved_at.isoformat(), "seat": kept.seat})


@require_safe
@requires(Permission.BOARD_READ)
def seat(request: HttpRequest) -> HttpResponse:
    """Where its reader sits now, and what is half-typed there. An answer also says that the server takes commands."""
    actor = actor_for(request)
    held = state.seat_of(actor)
    return _json({"seat": held, "draft": state.draft_of(actor, held)})


@require_POST
@requires(Permission.CALL_NOTE)
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a file with a call."""
    actor = actor_for(request)
    found, sent = Call.objects.one(actor, pk), uploaded(request)
    calls.attach(found, by=actor, name=sent.name, content_type=sent.content_type, content=sent.content)
    return redirect("call", pk=pk)


@require_safe
@requires(Permission.CALL_READ)
def attachment(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file of a call, to be saved: never shown inside the page, whatever it says it is."""
    actor = actor_for(request)
    kept = Call.objects.one(actor, pk).attachments.filter(pk=file).first()
    reads.note(actor, "attachment", [f"call:{pk}"])
    return as_download(kept)


@require_safe
@requires(Permission.CALL_READ)
def picture(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A picture of a call, to be shown inside the page."""
    actor = actor_for(request)
    kept = Call.objects.one(actor, pk).attachments.filter(pk=file).first()
    reads.note(actor, "attachment", [f"call:{pk}"])
    return as_picture(kept)
