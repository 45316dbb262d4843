"""Signing in is the default; what is open to everybody says so, and lives in the portal, config or signing in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

OPEN = ("watchkeeper.surfaces.portal.", "watchkeeper.config.", "watchkeeper.core.people.", "allauth.", "ninja.")
SAMPLES = {"int": "1", "str": "x", "slug": "x", "uuid": "00000000-0000-4000-8000-000000000000", "path": "x"}


def _patterns(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern).lstrip("^").rstrip("$")
        if isinstance(one, URLResolver):
            yield from _patterns(one, route)
        else:
            yield route, one


URLS = dict(_patterns(get_resolver()))


def _address(route: str) -> str:
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found.group(1) or "str", "1"), route)


def _is_open(pattern: URLPattern) -> bool:
    return not getattr(pattern.callback, "login_required", True)


@pytest.mark.parametrize("route", [route for route, one in URLS.items() if _is_open(one)])
def test_what_is_open_to_everybody_lives_where_it_may(route: str) -> None:
    assert URLS[route].callback.__module__.startswith(OPEN)


def test_the_emergency_button_alone_is_open_to_a_locked_screen() -> None:
    assert [route for route, one in URLS.items() if getattr(one.callback, "even_locked", False)] == ["/field/emergency"]


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route, one in URLS.items() if not _is_open(one) and "(?P" not in route])
def test_a_stranger_is_sent_to_sign_in(route: str, client: Client) -> None:
    answer = client.get(_address(route))
    is_sent = answer.status_code == 302 and re.search("/(sign-in|login)/", answer["Location"]) is not None
    assert is_sent or answer.status_code == 401, f"{route}: {answer.status_code}"
