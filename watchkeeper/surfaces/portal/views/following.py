"""Following a request by its unguessable link: how far it is, taking it back, arrived safely, or not."""

from __future__ import annotations

import re
from contextlib import suppress

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from watchkeeper.core.services import askings
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Requester
from watchkeeper.engines.calls.states import Went
from watchkeeper.kit.errors import NotAllowed, Refused
from watchkeeper.surfaces.portal.intake import call_for_help, in_house_words
from watchkeeper.surfaces.portal.progress import progress
from watchkeeper.surfaces.portal.views.page import page
from watchkeeper.surfaces.portal.visits import Visit, visit_of

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,40}")
LONGEST_ADDITION = 20_000
_SAID = {
    "kept": _lazy("The dispatcher has what you wrote."),
    "nothing": _lazy("Nothing was written, so nothing was sent."),
    "over": _lazy("This request has ended, so nothing was sent. Ask again, or call."),
}


def _of(request: HttpRequest, token: str) -> tuple[Requester, Visit]:
    rows = Requester.objects.select_related("call__department", "call__site")
    asker = rows.filter(token=token).first() if TOKEN.fullmatch(token) else None
    if asker is None:
        raise NotAllowed("", hidden=True)
    return asker, visit_of(request, asker.call.department, site_id=asker.call.site_id)


@login_not_required
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """How far it is."""
    asker, here = _of(request, token)
    said = _SAID.get(request.GET.get("said", ""), "")
    return page(request, "follow.html", here, asker=asker, progress=progress(asker), said=said)


@login_not_required
@require_safe
def done(request: HttpRequest, token: str) -> HttpResponse:
    """It was taken: the number, the link, what happens next."""
    asker, here = _of(request, token)
    found = progress(asker)
    place = asker.place or _("where you are")
    return page(
        request, "done.html", here, asker=asker, progress=found,
        link=request.build_absolute_uri(f"/r/{asker.token}/"),
        next_step=str(found.service.next_step).replace("{place}", place).rstrip("."),
    )  # fmt: skip


@login_not_required
@require_safe
def call_now(request: HttpRequest, token: str) -> HttpResponse:
    """Danger now: dial. The call is open all the same."""
    asker, here = _of(request, token)
    return page(request, "call_now.html", here, asker=asker, progress=progress(asker))


@login_not_required
@csrf_exempt
@require_POST
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """The asker takes it back. What has ended already stays as it is."""
    asker, here = _of(request, token)
    if not progress(asker).is_over:
        with in_house_words():
            actions.cancel_request(asker, by=here.actor, reason="canceled by the asker")
    return redirect("portal:follow", token=token)


@login_not_required
@csrf_exempt
@require_POST
def arrived(request: HttpRequest, token: str) -> HttpResponse:
    """Arrived safely: the second of two taps."""
    asker, here = _of(request, token)
    if asker.arrived_safe_at is None and progress(asker).asks_if_safe:
        with in_house_words():
            actions.arrived_safe(asker, by=here.actor)
    return redirect("portal:follow", token=token)


@login_not_required
@csrf_exempt
@require_POST
def need_help(request: HttpRequest, token: str) -> HttpResponse:
    """Not safe: a call of its own at P1, where the walk was going, and a number to dial."""
    asker, here = _of(request, token)
    return redirect("portal:call_now", token=call_for_help(asker, here).token)


@login_not_required
@csrf_exempt
@require_POST
def went(request: HttpRequest, token: str) -> HttpResponse:
    """How it went: one of three words, by one tap; the same again is kept already, and a flood of them is not kept."""
    asker, here = _of(request, token)
    word = request.POST.get("went", "")
    is_new = word in tuple(Went) and word != asker.went and progress(asker).asks_how_it_went
    if is_new and not askings.is_many(here.department.pk, "went", browser=asker.token, address=""):
        with in_house_words(), suppress(Refused):  # two taps at once: the other was first
            actions.say_how_it_went(asker, by=here.actor, went=word)
    return redirect("portal:follow", token=token)


@login_not_required
@csrf_exempt
@require_POST
def more(request: HttpRequest, token: str) -> HttpResponse:
    """Something to add: where they are now, how many they are. It goes into the call's notes."""
    asker, here = _of(request, token)
    text = request.POST.get("text", "").replace("\x00", "").strip()[:LONGEST_ADDITION]
    said = "over" if progress(asker).is_over else "kept" if text else "nothing"
    if said == "kept":
        with in_house_words():
            actions.note(asker.call, by=here.actor, text=text)
    return redirect(f"{reverse('portal:follow', args=[token])}?said={said}")
