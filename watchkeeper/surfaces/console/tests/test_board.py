"""The board's page and its JSON: small, quick, and only for those who may see it."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from tests import world
from watchkeeper.config.wiring import PANELS
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.feed import board_hash
from watchkeeper.core.people import panels
from watchkeeper.core.people.panels import Panel
from watchkeeper.core.people.permissions import Permission, Role
from watchkeeper.engines.calls.models import Attachment

SignIn = Callable[..., Client]


def test_the_page_carries_its_state_and_no_inline_script(at_desk: SignIn) -> None:
    world.a_call(place="</script><script>alert(1)</script>")
    page = at_desk().get("/console/board/").content.decode()
    assert '<script id="state" type="application/json">' in page
    assert "<script>alert(1)" not in page
    assert "style=" not in page


def test_the_hash_is_that_of_the_rows(at_desk: SignIn) -> None:
    world.a_call()
    world.a_unit()
    data = at_desk().get("/console/board/data").json()
    assert {row["k"].split(":")[0] for row in data["rows"]} == {"call", "unit"}
    assert data["hash"] == board_hash(data["rows"])


@pytest.mark.proves("the board: a fixed number of queries, whatever is on it")
def test_the_board_asks_a_fixed_number_of_queries(at_desk: SignIn) -> None:
    client = at_desk()
    world.sent(world.a_call(), world.a_unit())
    client.get("/console/board/data")
    few = _queries(client)
    for number in range(12):
        unit = world.a_unit(f"B{number:02}")
        world.sent(world.a_call(), unit)
    assert _queries(client) == few
    assert few <= 12


def _queries(client: Client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get("/console/board/data").status_code == 200
    return len(asked)


def test_a_busy_board_is_under_thirty_kilobytes(at_desk: SignIn) -> None:
    for number in range(30):
        world.a_call(place=f"Building {number}, floor {number % 7}")
    for number in range(40):
        world.a_unit(f"B{number:02}")
    assert len(gzip.compress(at_desk().get("/console/board/data").content)) < 30_000


def test_another_department_s_calls_are_not_there(at_desk: SignIn) -> None:
    other = world.a_department("elsewhere")
    call = world.a_call(by=world.a_dispatcher(other), place="Far away")
    client = at_desk()
    assert "Far away" not in client.get("/console/board/data").content.decode()
    assert client.get(f"/console/calls/{call.pk}/panel").status_code == 404
    assert client.get(f"/console/calls/{call.pk}/").status_code == 404
    assert client.get(f"/console/calls/{call.pk}/row").status_code == 404


def test_a_covert_standby_is_beside_the_board_for_those_named_only(at_desk: SignIn, department: Department) -> None:
    world.a_call("standby_covert", by=world.a_supervisor(), place="Secret ward")
    assert "Secret ward" not in at_desk().get("/console/board/data").content.decode()


def test_a_technician_sees_the_board_but_not_what_is_above_its_level(at_desk: SignIn) -> None:
    world.a_call(place="Private ward")
    answer = at_desk(Role.TECHNICIAN).get("/console/board/data")
    assert answer.status_code == 200
    assert "Private ward" not in answer.content.decode()


def test_who_may_not_read_calls_is_sent_units_and_no_call(at_desk: SignIn) -> None:
    assist = world.a_call("generic_assistance", place="Main lobby")
    world.sent(assist, world.a_unit("A12"))
    client = at_desk(Role.ADMINISTRATOR)
    shown = client.get("/console/board/data").json()
    assert [(row["cs"], row["call"], row["ck"]) for row in shown["rows"]] == [("A12", None, None)]
    assert shown["log"] == []
    assert assist.number not in client.get("/console/board/").content.decode()
    refused = client.get(f"/console/calls/{assist.pk}/panel")
    assert (refused.status_code, refused.json()["detail"]) == (403, "Your role does not allow this.")


def test_the_panel_and_the_page_tell_the_call(at_desk: SignIn) -> None:
    call = world.a_call(place="Cox 2", details="<b>bold</b>")
    client = at_desk()
    assert client.get(f"/console/calls/{call.pk}/panel").json()["place"] == "Cox 2"
    page = client.get(f"/console/calls/{call.pk}/").content.decode()
    assert "Cox 2" in page
    assert "&lt;b&gt;bold" in page


def test_a_file_is_kept_with_its_call_and_only_saved_never_shown(at_desk: SignIn) -> None:
    call, client = world.a_call(), at_desk()
    sent = SimpleUploadedFile("plan <b>.html", b"<script>alert(1)</script>", content_type="text/html")
    assert client.post(f"/console/calls/{call.pk}/attach", {"file": sent}).status_code == 302
    kept = Attachment.objects.get()
    answer = client.get(f"/console/calls/{call.pk}/files/{kept.pk}/")
    assert answer.content == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(f"/console/calls/{call.pk}/files/{kept.pk + 1}/").status_code == 404
    elsewhere = at_desk(at=world.a_department("elsewhere"))
    assert elsewhere.get(f"/console/calls/{call.pk}/files/{kept.pk}/").status_code == 404
    assert client.post(f"/console/calls/{call.pk}/attach").status_code == 422


def test_a_picture_is_shown_under_the_type_its_bytes_have_and_nothing_else_is(at_desk: SignIn) -> None:
    call, client = world.a_call(), at_desk()
    png = b"\x89PNG\r\n\x1a\n" + bytes(8)
    for name, kind, content in (("a.html", "text/html", png), ("b.png", "image/png", b"<svg onload='alert(1)'/>")):
        client.post(f"/console/calls/{call.pk}/attach", {"file": SimpleUploadedFile(name, content, content_type=kind)})
    shown, hidden = Attachment.objects.order_by("pk")
    answer = client.get(f"/console/calls/{call.pk}/files/{shown.pk}/picture")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert client.get(f"/console/calls/{call.pk}/files/{hidden.pk}/picture").status_code == 404
    assert [file["picture"] for file in client.get(f"/console/calls/{call.pk}/panel").json()["attachments"]] == [
        True,
        False,
    ]
    elsewhere = at_desk(at=world.a_department("elsewhere"))
    assert elsewhere.get(f"/console/calls/{call.pk}/files/{shown.pk}/picture").status_code == 404


def test_panels_of_other_engines_are_told_to_those_who_may_read_them(at_desk: SignIn) -> None:
    call = world.a_call()
    address = f"/console/calls/{call.pk}/panel"
    assert at_desk().get(address).json()["panels"] == []
    try:
        panels.bind({"call": [Panel("Reports", "/reports/of/{key}/", Permission.CALL_ASSIGN)], "unit": []})
        page = at_desk().get(f"/console/calls/{call.pk}/").content.decode()
        assert f'hx-get="/reports/of/{call.pk}/"' in page
        assert at_desk().get(address).json()["panels"] == [
            {"title": "Reports", "url": f"/reports/of/{call.pk}/", "every": 0}
        ]
        assert at_desk(Role.DIRECTOR).get(address).json()["panels"] == []
    finally:
        panels.bind(PANELS)


@override_settings(TILE_URL="https://tiles.example.org/{z}/{x}/{y}.png", TILE_ATTRIBUTION="© somebody")
def test_the_board_lets_the_tile_server_in_that_is_configured(at_desk: SignIn) -> None:
    client = at_desk()
    board = client.get("/console/board/")
    assert board.context["state"]["tiles"] == {
        "url": "https://tiles.example.org/{z}/{x}/{y}.png",
        "attribution": "© somebody",
    }
    assert "img-src 'self' data: blob: https://tiles.example.org;" in board["Content-Security-Policy"]
    assert "tiles.example.org" not in client.get("/console/board/data")["Content-Security-Policy"]


def test_without_a_tile_server_the_board_names_none(at_desk: SignIn) -> None:
    board = at_desk().get("/console/board/")
    assert board.context["state"]["tiles"] is None
    assert "img-src 'self' data: blob:;" in board["Content-Security-Policy"]
