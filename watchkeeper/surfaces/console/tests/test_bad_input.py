"""What nobody means to send is refused in words or finds nothing; it never fails."""

from __future__ import annotations

import base64
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from watchkeeper.core.people.permissions import Role

pytestmark = pytest.mark.django_db
LAST = "9999-12-31T23:59:59-12:00"


def mark(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/console/audit/?since=2026-02-30", 422),
        ("/console/audit/?until=2026-19-01", 422),
        ("/console/calls/all/?opened_from=2026-02-30", 422),
        ("/console/measures/?since=2026-02-30", 422),
        ("/console/calls/all/?q=" + quote("\U0010ffff"), 200),
        ("/console/calls/all/?q=" + quote("\ud7ff"), 200),
        ("/console/lines/?after=" + mark("[" * 2900), 422),
        ("/console/lines/?after=" + mark('["\\ud800",1]'), 422),
        ("/console/lines/?after=" + mark("1.\x00"), 422),
        ("/console/lines/?after=" + base64.urlsafe_b64encode(b"1.\xed\xa0\x80").decode(), 422),
        ("/console/lines/?after=é", 422),
        ("/console/roster/?after=" + mark(f"1.{LAST}"), 422),
        ("/console/roster/?after=" + mark("1.2026-02-18T14:00:00"), 422),
        ("/console/places/sites/?after=" + mark("1." + "9" * 400), 200),
        ("/console/exceptions/free?starts_at=2026-02-30T10:00:00Z&ends_at=2026-02-30T12:00:00Z", 422),
        (f"/console/exceptions/free?starts_at=2026-02-18T10:00:00Z&ends_at={LAST}", 422),
        ("/console/replay/marks?start=2026-02-30T10:00:00Z&end=2026-02-30T12:00:00Z", 422),
        (f"/console/replay/marks?start=2026-02-18T10:00:00Z&end={LAST}", 422),
        ("/console/replay/at?at=9999-12-31T23:59:59", 422),
    ],
)
def test_an_address_that_makes_no_sense_is_refused(at_desk: Callable[..., Client], address: str, status: int) -> None:
    role = Role.AUDITOR if "audit" in address else Role.SUPERVISOR
    assert at_desk(role).get(address).status_code == status


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/console/board/layout", {"layout": "[" * 20_000}),
        ("/console/board/layout", {"layout": "[" * 3_900}),
        ("/console/places/shown", {"layers": "[" * 20_000}),
        ("/console/places/shown", {"layers": "[" * 3_900}),
        (
            "/console/exceptions/fill",
            {"starts_at": "2026-02-30T10:00:00Z", "ends_at": "2026-02-30T12:00:00Z", "center": "1", "person": "1"},
        ),
    ],
)
def test_what_is_sent_and_makes_no_sense_is_refused(
    at_desk: Callable[..., Client], address: str, data: dict[str, str]
) -> None:
    assert at_desk(Role.SUPERVISOR).post(address, data).status_code == 422


def test_a_first_keystroke_on_no_day_is_as_none(at_desk: Callable[..., Client]) -> None:
    answer = at_desk().post("/console/run", {"line": "? help", "began": "2026-02-30T10:00:00Z"})
    assert answer.status_code < 500
