"""Which language a page speaks, also where nothing is routed: the list of the staff's addresses is the routes' own."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from watchkeeper.config.languages import is_public


@pytest.mark.parametrize(
    "path", ["/field/nothing/", "/console/nothing/", "/api/v2/", "/sign-in/nothing/", "/me/nothing/", "/sign-out/x"]
)
def test_what_is_routed_to_nothing_below_the_staffs_addresses_is_the_staffs(path: str) -> None:
    assert not is_public(RequestFactory().get(path))


@pytest.mark.parametrize("path", ["/", "/general/nothing/at/all/", "/fields/", "/no-such-department/"])
def test_what_is_routed_to_nothing_elsewhere_is_the_publics(path: str) -> None:
    assert is_public(RequestFactory().get(path))


@pytest.mark.django_db
def test_a_field_address_that_is_not_there_answers_the_staff_in_the_houses_language(client: Client) -> None:
    answer = client.get("/field/nothing/", headers={"Accept-Language": "es", "Accept": "text/html"})
    assert answer.headers["Content-Language"].startswith("en")
