"""One place where an error becomes an answer: problem+json for machines, a toast for htmx, a page for people."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.db import DataError, InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from watchkeeper.config.languages import is_public
from watchkeeper.kit.errors import Invalid, WatchkeeperError

logger = logging.getLogger("watchkeeper.errors")

TITLES = {
    400: _("The request could not be read"),
    401: "Sign in first",
    403: _("Not allowed"),
    404: _("Not found"),
    409: _("Refused"),
    413: _("Too large"),
    422: _("Not understood"),
    423: "Locked",
    429: _("Too many tries"),
    500: _("Something broke"),
    503: _("The record cannot be reached"),
    507: _("The disk is full"),
}

# Said wherever a fault of ours may stand between somebody and help; it needs no database.
EMERGENCY = _("In an emergency dial 911 or your site's emergency number now.")

# What an action says to the public too; spoken in the visitor's language when it is shown.
SAID_IN_PUBLIC = (
    _("This request has already ended."), _("Nobody has been there yet."), _("There is nothing here."),
    _("There is nothing to keep."), _("An answer cannot be understood; nothing was kept."),
)  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """An error ready to be shown: ``sentence`` says what happened and what was kept."""

    status: int
    code: str
    sentence: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_ours(self) -> bool:
        """Whether the fault is on our side: whoever was asking for help must be told another way."""
        return self.status >= 500

    @property
    def title(self) -> str:
        """Two or three words for a heading."""
        return TITLES.get(self.status, "Not done")


def problem_of(exception: BaseException) -> Problem | None:
    """What to say about ``exception``; None if it is not one of ours nor of the database."""
    if isinstance(exception, WatchkeeperError):
        fields = exception.fields if isinstance(exception, Invalid) else {}
        return Problem(exception.status, exception.code, exception.sentence, fields)
    if isinstance(exception, OperationalError | InterfaceError):
        return _of_database(exception)
    if isinstance(exception, DataError):
        logger.error("a value does not fit its column: %s", exception)
        return Problem(422, "too_large_a_value", _("Something given here is too long or too large; nothing was kept."))
    return None


def _of_database(exception: OperationalError | InterfaceError) -> Problem:
    logger.error("the database failed: %s", exception)
    text = str(exception)
    if "disk is full" in text or "No space left" in text:
        return Problem(
            507, "disk_full", _("The server's disk is full. Nothing was saved. Tell the technician; use paper.")
        )
    _drop_broken_connections()
    return Problem(
        503, "database_lost", _("The record could not be reached. Nothing was saved. Try again in a moment.")
    )


def _drop_broken_connections() -> None:
    """After a restart of PostgreSQL every pooled connection is dead; find out once, not once per request."""
    connection = connections["default"]
    pool = getattr(connection, "pool", None)
    if pool is not None:
        pool.check()


def wants_json(request: HttpRequest) -> bool:
    """Whether a machine asked: the API, or an Accept header that names JSON before HTML."""
    if request.path.startswith("/api/"):
        return True
    accept = request.headers.get("Accept", "")
    return "json" in accept and "text/html" not in accept


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """``problem`` in the form its asker understands."""
    if wants_json(request):
        return _as_json(request, problem)
    if request.headers.get("HX-Request") == "true":
        return _as_toast(problem)
    if problem.status == 401 and request.method == "GET":
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
    if is_public(request):
        return _in_public(request, problem)
    back = "/console/" if request.path.startswith("/console/") else "/"
    page = {"problem": problem, "emergency": EMERGENCY if problem.is_ours else "", "back": back}
    return render(request, "errors/page.html", page, status=problem.status)


def _in_public(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The same in the visitor's language, as light as every public page; it asks the database nothing."""
    said = replace(problem, sentence=gettext(problem.sentence) if problem.sentence else "")
    page = {"problem": said, "title": gettext(problem.title), "emergency": gettext(EMERGENCY) if said.is_ours else ""}
    return render(request, "portal/error.html", page, status=problem.status)


def _as_json(request: HttpRequest, problem: Problem) -> HttpResponse:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.sentence,
        "code": problem.code,
        "instance": request.path,
    }
    if problem.fields:
        body["errors"] = problem.fields
    return HttpResponse(orjson.dumps(body), status=problem.status, content_type="application/problem+json")


def _as_toast(problem: Problem) -> HttpResponse:
    """A fragment for ``#toasts`` and the same as an event, for scripts that put it elsewhere."""
    sentence = f"{problem.sentence} {EMERGENCY}" if problem.is_ours else problem.sentence
    toast = {"kind": "error", "status": problem.status, "code": problem.code, "sentence": sentence}
    items = "".join(
        f'<li data-field="{escape(name)}">{escape(text)}</li>'
        for name, texts in problem.fields.items()
        for text in texts
    )
    listed = f"<ul>{items}</ul>" if items else ""
    html = (
        f'<div class="toast show wk-toast" role="alert" data-code="{escape(problem.code)}">'
        f'<div class="toast-body">{escape(sentence)}{listed}</div></div>'
    )
    response = HttpResponse(html, status=problem.status)
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "beforeend"
    # json.dumps keeps to ASCII: header values travel as latin-1.
    response["HX-Trigger"] = json.dumps({"toast": {**toast, "fields": problem.fields}})
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: a request that could not be read, or was larger than we take."""
    if type(exception).__name__ == "RequestDataTooBig":
        return answer(request, Problem(413, "too_large", _("This is more than one form may carry. Nothing was saved.")))
    return answer(request, Problem(400, "bad_request", _("The request could not be read. Nothing was saved.")))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return answer(request, Problem(403, "not_allowed", str(exception) or "Your role does not allow this."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404; says the same whether a thing is missing or hidden."""
    return answer(request, Problem(404, "not_found", _("There is nothing here.")))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: a fault of ours, or a database that went away outside a view."""
    exception = sys.exc_info()[1]
    problem = problem_of(exception) if exception is not None else None
    fault = Problem(500, "fault", _("Something broke on our side. Nothing was saved. The fault is noted; try again."))
    return answer(request, problem or fault)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent without its token: cookies off, a page kept open past sign-out, or another site's form."""
    sentence = "This form is too old or was not ours. Nothing was saved. Reload the page and send it again."
    return answer(request, Problem(403, "csrf", sentence))
