"""Requests of machines, which carry a token: no session, no form, no browser's language, so no middleware for them."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.middleware.gzip import GZipMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils import translation

from watchkeeper.config.middleware import Errors, Headers
from watchkeeper.config.sign_in.middleware import Admission

MIDDLEWARE = (Headers, GZipMiddleware, SecurityMiddleware, Admission, Errors)


class MachineHandler(WSGIHandler):
    """Django's own handler with only the middleware a token needs: half the way in and out."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Build the chain, innermost first, as Django builds its own."""
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        handler: Any = convert_exception_to_response(cast(Any, self)._get_response)
        for kind in reversed(MIDDLEWARE):
            made: Any = kind(handler)
            if hasattr(made, "process_view"):
                self._view_middleware.insert(0, made.process_view)
            if hasattr(made, "process_exception"):
                self._exception_middleware.append(made.process_exception)
            handler = convert_exception_to_response(made)
        self._middleware_chain = handler

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer in the house's language, whatever this thread spoke last."""
        translation.activate(settings.LANGUAGE_CODE)
        return super().__call__(environ, start_response)


def is_machine(environ: dict[str, Any]) -> bool:
    """Whether a request asks the API with a token."""
    path, credentials = str(environ.get("PATH_INFO", "")), str(environ.get("HTTP_AUTHORIZATION", ""))
    return path.startswith("/api/") and credentials.startswith("Bearer ")
