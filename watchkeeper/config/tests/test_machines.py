"""A machine with a token takes the short way and gets what the long one would give."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import translation

from tests.world import a_call, a_department
from watchkeeper.config.machines import MachineHandler, is_machine
from watchkeeper.core.people.actions import issue_token
from watchkeeper.core.people.actor import system
from watchkeeper.core.people.cast import one
from watchkeeper.core.people.permissions import GRANTED, Role
from watchkeeper.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def connections_stay() -> Iterator[None]:
    """The test's own transaction lives on the connection a real handler would let go."""
    both_ends = (request_started, request_finished)
    for end in both_ends:
        end.disconnect(close_old_connections)
    yield
    for end in both_ends:
        end.connect(close_old_connections)


@pytest.fixture
def token() -> str:
    by = system(a_department().pk, "test")
    ends = clock.now() + timedelta(days=1)
    account = one(a_department(), by, Role.DISPATCHER)
    return issue_token(account, by=by, label="test", scopes=GRANTED[Role.DISPATCHER], expires_at=ends).raw


def environ(path: str, token: str, body: Any = None, **more: str) -> dict[str, Any]:
    content = json.dumps(body).encode() if body is not None else b""
    return {
        "REQUEST_METHOD": "GET" if body is None else "POST", "PATH_INFO": path, "QUERY_STRING": "", "SCRIPT_NAME": "",
        "SERVER_NAME": "testserver", "SERVER_PORT": "80", "HTTP_HOST": "testserver", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(content), "CONTENT_LENGTH": str(len(content)),
        "CONTENT_TYPE": "application/json", "HTTP_AUTHORIZATION": f"Bearer {token}", **more,
    }  # fmt: skip


def ask(handler: WSGIHandler, given: dict[str, Any]) -> tuple[str, dict[str, str], bytes]:
    said: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        said.extend((status, dict(headers)))

    response = handler(given, start)
    body = b"".join(response)
    return said[0], said[1], body


def both(path: str, token: str, **more: str) -> tuple[Any, Any]:
    return ask(WSGIHandler(), environ(path, token, **more)), ask(MachineHandler(), environ(path, token, **more))


@pytest.mark.parametrize("path", ["/api/v1/calls", "/api/v1/calls/999999", "/api/v1/board", "/api/v1/nothing"])
def test_both_ways_give_the_same_answer_and_the_same_protection(token: str, path: str) -> None:
    a_call()
    (long_status, long_headers, long_body), (status, headers, body) = both(path, token)
    assert status == long_status
    if path != "/api/v1/board":  # it says the second it was asked in
        assert body == long_body
    more = {"Vary", "Content-Language", "Content-Length"}  # of cookies and languages, which a machine has not
    assert {k: v for k, v in headers.items() if k not in more} == {
        k: v for k, v in long_headers.items() if k not in more
    }


def test_a_token_nobody_issued_opens_nothing(token: str) -> None:
    (long_status, _, _), (status, _, body) = both("/api/v1/calls", f"{token}x")
    assert status == long_status == "401 Unauthorized"
    assert json.loads(body)["code"] == "signed_out"


def test_the_language_of_the_last_browser_does_not_stay(token: str) -> None:
    with translation.override("es"):
        _, headers, _ = ask(MachineHandler(), environ("/api/v1/calls", token))
        assert translation.get_language() == "en"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_only_a_token_at_the_api_is_a_machine(token: str) -> None:
    assert is_machine(environ("/api/v1/calls", token))
    assert not is_machine(environ("/console/", token))
    assert not is_machine(environ("/api/v1/calls", "") | {"HTTP_AUTHORIZATION": ""})
