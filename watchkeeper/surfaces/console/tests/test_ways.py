"""Every staff page links to those its reader's role may open, and to no others."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from watchkeeper.core.people.permissions import Role

pytestmark = pytest.mark.django_db

ALL = ["Board", "Exceptions", "Replay", "Response times", "Hand-over", "Roster", "Registry", "My account"]


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (Role.DISPATCHER, ALL),
        (Role.SUPERVISOR, ALL),
        (Role.OFFICER, ["Board", "Replay", "Response times", "Roster", "Registry", "My account"]),
        (Role.AUDITOR, ["Board", "Replay", "Response times", "Roster", "Registry", "My account"]),
        (Role.ADMINISTRATOR, ["Board", "Roster", "Registry", "My account"]),
    ],
)
def test_the_board_links_to_what_the_role_may_open(
    at_desk: Callable[..., Client], role: Role, pages: list[str]
) -> None:
    client = at_desk(role)
    rail = re.findall(r'<nav class="ways".*?</nav>', client.get("/console/board/").content.decode(), re.S)[0]
    links = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+?) ?(?:<b data-exceptions></b>)?</a>', rail)
    assert [words for _, words in links] == pages
    assert [client.get(address, follow=True).status_code for address, _ in links] == [200] * len(pages)
