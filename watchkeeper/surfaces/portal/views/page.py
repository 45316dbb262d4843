"""How every public page is answered: never stored, never indexed, and its address told to nobody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from watchkeeper.kit import ids
from watchkeeper.surfaces.portal.visits import BROWSER_COOKIE, SITE_COOKIE, Visit

DAY_S = 86_400
YEAR_S = 365 * DAY_S
_THEIRS = {"asker", "session", "thread"}  # reached by an unguessable link alone


def page(
    request: HttpRequest, template: str, here: Visit | None, *, status: int = 200, is_form: bool = False, **more: Any
) -> HttpResponse:
    """``template`` drawn for ``here``; a form leaves the browser a mark for a day, a chosen site is remembered."""
    shown = {"here": here, "languages": _languages(request), **more}
    response = render(request, f"portal/{template}", shown, status=status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex" if here is not None and more.keys() & _THEIRS else "all"
    if is_form and here is not None and not here.browser:
        _keep(response, BROWSER_COOKIE, ids.token(), DAY_S)
    if request.GET.get("lang") == request.LANGUAGE_CODE:
        _keep(response, settings.LANGUAGE_COOKIE_NAME, request.LANGUAGE_CODE, settings.LANGUAGE_COOKIE_AGE)
    if here is not None and here.site is not None and request.GET.get("site") == here.site.key:
        _keep(response, SITE_COOKIE, f"{here.department.key}.{here.site.key}", YEAR_S)
    return response


def _languages(request: HttpRequest) -> list[tuple[str, str, str]]:
    """The other languages: code, own name, and this very page in it."""
    query = request.GET.copy()
    found = []
    for code, name in settings.LANGUAGES:
        query["lang"] = code
        found += [(code, str(name), f"{request.path}?{query.urlencode()}")] if code != get_language() else []
    return found


def _keep(response: HttpResponse, name: str, value: str, age_s: int) -> None:
    response.set_cookie(
        name, value, max_age=age_s, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
