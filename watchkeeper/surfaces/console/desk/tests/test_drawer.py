"""The drawer: what is known, what can be done, what happened; drafts come back, and nobody writes over another."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from tests.world import a_department, a_supervisor, the_house
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.permissions import Permission, Role
from watchkeeper.core.places.actions import add_line, update_line
from watchkeeper.core.places.models import Line

pytestmark = pytest.mark.django_db
AsRole = Callable[[Role], Client]


@pytest.fixture
def line(lines: list[Line]) -> Line:
    return lines[1]


def fields(page: str, form: str = "edit") -> dict[str, str]:
    """What the drawer's form holds, hidden fields included."""
    found = re.search(rf'<form id="{form}".*?</form>', page, re.S)
    assert found is not None
    held = dict(re.findall(r'<input type="(?:hidden|text)" name="([^"]+)" value="([^"]*)"', found[0]))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', found[0], re.S):
        held[name] = "".join(re.findall(r'<option value="([^"]*)" selected>', options))
    held |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)"[^>]*checked', found[0]))
    for name in re.findall(r'<input type="checkbox" name="([^"]+)"[^>]*checked', found[0]):
        held[name] = "on"
    return held


def opened(client: Client, line: Line) -> str:
    return client.get(f"/console/lines/{line.pk}/?owner=site+lead").content.decode()


def test_the_drawer_stands_beside_the_list_it_was_opened_from(as_role: AsRole, line: Line) -> None:
    page = opened(as_role(Role.DISPATCHER), line)
    assert "Main desk" not in re.findall(r"<tbody>.*</tbody>", page, re.S)[0]
    assert "Hours unknown" in page
    assert 'href="/console/lines/?owner=site+lead" class="d-close"' in page
    assert 'id="edit"' not in page, "a dispatcher does not keep lines"


def test_the_drawer_comes_alone_when_the_list_is_there_already(as_role: AsRole, line: Line) -> None:
    headers = {"HX-Request": "true", "HX-Target": "drawer"}
    part = as_role(Role.ADMINISTRATOR).get(f"/console/lines/{line.pk}/", headers=headers).content.decode()
    assert part.startswith('<aside id="drawer"')
    assert "d-table" not in part


def test_hours_are_set_and_both_values_stay_in_the_history(as_role: AsRole, line: Line) -> None:
    client = as_role(Role.ADMINISTRATOR)
    given = fields(opened(client, line)) | {"hours": "weekly", "weekly": "Mon–Fri 07:00–20:00, Sat 08:00-13:00"}
    answer = client.post(f"/console/lines/{line.pk}/edit/?owner=site+lead", given)
    assert answer["Location"] == f"/console/lines/{line.pk}/?owner=site+lead"
    line.refresh_from_db()
    assert line.weekly[0] == [["07:00", "20:00"]]
    assert line.weekly[5:] == [[["08:00", "13:00"]], []]
    page = opened(client, line)
    assert "changed the line Chelsea desk: " in page
    assert "The line is changed" in page


