"""Asking for a service: one page, one form, derived from its declaration.

No form here carries a CSRF token, on purpose: nobody is signed in, a cookie unlocks nothing, and a browser that keeps
no cookies must get help too. A form sent from another site's page is marked.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from watchkeeper.surfaces.portal import waiting
from watchkeeper.surfaces.portal.forms import AskForm
from watchkeeper.surfaces.portal.intake import take
from watchkeeper.surfaces.portal.promised import promise_of
from watchkeeper.surfaces.portal.views.page import page
from watchkeeper.surfaces.portal.visits import visit


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, department: str, service: str) -> HttpResponse:
    """The form of a service; sent, it opens the call. Danger now: the page says to call, and the call is open at P1."""
    here = visit(request, department)
    asked = here.service(service)
    form = AskForm(asked, here, request.POST if request.method == "POST" else None, at=here.at)
    if not form.is_valid():
        more = {"form": form, "service": asked, "now": waiting.expected(here, asked), "answer": promise_of(here, asked)}
        return page(request, "ask.html", here, is_form=True, status=422 if form.is_bound else 200, **more)
    asker = take(form, here, request)
    return redirect("portal:call_now" if form.is_danger else "portal:done", token=asker.token)
