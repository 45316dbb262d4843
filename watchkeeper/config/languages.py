"""Which language a page speaks: the public pages the visitor's, everything of the staff the house's own.

A screen of the staff half in another language would be worse than none, and what an action writes is read by others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.urls import URLResolver, get_resolver
from django.utils import translation


def is_public(request: HttpRequest) -> bool:
    """Whether ``request`` is for a page of the public, or for nothing that is routed at all."""
    match = request.resolver_match
    return match.app_name == "portal" if match is not None else not request.path_info.startswith(_staff())


@cache
def _staff() -> tuple[str, ...]:
    """What the addresses of the staff half begin with: the first word of every route that is none of the portal's."""
    return tuple(sorted({f"/{word}/" for word in _first_words(get_resolver())}))


def _first_words(resolver: URLResolver) -> Iterator[str]:
    for one in resolver.url_patterns:
        word = str(one.pattern).partition("/")[0]
        if word and "<" not in word:
            yield word
        elif not word and isinstance(one, URLResolver) and one.app_name != "portal":
            yield from _first_words(one)


class Language(LocaleMiddleware):
    """``?lang=`` of a public page, else the cookie that remembers it, else what the browser asks for."""

    def process_request(self, request: HttpRequest) -> None:
        """Speak the visitor's language, until it is known that the page is none of the public's."""
        wanted = request.GET.get("lang", "")
        offered = {code for code, _name in settings.LANGUAGES}
        language = wanted if wanted in offered else translation.get_language_from_request(request)
        _speak(request, language if is_public(request) else settings.LANGUAGE_CODE)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Back to the house's language for every page of the staff."""
        if not is_public(request):
            _speak(request, settings.LANGUAGE_CODE)


def _speak(request: HttpRequest, language: str) -> None:
    translation.activate(language)
    request.LANGUAGE_CODE = translation.get_language()