def test_what_cannot_be_kept_comes_back_as_it_was_filled_in(as_role: AsRole, line: Line) -> None:
    client = as_role(Role.ADMINISTRATOR)
    given = fields(opened(client, line)) | {"purpose": "Chelsea <i>", "hours": "weekly", "weekly": "some days"}
    answer = client.post(f"/console/lines/{line.pk}/edit/", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nothing was saved" in page
    assert "Write days and hours" in page
    assert fields(page)["purpose"] == "Chelsea &lt;i&gt;"
    assert fields(page)["weekly"] == "some days"
    line.refresh_from_db()
    assert line.purpose == "Chelsea desk"


def test_what_an_action_refuses_stands_at_its_field(as_role: AsRole, line: Line, lines: list[Line]) -> None:
    update_line(lines[0], by=the_house(), divert_to=line)
    client = as_role(Role.ADMINISTRATOR)
    given = fields(opened(client, line)) | {"divert_to": str(lines[0].pk)}
    answer = client.post(f"/console/lines/{line.pk}/edit/", given)
    assert answer.status_code == 422
    assert "would lead back to the line itself" in answer.content.decode()


def test_the_second_of_two_editors_reads_who_changed_what_and_may_save_then(as_role: AsRole, line: Line) -> None:
    client = as_role(Role.ADMINISTRATOR)
    given = fields(opened(client, line)) | {"owner": "second"}
    quicker = the_house()
    update_line(line, by=quicker, owner="first")
    since = client.get(f"/console/lines/{line.pk}/since/?seen={given['seen']}")
    assert "changed the line Chelsea desk: owner" in since.content.decode()

    answer = client.post(f"/console/lines/{line.pk}/edit/", given)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "this was changed meanwhile" in page
    assert "changed the line Chelsea desk: owner" in page
    assert fields(page)["owner"] == "second"
    line.refresh_from_db()
    assert line.owner == "first"

    assert client.post(f"/console/lines/{line.pk}/edit/", fields(page)).status_code == 302
    line.refresh_from_db()
    assert line.owner == "second"
    seen = re.findall(r'name="seen" value="(\d+)"', opened(client, line))[0]
    assert client.get(f"/console/lines/{line.pk}/since/?seen={seen}").status_code == 204


def test_a_form_sent_twice_is_done_once(as_role: AsRole, line: Line) -> None:
    client = as_role(Role.ADMINISTRATOR)
    given = {"answered": "no", "seconds": "20", "client_id": "one-submit"}
    for _ in range(2):
        assert client.post(f"/console/lines/{line.pk}/test/", given).status_code == 302
    assert Entry.objects.filter(verb="line.tested").count() == 1
    assert "not answered" in opened(client, line)


def test_a_new_line_is_added_and_a_second_one_like_it_is_refused_where_it_can_be_mended(as_role: AsRole) -> None:
    client = as_role(Role.ADMINISTRATOR)
    given = {"purpose": "Badge office", "kind": "phone", "hours": "unknown"}
    answer = client.post("/console/lines/new/", given)
    line = Line.objects.get()
    assert answer["Location"] == f"/console/lines/{line.pk}/"
    assert line.key == "badge-office"
    again = client.post("/console/lines/new/", given)
    assert again.status_code == 422
    assert "there is a line for this at this site already" in again.content.decode()


def test_who_may_not_write_is_offered_nothing_and_changes_nothing(as_role: AsRole, line: Line) -> None:
    client = as_role(Role.DISPATCHER)
    assert "/console/lines/new/" not in client.get("/console/lines/").content.decode()
    assert client.get("/console/lines/new/").status_code == 403
    for path in (f"{line.pk}/edit/", f"{line.pk}/test/", "new/"):
        answer = client.post(
            f"/console/lines/{path}", {"purpose": "x", "hours": "unknown", "kind": "phone", "answered": "yes"}
        )
        assert answer.status_code == 403
    assert client.post(f"/console/lines/{line.pk}/burn/").status_code == 404
    assert Entry.objects.filter(verb__in=("line.updated", "line.tested")).count() == 0


def test_a_line_never_diverts_to_a_strangers(as_role: AsRole, line: Line) -> None:
    theirs = add_line("x", by=the_house(a_department("elsewhere")), purpose="Zanzibar")
    client = as_role(Role.ADMINISTRATOR)
    page = opened(client, line)
    assert "Zanzibar" not in page
    answer = client.post(f"/console/lines/{line.pk}/edit/", fields(page) | {"divert_to": str(theirs.pk)})
    assert answer.status_code == 422
    assert "Zanzibar" not in answer.content.decode()


def test_a_supervisor_reads_history_by_call_name(as_role: AsRole, line: Line) -> None:
    by = a_supervisor(name="S77")
    update_line(line, by=replace(by, permissions=by.permissions | {Permission.PLACE_MANAGE}), owner="first")
    assert "<b>S77</b><span>changed the line" in opened(as_role(Role.DISPATCHER), line)
