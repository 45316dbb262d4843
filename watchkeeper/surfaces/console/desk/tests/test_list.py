"""The list: what is asked for is in the address, gaps are counted, and pages are found by the last row shown."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.world import a_call, a_department, a_dispatcher, the_house
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import reads
from watchkeeper.core.journal.models import ReadEvent
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.cast import one
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.people.rights import actor_of
from watchkeeper.core.places.actions import add_line, record_test_call
from watchkeeper.core.places.models import Line
from watchkeeper.surfaces.console import downloads
from watchkeeper.surfaces.console.desk import export, listing, registers
from watchkeeper.surfaces.console.desk.asked import read
from watchkeeper.surfaces.console.desk.cells import look_of
from watchkeeper.surfaces.console.desk.own import MOST_VIEWS
from watchkeeper.surfaces.console.desk.register import Register
from watchkeeper.surfaces.console.desk.registers.calls import CALLS

pytestmark = pytest.mark.django_db
AsRole = Callable[[Role], Client]


def names(page: str) -> list[str]:
    """The first cell of every row."""
    return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page)


def gaps(page: str) -> list[str]:
    return [" ".join(one.split()) for one in re.findall(r"</svg>(\d[^<]*)</a>", page)]


def page(client: Client, query: str = "", at: str = "/console/lines/") -> str:
    answer = client.get(f"{at}?{query}")
    assert answer.status_code == 200, answer.content.decode()[-400:]
    return answer.content.decode()


@pytest.mark.usefixtures("lines")
def test_the_list_shows_what_is_known_and_counts_what_is_not(as_role: AsRole) -> None:
    shown = page(as_role(Role.DISPATCHER))
    assert names(shown) == ["Chelsea desk", "Main desk", "Survey contact"]
    assert gaps(shown) == ["1 hours unknown", "1 no number"]
    assert "<b>2</b> with a gap" in shown


@pytest.mark.usefixtures("lines")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=chelsea", ["Chelsea desk"]),
        ("q=site+survey", ["Survey contact"]),
        ("owner=site+lead", ["Chelsea desk", "Survey contact"]),
        ("gap=number", ["Survey contact"]),
        ("view=desks", ["Chelsea desk", "Main desk"]),
        ("view=desks&hours=always", ["Main desk"]),
        ("sort=-purpose", ["Survey contact", "Main desk", "Chelsea desk"]),
        ("sort=number", ["Survey contact", "Main desk", "Chelsea desk"]),
    ],
)
def test_the_address_holds_what_is_asked_for(as_role: AsRole, query: str, found: list[str]) -> None:
    assert names(page(as_role(Role.DISPATCHER), query)) == found


@pytest.mark.parametrize(
    "query",
    ["view=nowhere", "gap=x", "sort=secret", "hours=sometimes", "owner=x", "after=x", "after=WyJhIl0", "site=9"],
)
def test_an_address_that_makes_no_sense_is_refused_in_words(as_role: AsRole, query: str) -> None:
    assert as_role(Role.DISPATCHER).get(f"/console/lines/?{query}").status_code == 422


def test_nothing_found_and_nothing_there_are_said_differently(as_role: AsRole) -> None:
    assert "There is no line yet." in page(as_role(Role.DISPATCHER))
    assert "No line is like this." in page(as_role(Role.DISPATCHER), "q=zzz")


@pytest.mark.parametrize("sort", ["purpose", "-purpose", "tested", "-tested", "site", "-hours"])
def test_pages_follow_one_another_there_and_back_and_hold_every_row_once(
    as_role: AsRole, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "A_PAGE", 3)
    by = the_house()
    for number in range(10):
        line = add_line(f"l{number}", by=by, purpose=f"Line {number % 4}", number=str(number))
        if number % 3 == 0:
            record_test_call(line, by=by, answered=True)
    client, query, seen, screens = as_role(Role.DISPATCHER), f"sort={sort}", [], []
    for _ in range(9):
        shown = page(client, query)
        screens.append(re.findall(r'href="/console/lines/(\d+)/', shown))
        seen += list(dict.fromkeys(screens[-1]))
        later = re.search(r'href="/console/lines/\?([^"]+)" data-press="]"', shown)
        if later is None:
            break
        query = later.group(1).replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 10
    back = re.search(r'href="/console/lines/\?([^"]+)" data-press="\["', page(client, query))
    assert back is not None
    before = page(client, back.group(1).replace("&amp;", "&"))
    assert re.findall(r'href="/console/lines/(\d+)/', before) == screens[-2]


@pytest.mark.usefixtures("lines")
def test_the_counts_of_a_large_table_come_after_its_rows(as_role: AsRole, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST_COUNTED", 2)
    client = as_role(Role.DISPATCHER)
    shown = page(client, "gap=number")
    assert names(shown) == ["Survey contact"]
    assert gaps(shown) == []
    assert 'hx-get="/console/lines/counts/?gap=number" hx-trigger="load"' in shown
    later = page(client, "gap=number", at="/console/lines/counts/")
    assert gaps(later) == ["1 hours unknown", "1 no number"]
    assert "All lines <span>2+</span>" in later
    assert "Desks people ask <span>2</span>" in later


def test_what_others_keep_is_not_there(as_role: AsRole) -> None:
    elsewhere = a_department("elsewhere")
    line = add_line("secret", by=the_house(elsewhere), purpose="Zanzibar desk", number="1")
    client = as_role(Role.ADMINISTRATOR)
    assert "Zanzibar" not in page(client)
    for path in (f"{line.pk}/", f"{line.pk}/since/"):
        assert client.get(f"/console/lines/{path}").status_code == 404
    assert client.post(f"/console/lines/{line.pk}/edit/", {"purpose": "Ours"}).status_code == 404
    assert Line.objects.get(pk=line.pk).purpose == "Zanzibar desk"


@pytest.mark.usefixtures("lines")
def test_only_the_rows_come_back_when_a_filter_changes(as_role: AsRole) -> None:
    part = as_role(Role.DISPATCHER).get("/console/lines/?q=main", headers={"HX-Request": "true", "HX-Target": "rows"})
    assert part.content.decode().lstrip().startswith('<section class="d-rows"')


@pytest.mark.usefixtures("lines")
def test_columns_are_chosen_by_each_reader(as_role: AsRole) -> None:
    client, other = as_role(Role.DISPATCHER), as_role(Role.SUPERVISOR)
    assert client.post("/console/lines/columns/", {"column": ["purpose", "key"]}).status_code == 302
    heads = re.findall(r'<th scope="col"[^>]*>(?:<a [^>]*>)?(\w+)', page(client))
    assert heads == ["Purpose", "Key"]
    assert "Last test</a>" in page(other)
    assert client.post("/console/lines/columns/", {"column": ["password"]}).status_code == 422


@pytest.mark.usefixtures("lines")
def test_a_view_of_ones_own_is_kept_renamed_and_deleted(as_role: AsRole) -> None:
    client = as_role(Role.DISPATCHER)
    client.post("/console/lines/views/?owner=site+lead&sort=-purpose", {"name": "Site leads <b>"})
    shown = page(client)
    assert "Site leads &lt;b&gt;" in shown
    kept = re.search(r'href="/console/lines/\?([^"]+)" class="own"', shown)
    assert kept is not None
    assert names(page(client, kept.group(1).replace("&amp;", "&"))) == ["Survey contact", "Chelsea desk"]
    client.post("/console/lines/views/", {"old": "Site leads <b>", "name": "Leads"})
    assert ">Leads</a>" in page(client)
    client.post("/console/lines/views/", {"old": "Leads", "delete": "1"})
    assert ">Leads</a>" not in page(client)
    assert client.post("/console/lines/views/", {"name": " "}).status_code == 422
    assert client.post("/console/lines/views/", {"name": "n" * 41}).status_code == 422
    assert client.post("/console/lines/views/", {"old": "never", "name": "x"}).status_code == 404
    for number in range(MOST_VIEWS):
        client.post("/console/lines/views/", {"name": str(number)})
    assert client.post("/console/lines/views/", {"name": "one more"}).status_code == 422


def test_a_list_is_taken_as_csv_with_formulas_defused_by_those_who_may(as_role: AsRole) -> None:
    add_line("evil", by=the_house(), purpose="=HYPERLINK(1)", owner="Nobody")
    assert as_role(Role.DISPATCHER).get("/console/lines/lines.csv").status_code == 403
    client = as_role(Role.SUPERVISOR)
    answer = client.get("/console/lines/lines.csv?owner=Nobody")
    head, row = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert head[0] == "Purpose"
    assert row[0] == "'=HYPERLINK(1)"
    reads.flush()
    assert ReadEvent.objects.filter(what="export", subject="register:lines", why="lines: owner=Nobody").count() == 1
    for _ in range(downloads.MOST):
        answer = client.get("/console/lines/lines.csv")
    assert answer.status_code == 429


def test_of_every_private_row_in_a_file_it_is_kept_that_it_was_read(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "_AT_ONCE", 2)
    for _ in range(3):
        a_call(by=a_dispatcher())
    look = look_of(_actor(Role.SUPERVISOR))
    lines = export.taken(read({}, CALLS), look)
    late = [a_call("suspicious_person", by=a_dispatcher()) for _ in range(2)]  # after it was asked for, before it went
    told = b"".join(lines).decode()
    assert {call.level for call in late} == {2}
    reads.flush()
    for call in late:
        assert call.number in told
        assert ReadEvent.objects.filter(what="export", subject=call.subject, actor=look.by.key).count() == 1


@pytest.mark.usefixtures("lines")
def test_a_search_is_kept(as_role: AsRole) -> None:
    page(as_role(Role.DISPATCHER), "q=chelsea")
    reads.flush()
    assert ReadEvent.objects.filter(what="search", subject="register:lines", why="chelsea").count() == 1


@pytest.mark.usefixtures("lines")
def test_no_style_or_script_stands_in_the_page(as_role: AsRole) -> None:
    shown = page(as_role(Role.ADMINISTRATOR), at=f"/console/lines/{Line.objects.all()[0].pk}/")
    assert not re.search(r"\sstyle=|<style|<script(?! (src|type=\"module\" src))|\son[a-z]+=", shown)


@pytest.mark.parametrize("register", registers.ALL, ids=lambda each: each.key)
def test_every_register_opens_sorts_and_narrows_by_all_it_offers(as_role: AsRole, register: Register) -> None:
    role = next(role for role in (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.DIRECTOR, Role.AUDITOR)
                if register.may_open(_actor(role)))  # fmt: skip
    client, look = as_role(role), look_of(_actor(role))
    asked = [f"sort={sign}{each.key}" for each in register.columns if each.order for sign in ("", "-")]
    asked += [f"view={each.key}" for each in register.views] + [f"gap={each.key}" for each in register.gaps]
    for each in register.filters:
        asked += [f"{each.names[0]}={value}" for value, _ in each.options(look)][:3]
    asked += ["q=abc"] if register.search else []
    for query in ["", *asked]:
        assert client.get(register.address(query)).status_code == 200, query


def _actor(role: Role) -> Actor:
    return actor_of(one(a_department(), the_house(), role))
