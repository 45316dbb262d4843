"""What an asker does about a time: take one of those proposed, ask for others, keep it in a calendar, take a seat.

No form here carries a CSRF token, for the reasons `asking` gives: an unguessable link is what unlocks a request.
"""

from __future__ import annotations

from contextlib import suppress

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from watchkeeper.engines.calls import actions, ical
from watchkeeper.kit.errors import NotAllowed, Refused
from watchkeeper.surfaces.portal import enrolling
from watchkeeper.surfaces.portal.appointed import appointed
from watchkeeper.surfaces.portal.enrolling import EnrollForm
from watchkeeper.surfaces.portal.intake import in_house_words, proposed_slot
from watchkeeper.surfaces.portal.views.following import asker_of, to_follow
from watchkeeper.surfaces.portal.views.page import page
from watchkeeper.surfaces.portal.visits import visit

LONGEST_REASON = 500


@login_not_required
@csrf_exempt
@require_POST
def take(request: HttpRequest, token: str) -> HttpResponse:
    """One of the times proposed is taken, by one tap. One that was withdrawn meanwhile is said to be gone."""
    asker, here = asker_of(request, token)
    slot = proposed_slot(asker, request.POST.get("slot", ""))
    with in_house_words(), suppress(Refused):
        actions.take_slot(asker, by=here.actor, slot=slot)
        return to_follow(token)
    slot.refresh_from_db()
    return to_follow(token, "" if slot.taken_at else "gone")  # the same tap twice: it is theirs


@login_not_required
@csrf_exempt
@require_POST
def other_times(request: HttpRequest, token: str) -> HttpResponse:
    """None of the times suits, or the one confirmed no longer does: it is asked for again."""
    asker, here = asker_of(request, token)
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:LONGEST_REASON]
    with in_house_words(), suppress(Refused):
        actions.ask_other_times(asker, by=here.actor, reason=reason)
        return to_follow(token)
    return to_follow(token, "late")


@login_not_required
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The time confirmed, as a file that every calendar takes."""
    asker, _here = asker_of(request, token)
    if not asker.call.is_appointment or asker.call.starts_at is None:
        raise NotAllowed("", hidden=True)
    entry = ical.event(asker.call, status=appointed(asker).calendar_status)
    response = HttpResponse(entry, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest, department: str, uid: str) -> HttpResponse:
    """One session with its seats; the form sent takes a seat, or a place in line when all are taken."""
    here = visit(request, department)
    service, found = enrolling.found(here, uid)
    form = EnrollForm(request.POST if request.method == "POST" else None)
    if form.is_bound and found.takes_people and enrolling.is_too_many(here):
        form.add_error(None, enrolling.TOO_MANY)
    if not found.takes_people or not form.is_valid():
        more = {"form": form, "service": service, "session": found}
        return page(request, "session.html", here, is_form=True, status=422 if form.is_bound else 200, **more)
    return to_follow(enrolling.take_seat(form, found, here).token)
