"""Which half an address belongs to, routed or not: the staff half speaks the house's language alone."""

from __future__ import annotations

import pytest
from django.test import Client

from watchkeeper.config import languages

pytestmark = pytest.mark.django_db
SPANISH = {"Accept-Language": "es", "Accept": "text/html"}
STAFF = ("api", "console", "field", "me", "sign-in", "sign-out")


def test_every_half_of_the_staff_is_known_by_its_first_word() -> None:
    assert {f"/{word}/" for word in STAFF} <= set(languages._staff())
    assert not [known for known in languages._staff() if known in ("//", "/r/", "/general/")]


@pytest.mark.parametrize("word", STAFF)
def test_an_address_of_the_staff_that_is_routed_to_nothing_is_answered_in_the_houses_language(
    client: Client, word: str
) -> None:
    answer = client.get(f"/{word}/nothing/here", headers=SPANISH)
    assert answer.status_code == 404
    assert answer.headers["Content-Language"] == "en"
    assert "portal/error.html" not in [one.name for one in answer.templates]


def test_any_other_is_the_publics(client: Client) -> None:
    answer = client.get("/nowhere/at/all/to/be/found", headers=SPANISH)
    assert (answer.status_code, answer.headers["Content-Language"]) == (404, "es")
