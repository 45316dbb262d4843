"""Errors in words, in the form their asker understands; headers on every answer."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from watchkeeper.config import errors
from watchkeeper.config.feed_origin import feed_origin
from watchkeeper.config.middleware import content_security_policy, tile_origin
from watchkeeper.config.startup import check_tiles
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

HOSTILE = "<script>alert(1)</script>"


def _raise(what: Exception) -> Callable[[HttpRequest], HttpResponse]:
    @login_not_required
    def view(request: HttpRequest) -> HttpResponse:
        raise what

    return view


@login_not_required
def _address(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.META["REMOTE_ADDR"])


urlpatterns = [
    path("address", _address),
    path("refused", _raise(Refused(f"A12 is busy {HOSTILE}"))),
    path("hidden", _raise(NotAllowed("secret", hidden=True))),
    path("invalid", _raise(Invalid("Look again.", fields={"place": ["unknown"]}))),
    path("lost", _raise(OperationalError("server closed the connection"))),
    path("full", _raise(OperationalError("database or disk is full"))),
    path("large", _raise(DataError("value too long for type character varying(20)"))),
    path("api/refused", _raise(Refused("no"))),
    path("fault", _raise(ZeroDivisionError("division"))),
]
handler404, handler500 = errors.not_found, errors.server_error

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def test_a_person_gets_a_page_with_the_sentence_escaped() -> None:
    response = Client().get("/refused", headers={"Accept": "text/html"})
    assert response.status_code == 409
    assert "A12 is busy" in response.content.decode()
    assert HOSTILE not in response.content.decode()


def test_htmx_gets_a_toast_with_its_own_status_and_an_event() -> None:
    response = Client().get("/invalid", headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert response["HX-Retarget"] == "#toasts"
    assert json.loads(response["HX-Trigger"])["toast"]["fields"] == {"place": ["unknown"]}
    assert HOSTILE not in Client().get("/refused", headers={"HX-Request": "true"}).content.decode()


def test_a_machine_gets_problem_json() -> None:
    for address, headers in (("/api/refused", {}), ("/refused", {"Accept": "application/json"})):
        response = Client().get(address, headers=headers)
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == response.status_code == 409
        assert response.json()["code"] == "refused"


def test_what_is_hidden_looks_like_what_is_missing() -> None:
    hidden = Client().get("/hidden", headers={"Accept": "application/json"}).json()
    missing = Client().get("/none", headers={"Accept": "application/json"}).json()
    assert {**hidden, "instance": ""} == {**missing, "instance": ""}


def test_a_lost_database_is_503_and_a_full_disk_507() -> None:
    lost = Client().get("/lost")
    assert lost.status_code == 503
    assert "Nothing was saved" in lost.content.decode()
    full = Client().get("/full")
    assert full.status_code == 507
    assert "disk is full" in full.content.decode()


def test_a_value_its_column_does_not_hold_is_not_understood() -> None:
    large = Client().get("/large")
    assert large.status_code == 422
    assert "nothing was kept" in large.content.decode()


@pytest.mark.parametrize(("address", "status"), [("/lost", 503), ("/full", 507), ("/fault", 500)])
def test_a_fault_of_ours_says_whom_to_call_without_asking_the_database(address: str, status: int) -> None:
    client = Client(raise_request_exception=False)
    page = client.get(address, headers={"Accept": "text/html"})
    assert page.status_code == status
    assert "dial 911 or your site" in page.content.decode()
    assert 'href="tel:911"' in page.content.decode()
    toast = client.get(address, headers={"HX-Request": "true"})
    assert status == 500 or "dial 911" in json.loads(toast["HX-Trigger"])["toast"]["sentence"]
    assert "911" not in client.get("/refused", headers={"Accept": "text/html"}).content.decode()


@pytest.mark.django_db(databases=[])
def test_the_page_of_a_fault_needs_no_query() -> None:
    client = Client(raise_request_exception=False)
    assert "dial 911" in client.get("/lost", headers={"Accept": "text/html"}).content.decode()


def test_a_fault_tells_no_secrets() -> None:
    client = Client(raise_request_exception=False)
    response = client.get("/fault")
    assert response.status_code == 500
    assert "division" not in response.content.decode()
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_every_answer_carries_the_policy_and_names_the_feed_of_its_own_host() -> None:
    response = Client().get("/address", headers={"Host": "localhost:8000"})
    policy = response["Content-Security-Policy"]
    assert "connect-src 'self' http://localhost:8001;" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"


@override_settings(FEED_ORIGIN="https://live.example.org")
def test_a_configured_feed_address_wins() -> None:
    request = RequestFactory().get("/", headers={"Host": "localhost"})
    assert feed_origin(request) == "https://live.example.org"
    assert "https://live.example.org;" in content_security_policy(feed_origin(request))


@override_settings(TILE_URL="https://tiles.example.org:8443/a/{z}/{x}/{y}.png")
def test_the_policy_opens_for_the_tile_server_alone_and_only_on_pages_with_a_map() -> None:
    plain = Client().get("/address")["Content-Security-Policy"]
    assert "tiles.example.org" not in plain
    opened = content_security_policy("", tile_origin("https://tiles.example.org:8443/a/{z}/{x}/{y}.png"))
    assert "img-src 'self' data: blob: https://tiles.example.org:8443;" in opened
    assert opened.replace(" https://tiles.example.org:8443", "") == content_security_policy("")
    check_tiles()


@pytest.mark.parametrize(
    "address",
    ["https://{s}.tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org/", "javascript:{z}{x}{y}",
     "https://a b.example/{z}/{x}/{y}", "https://tiles.example.org;script-src/{z}/{x}/{y}"],
)  # fmt: skip
def test_a_tile_address_the_policy_cannot_name_is_refused_at_the_start(address: str) -> None:
    with override_settings(TILE_URL=address), pytest.raises(Refused):
        check_tiles()


def test_a_forged_host_never_reaches_the_policy() -> None:
    response = Client().get("/address", headers={"Host": "evil.example; script-src *"})
    assert response.status_code == 400
    assert "evil" not in response["Content-Security-Policy"]


@override_settings(ALLOWED_HOSTS=["watch.example.org"], SECURE_SSL_REDIRECT=True, BEHIND_PROXY=True)
@pytest.mark.parametrize("host", ["10.0.0.7:8000", "watch.example.org", "evil.example; script-src *"])
def test_a_load_balancer_learns_whether_the_process_answers_however_it_asks(host: str) -> None:
    answer = Client().get("/alive", headers={"Host": host})
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert Client().get("/address", headers={"Host": host}).status_code in {301, 400}


def test_only_the_nearest_proxy_is_believed_and_only_when_there_is_one() -> None:
    forged = {"X-Forwarded-For": "6.6.6.6, 10.1.2.3"}
    assert Client().get("/address", headers=forged).content == b"127.0.0.1"
    with override_settings(BEHIND_PROXY=True):
        assert Client().get("/address", headers=forged).content == b"10.1.2.3"
