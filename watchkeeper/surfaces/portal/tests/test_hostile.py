"""Hostile input: escaped everywhere, refused in words, never a broken page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from watchkeeper.engines.calls.models import Call
from watchkeeper.surfaces.portal.tests.conftest import ESCORT, Public

SCRIPT = '"><script>alert(1)</script>{{ 7|add:7 }}{% debug %}'


def test_what_was_typed_is_shown_escaped(public: Public) -> None:
    asker = public.ask(origin_text=SCRIPT, destination_text=SCRIPT, name=SCRIPT)
    for path in ("", "done/", "call-now/"):
        shown = public.see(f"/r/{asker.token}/{path}")
        assert "<script>" not in shown
        assert "{{ 7" in shown or SCRIPT.split("{", maxsplit=1)[0] not in shown
    refused = public.send("security_escort", origin_text=SCRIPT, destination_text="", name=SCRIPT).content.decode()
    assert "<script>" not in refused
    assert "&lt;script&gt;" in refused


@pytest.mark.parametrize(
    "bad",
    [
        {"origin": "area:999999"},
        {"origin": "site:1' OR 1=1"},
        {"origin_text": "x" * 501},
        {"origin_text": "null\x00byte"},
        {"callback": "x" * 61},
        {"name": "x" * 121},
        {"reason": ["dark", "threat", "nonsense"]},
        {"party_size": "９" * 3},
        {"party_size": "1e9"},
    ],
)
def test_forged_fields_are_asked_again_and_break_nothing(public: Public, bad: dict[str, Any]) -> None:
    answer = public.send("security_escort", **{**ESCORT, **bad})
    assert answer.status_code == 422
    assert "Not sent yet." in answer.content.decode()
    assert not Call.objects.exists()


@pytest.mark.parametrize("hidden", ["x" * 65, "\x00", "'; DROP TABLE", "é" * 64])
def test_a_forged_hidden_id_breaks_nothing(public: Public, hidden: str) -> None:
    assert public.send("security_escort", {"client_id": hidden}, **ESCORT).status_code in {302, 422}


def test_a_megabyte_of_text_is_answered(public: Public) -> None:
    answer = public.send("generic_assistance", place_text="Main lobby", need="x" * 1_000_000)
    assert answer.status_code == 422
    whole = public.send("generic_assistance", place_text="Main lobby", need="x" * 800_000)
    assert whole.status_code == 302
    assert len(Call.objects.get().details) == 800_000


@pytest.mark.parametrize(
    "path",
    ["/general/?site=%00", "/general/?site=" + "x" * 3000, "/general/ask/security_escort/?at=%22%3E%3Cscript%3E",
     "/general/ask/code_blue_support/", "/general/ask/standby_covert/", "/general/ask/none/", "/r/%2e%2e/",
     "/r/x/done/"],
)  # fmt: skip
def test_strange_addresses_are_answered(public: Public, path: str) -> None:
    answer = public.client.get(path)
    assert answer.status_code in {200, 404}
    assert "<script>" not in answer.content.decode()


def test_forged_cookies_are_nothing(department: Any) -> None:
    # The header itself: newer Pythons let no test put such a cookie into a client's jar.
    client = Client(HTTP_COOKIE=f"site=general.moon\x00; asker={'x' * 5000}")
    assert client.get("/general/").status_code == 200
    assert client.post("/general/ask/security_escort/", ESCORT).status_code == 302


def test_cookies_are_for_this_site_alone(public: Public) -> None:
    public.form("security_escort", site="yard")
    for name in ("asker", "site"):
        kept = public.client.cookies[name]
        assert kept["httponly"]
        assert kept["samesite"] == "Lax"


def test_no_page_needs_a_script_or_an_inline_style(public: Public) -> None:
    asker = public.ask()
    pages = ["", "sites/", "report/", "follow/", "ask/security_escort/", "ask/crime_report/"]
    own = ["", "done/", "call-now/"]
    for path in [f"/general/{one}" for one in pages] + [f"/r/{asker.token}/{one}" for one in own]:
        answer = public.client.get(path)
        shown = answer.content.decode()
        for never in ("<script", " style=", "<style", " onclick=", "javascript:"):
            assert never not in shown, f"{path}: {never}"
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert "unsafe-inline" not in answer["Content-Security-Policy"]
