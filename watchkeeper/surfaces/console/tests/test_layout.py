"""The board's panels as somebody likes them: kept for the account, read back into the page, and nothing else kept."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import world
from watchkeeper.core.people.models import Preference
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls import actions
from watchkeeper.surfaces.console.layout import PANELS

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
ADDRESS = "/console/board/layout"


def _liked(client: Client) -> object:
    page = client.get("/console/board/").content.decode()
    found = re.search(r'data-layout="([^"]*)"', page)
    assert found is not None
    return json.loads(html.unescape(found[1]))


def test_what_somebody_arranged_comes_with_their_next_page_and_nobody_else_s(at_desk: SignIn) -> None:
    client = at_desk()
    assert _liked(client) == {}
    given = {"m": {"left": 400.4, "folded": ["journal"]}}
    assert client.post(ADDRESS, {"layout": json.dumps(given)}).json() == {"m": {"left": 400, "folded": ["journal"]}}
    assert _liked(at_desk()) == {"m": {"left": 400, "folded": ["journal"]}}
    assert _liked(at_desk(Role.SUPERVISOR)) == {}
    assert client.post(ADDRESS, {"layout": "{}"}).status_code == 200
    assert _liked(client) == {}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"m": {"left": -3, "right": 1e9, "under": True, "journal": "9", "waiting": 80}}, {"m": {"waiting": 80}}),
        ({"m": {"folded": ["map", "<b>", "map"]}}, {"m": {"folded": ["map"]}}),
        ({"m": {"folded": "map"}, "watch": {"left": 3}}, {}),
    ],
)
def test_only_what_the_board_knows_is_kept(at_desk: SignIn, given: object, kept: object) -> None:
    assert at_desk().post(ADDRESS, {"layout": json.dumps(given)}).json() == kept


@pytest.mark.parametrize("given", ["[1]", '{"m": 3}', "no"])
def test_what_is_no_layout_is_refused_and_changes_nothing(at_desk: SignIn, given: str) -> None:
    assert at_desk().post(ADDRESS, {"layout": given}).status_code == 422
    assert Preference.objects.count() == 0


def test_each_panel_has_a_page_of_its_own_for_those_who_may_see_the_board(at_desk: SignIn) -> None:
    client = at_desk()
    for name in PANELS:
        assert f'data-panel="{name}"' in client.get(f"/console/board/panel/{name}/").content.decode()
    assert client.get("/console/board/panel/nothing/").status_code == 404
    assert Client().get("/console/board/panel/units/").status_code in {302, 401}


def test_who_is_nearest_is_told_of_calls_one_may_see_and_of_no_more_than_eight(at_desk: SignIn) -> None:
    call, far = world.a_call(), world.a_call(by=world.a_dispatcher(world.a_department("elsewhere")), place="Far away")
    world.a_unit("A12")
    found = at_desk().get(f"/console/board/nearest?calls={call.pk},{far.pk},999999").json()
    assert found == {f"call:{call.pk}": {"unit": "A12", "seconds": None, "mode": "foot"}}
    assert at_desk().get("/console/board/nearest?calls=" + ",".join("123456789")).status_code == 422
    assert at_desk().get("/console/board/nearest?calls=x").status_code == 422
    assert at_desk(Role.ADMINISTRATOR).get(f"/console/board/nearest?calls={call.pk}").status_code == 403


def test_nobody_near_is_said_as_nobody(at_desk: SignIn) -> None:
    call = world.a_call()
    found = at_desk().get(f"/console/board/nearest?calls={call.pk}").json()
    assert found[f"call:{call.pk}"]["unit"] == ""


def test_boards_that_ask_of_the_same_share_an_answer_until_something_moves(at_desk: SignIn) -> None:
    call, unit = world.a_call(), world.a_unit("A12")
    first, second = at_desk(), at_desk(Role.SUPERVISOR)
    address = f"/console/board/nearest?calls={call.pk}"
    first.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert second.get(address).json()[call.subject]["unit"] == "A12"
    mine = [one["sql"] for one in asked.captured_queries if "calls_unit" in one["sql"]]
    assert len(mine) == 1, mine  # how the units stand, and no ranking of them
    actions.log_off(unit, by=world.a_dispatcher())
    assert second.get(address).json()[call.subject]["unit"] == ""
    assert at_desk(Role.ADMINISTRATOR).get(address).status_code == 403
