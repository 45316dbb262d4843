"""Every staff page links to those its reader's role may open, and to no others."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from watchkeeper.core.people.permissions import Role

pytestmark = pytest.mark.django_db

ALL = ["Board", "Exceptions", "Hand-over", "Response times", "Replay", "Roster", "Registry", "My account"]


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (Role.DISPATCHER, ALL),
        (Role.SUPERVISOR, ALL),
        (Role.OFFICER, ["Board", "Response times", "Replay", "Roster", "Registry", "My account"]),
        (Role.AUDITOR, ["Board", "Response times", "Replay", "Roster", "Registry", "My account"]),
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


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.DIRECTOR, Role.ADMINISTRATOR])
def test_a_letter_leads_to_the_same_page_from_the_board_and_from_the_registry(
    at_desk: Callable[..., Client], role: Role
) -> None:
    client = at_desk(role)

    def letters(address: str) -> dict[str, str]:
        found = re.findall(r'<a href="([^"]+)"[^>]*data-go="(\w)"', client.get(address).content.decode())
        return {letter: to for to, letter in found}

    board, registry = letters("/console/board/"), letters("/console/services/")
    assert len(board) > 3
    assert set(board) - set(registry) <= {"y"}  # the rail draws one's own account by itself
    assert {letter: registry[letter] for letter in board if letter in registry} == {
        letter: to for letter, to in board.items() if letter in registry
    }
