"""Labels and stickers on paper: every code that is printed is one the phone finds its place by."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.world import an_officer
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places import labels
from watchkeeper.core.places.models import Fixture
from watchkeeper.surfaces.console.runs import stickers

pytestmark = pytest.mark.django_db
AsRole = Callable[[Role], Client]


def test_a_label_is_printed_with_the_code_its_place_is_found_by(as_role: AsRole, aed: Fixture) -> None:
    ref = f"fixture:{aed.pk}"
    (card,) = stickers.place_cards(an_officer(), ref, "http://testserver/field/")
    assert (labels.ref_of(card.code), card.title) == (ref, "Lobby AED")
    assert card.qr.startswith("<svg")
    answer = as_role(Role.OFFICER).get(f"/console/coverage/labels.pdf?place={ref}")
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert as_role(Role.OFFICER).get("/console/coverage/labels.pdf?place=fixture:999").status_code == 404
    assert as_role(Role.ADMINISTRATOR).get("/console/coverage/labels.pdf").status_code == 403


def test_stickers_are_numbered_on_from_where_one_says(as_role: AsRole) -> None:
    cards = stickers.sticker_cards("A-", 20417, 3, "http://testserver/field/")
    assert [card.code for card in cards] == ["A-20417", "A-20418", "A-20419"]
    officer = as_role(Role.OFFICER)
    answer = officer.get("/console/coverage/stickers.pdf?series=A-&first=20417&count=3")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    for wrong in ("", "?first=1&count=999", "?first=x&count=1", "?first=1&count=1&series=%3C"):
        refused = officer.get(f"/console/coverage/stickers.pdf{wrong}")
        assert refused.status_code == 422
        assert "1 to 200" in refused.content.decode()
