"""Following a request by its unguessable link: how far it is, taking it back, arrived safely, or not."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from watchkeeper.core.services import askings
from watchkeeper.core.services.kinds import Went
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Requester
from watchkeeper.kit.errors import NotAllowed, Refused
from watchkeeper.surfaces.portal.appointed import appointed, asks_how_it_went
from watchkeeper.surfaces.portal.intake import call_for_help, in_house_words
from watchkeeper.surfaces.portal.progress import progress
from watchkeeper.surfaces.portal.tips import beside
from watchkeeper.surfaces.portal.views.page import page
from watchkeeper.surfaces.portal.visits import Visit, visit_of

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,40}")
LONGEST_ADDITION = 20_000
_YES_NO = {"yes": True, "no": False}
_SAID = {
    "kept": _lazy("The dispatcher has what you wrote."),
    "nothing": _lazy("Nothing was written, so nothing was sent."),
    "over": _lazy("This request has ended, so nothing was sent. Ask again, or call."),
    "gone": _lazy("That time can no longer be had. Choose another, or ask for others."),
    "late": _lazy("It stands otherwise by now, so nothing was changed. This is how it stands."),
    "others": _lazy("Others come to this, so it is not called off here. Call us about it."),
}


def asker_of(request: HttpRequest, token: str) -> tuple[Requester, Visit]:
    """Whose link it is, and the visit; raises a hidden :class:`NotAllowed` for no link of ours."""
    rows = Requester.objects.select_related("call__department", "call__site", "call__appointment", "enrollment")
    asker = rows.filter(token=token).first() if TOKEN.fullmatch(token) else None
    if asker is None:
        raise NotAllowed("", hidden=True)
    return asker, visit_of(request, asker.call.department, site_id=asker.call.site_id)


def to_follow(token: str, said: str = "") -> HttpResponse:
    """Back to the page of the request, which says ``said``."""
    address = reverse("portal:follow", args=[token])
    return redirect(f"{address}?said={said}" if said else address)


@login_not_required
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """How far it is."""
    asker, here = asker_of(request, token)
    more: dict[str, Any] = {"asker": asker, "said": _SAID.get(request.GET.get("said", ""), "")}
    if asker.call.is_appointment:
        more["link"] = request.build_absolute_uri(f"/r/{asker.token}/")
        return page(request, "appointed.html", here, booked=appointed(asker), **more)
    found = progress(asker)
    tips = [] if found.is_over else beside(here, asker.call.service)
    return page(request, "follow.html", here, progress=found, tips=tips[:1], **more)


@login_not_required
@require_safe
def done(request: HttpRequest, token: str) -> HttpResponse:
    """It was taken: the number, the link, what happens next."""
    asker, here = asker_of(request, token)
    link = request.build_absolute_uri(f"/r/{asker.token}/")
    if asker.call.is_appointment:
        return page(request, "asked.html", here, asker=asker, booked=appointed(asker), link=link)
    found = progress(asker)
    place = asker.place or _("where you are")
    next_step = str(found.service.next_step).replace("{place}", place).rstrip(".")
    return page(request, "done.html", here, asker=asker, progress=found, link=link, next_step=next_step)


@login_not_required
@require_safe
def call_now(request: HttpRequest, token: str) -> HttpResponse:
    """Danger now: dial. The call is open all the same."""
    asker, here = asker_of(request, token)
    return page(request, "call_now.html", here, asker=asker, progress=progress(asker))


@login_not_required
@csrf_exempt
@require_POST
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """The asker takes it back. What has ended already stays as it is."""
    asker, here = asker_of(request, token)
    if progress(asker).is_over:
        return to_follow(token)
    with in_house_words(), suppress(Refused):
        actions.cancel_request(asker, by=here.actor, reason="canceled by the asker")
        return to_follow(token)
    return to_follow(token, "others" if asker.call.is_appointment else "late")


@login_not_required
@csrf_exempt
@require_POST
def arrived(request: HttpRequest, token: str) -> HttpResponse:
    """Arrived safely: the second of two taps."""
    asker, here = asker_of(request, token)
    if asker.arrived_safe_at is None and progress(asker).asks_if_safe:
        with in_house_words():
            actions.arrived_safe(asker, by=here.actor)
    return to_follow(token)


@login_not_required
@csrf_exempt
@require_POST
def need_help(request: HttpRequest, token: str) -> HttpResponse:
    """Not safe: a call of its own at P1, where the walk was going, and a number to dial."""
    asker, here = asker_of(request, token)
    return redirect("portal:call_now", token=call_for_help(asker, here).token)


@login_not_required
@csrf_exempt
@require_POST
def went(request: HttpRequest, token: str) -> HttpResponse:
    """How it went: one of three words, by one tap; then, of what was booked, whether they would recommend it.

    The same again is kept already, and a flood of them is not kept.
    """
    asker, here = asker_of(request, token)
    word = request.POST.get("went", asker.went)
    recommends = _YES_NO.get(request.POST.get("recommends", ""))
    is_new = word in tuple(Went) and (word != asker.went or recommends not in (None, asker.recommends))
    is_new = is_new and asks_how_it_went(asker)
    if is_new and not askings.is_many(here.department.pk, "went", browser=asker.token, address=""):
        with in_house_words(), suppress(Refused):  # two taps at once: the other was first
            actions.say_how_it_went(asker, by=here.actor, went=word, recommends=recommends)
    return to_follow(token)


@login_not_required
@csrf_exempt
@require_POST
def more(request: HttpRequest, token: str) -> HttpResponse:
    """Something to add: where they are now, how many they are. It goes into the call's notes."""
    asker, here = asker_of(request, token)
    text = request.POST.get("text", "").replace("\x00", "").strip()[:LONGEST_ADDITION]
    said = "over" if progress(asker).is_over else "kept" if text else "nothing"
    if said == "kept":
        with in_house_words():
            actions.note(asker.call, by=here.actor, text=text)
    return to_follow(token, said)
