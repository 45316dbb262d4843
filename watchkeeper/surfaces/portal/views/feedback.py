"""Questions, suggestions, complaints and praise; the thread by its link; what came of it; the tips.

No form here carries a CSRF token, for the reasons `asking` gives: an unguessable link is what unlocks a thread.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from watchkeeper.core.services import askings
from watchkeeper.core.services.kinds import Went
from watchkeeper.engines.notices import actions
from watchkeeper.engines.notices.models import Feedback
from watchkeeper.engines.notices.models.feedback import feedback_of
from watchkeeper.kit import paper
from watchkeeper.kit.errors import NotAllowed, Refused
from watchkeeper.surfaces.portal import feedback as said
from watchkeeper.surfaces.portal import tips as library
from watchkeeper.surfaces.portal.directory import LONGEST_SEARCH
from watchkeeper.surfaces.portal.intake import in_house_words
from watchkeeper.surfaces.portal.views.following import TOKEN
from watchkeeper.surfaces.portal.views.page import page
from watchkeeper.surfaces.portal.visits import Visit, visit, visit_of

_SHEET = Path(__file__).parent.parent / "print" / "sheet.typ"
_SAID = {
    "kept": _("We have what you wrote."),
    "nothing": _("Nothing was written, so nothing was sent."),
    "over": _("This was closed some time ago, so nothing was sent. Write to us anew."),
    "many": said.TOO_MANY,
}


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, department: str) -> HttpResponse:
    """The form; sent, it leads to the thread of its own."""
    here = visit(request, department)
    first = {"service": request.GET.get("service", ""), "what": request.GET.get("what", "")}
    form = said.FeedbackForm(here, request.POST if request.method == "POST" else None, **first)
    if form.is_bound and form.is_valid() and said.is_too_many(here):
        form.add_error(None, said.TOO_MANY)
    if not form.is_valid():
        return page(request, "feedback.html", here, is_form=True, status=422 if form.is_bound else 200, form=form)
    return redirect("portal:thread", token=said.take(form, here).token)


@login_not_required
@require_safe
def thread(request: HttpRequest, token: str) -> HttpResponse:
    """What was said and answered, and how far it is."""
    found, here = _opened(request, token)
    link = request.build_absolute_uri(reverse("portal:thread", args=[token]))
    more: dict[str, Any] = {
        "thread": said.thread_of(found),
        "link": link,
        "said": _SAID.get(request.GET.get("said", ""), ""),
    }
    return page(request, "thread.html", here, **more)


@login_not_required
@csrf_exempt
@require_POST
def write(request: HttpRequest, token: str) -> HttpResponse:
    """Something more from the asker; what was closed lately is taken up again."""
    _found, here = _opened(request, token)
    text = request.POST.get("text", "").replace("\x00", "").strip()[: said.LONGEST]
    if not text:
        return _to_thread(token, "nothing")
    if askings.is_many(here.department.pk, "feedback-more", browser=token, address="", most=said.MOST_OF_BROWSER):
        return _to_thread(token, "many")
    with in_house_words(), suppress(Refused):
        actions.write_on(by=here.actor, token=token, words=text)
        return _to_thread(token, "kept")
    return _to_thread(token, "over")


@login_not_required
@csrf_exempt
@require_POST
def went(request: HttpRequest, token: str) -> HttpResponse:
    """How they found the answer, by one tap; the same again is kept already, and a flood is not kept."""
    found, here = _opened(request, token)
    word = request.POST.get("went", "")
    is_new = word in tuple(Went) and word != found.went
    if is_new and not askings.is_many(here.department.pk, "feedback-went", browser=token, address=""):
        with in_house_words(), suppress(Refused):
            actions.say_how_it_went(by=here.actor, token=token, went=word)
    return _to_thread(token)


@login_not_required
@require_safe
def we_did(request: HttpRequest, department: str) -> HttpResponse:
    """You said, we did."""
    here = visit(request, department)
    return page(request, "we_did.html", here, pairs=said.pairs(here))


@login_not_required
@require_safe
def tips(request: HttpRequest, department: str) -> HttpResponse:
    """Every tip, or what ``?q=`` finds of them, by topic."""
    here = visit(request, department)
    search = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    return page(request, "tips.html", here, search=search, groups=library.groups(here, search))


@login_not_required
@require_safe
def tip_sheet(request: HttpRequest, department: str, key: str) -> HttpResponse:
    """One tip or guide on paper, in both languages, to be hung up."""
    told = library.sheet(visit(request, department), key)
    return paper.answered(key, paper.pdf(_SHEET, told))


def _opened(request: HttpRequest, token: str) -> tuple[Feedback, Visit]:
    if not TOKEN.fullmatch(token):
        raise NotAllowed("", hidden=True)
    found = feedback_of(token)
    return found, visit_of(request, found.department)


def _to_thread(token: str, told: str = "") -> HttpResponse:
    address = reverse("portal:thread", args=[token])
    return redirect(f"{address}?said={told}" if told else address)
