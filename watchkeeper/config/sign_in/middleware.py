"""Signing in is the default: a view that is open to all says so with Django's ``login_not_required``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from watchkeeper.config import errors
from watchkeeper.core.people.access import admit
from watchkeeper.kit.errors import NotAllowed


class Admission:
    """Sets ``request.actor`` for every view but the public ones; one query, the session's own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Let someone signed in through; send a page visit to sign-in; answer anything else with 401 or 423."""
        if not getattr(view, "login_required", True):
            return None
        try:
            return admit(request, locked_too=getattr(view, "even_locked", False))
        except NotAllowed as error:
            problem = errors.problem_of(error)
            assert problem is not None
            return errors.answer(request, problem)
