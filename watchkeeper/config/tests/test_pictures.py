"""The list of pictures: one name each, addresses that exist, and a name of none refused."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from watchkeeper.config.pictures.shots import SHOTS
from watchkeeper.config.pictures.taking import chosen
from watchkeeper.core.people.permissions import Role
from watchkeeper.kit.errors import Refused


def test_every_picture_has_a_name_of_its_own() -> None:
    assert [name for name, many in Counter(shot.name for shot in SHOTS).items() if many > 1] == []
    assert len({shot.committed for shot in SHOTS if shot.committed}) == sum(1 for shot in SHOTS if shot.committed)


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_every_picture_is_of_a_page_that_exists_seen_by_someone_who_does(shot: object) -> None:
    assert shot in SHOTS
    [one] = [known for known in SHOTS if known is shot]
    assert one.role in {"", *(role.value for role in Role)}
    path = urlsplit(one.path.format(call="1", token="x", waiting="x", there="x", over="x")).path
    if one.status != 404:
        try:
            resolve(path)
        except Resolver404:
            pytest.fail(f"{one.name}: nothing is at {path}")


def test_pictures_are_chosen_by_how_their_names_begin() -> None:
    assert {shot.name.partition("-")[0] for shot in chosen(["measures", "roster"])} == {"measures", "roster"}
    assert chosen([]) == list(SHOTS)
    with pytest.raises(Refused, match="No picture is called nothing"):
        chosen(["nothing"])
