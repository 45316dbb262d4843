"""The audit: who read or changed what, in words; nothing of what only named people may know; every question kept."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.world import a_call, a_department, a_dispatcher, a_unit, sent, the_house
from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import audit as journal_audit
from watchkeeper.core.journal import reads
from watchkeeper.core.journal.models import Entry, ReadEvent
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit import clock
from watchkeeper.surfaces.console.audit import screen

pytestmark = pytest.mark.django_db
AsRole = Callable[[Role], Client]


def rows(page: str) -> list[tuple[str, str, str]]:
    """Who, read or changed, what: of every row."""
    found = re.findall(r'<tr><th scope="row".*?</tr>', page, re.S)
    cells = [re.findall(r"<td.*?>(.*?)</td>", one, re.S) for one in found]
    return [tuple(re.sub(r"<[^>]+>", "", one).strip() for one in several[:3]) for several in cells]  # type: ignore[misc]


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/console/audit/?{query}")
    assert answer.status_code == 200, answer.content.decode()[-300:]
    return answer.content.decode()


@pytest.fixture
def call(department: object) -> Call:
    """A call that was sent to, and read by a dispatcher."""
    call = a_call(callback="617-555-0100")
    sent(call, a_unit())
    reads.note(a_dispatcher(), "call panel", [call.subject])
    reads.flush()
    return call


def test_one_call_shows_who_read_and_who_changed_it_newest_first(as_role: AsRole, call: Call) -> None:
    found = rows(page(as_role(Role.AUDITOR), f"subject={call.number}"))
    assert ("D01", "read", "read the call") in found
    assert found[-1][:2] == ("D01", "changed")
    assert len(found) == Entry.objects.filter(subject=call.subject).count() + 1
    assert rows(page(as_role(Role.AUDITOR), f"subject={call.subject}")) == found


@pytest.mark.parametrize(
    ("query", "kinds"),
    [("what=reads", {"read"}), ("what=changes", {"changed"}), ("", {"read", "changed"})],
)
def test_reads_changes_or_both(as_role: AsRole, call: Call, query: str, kinds: set[str]) -> None:
    found = rows(page(as_role(Role.AUDITOR), f"subject={call.number}&{query}"))
    assert {kind for _, kind, _ in found} == kinds


def test_it_is_narrowed_by_who_by_verb_and_by_day(as_role: AsRole, call: Call) -> None:
    client = as_role(Role.AUDITOR)
    assert {who for who, _, _ in rows(page(client, "who=d01"))} == {"D01"}
    assert rows(page(client, "who=nobody")) == []
    assert len(rows(page(client, "verb=call.opened"))) == 1
    assert rows(page(client, "verb=read:call+panel")) == [("D01", "read", "read the call")]
    today = clock.now().date()
    assert rows(page(client, f"since={today - timedelta(days=1)}&until={today + timedelta(days=1)}&who=D01"))
    assert rows(page(client, f"until={today - timedelta(days=2)}")) == []


@pytest.mark.parametrize("query", ["what=x", "verb=call.burned", "since=yesterday", "until=2026-13-40", "after=x"])
def test_a_question_that_makes_no_sense_is_refused_in_words(as_role: AsRole, query: str) -> None:
    assert as_role(Role.AUDITOR).get(f"/console/audit/?{query}").status_code == 422


def test_of_what_only_named_people_may_know_the_audit_knows_nothing(as_role: AsRole) -> None:
    covert = a_call("standby_covert", details="Zanzibar")
    assert covert.level > Level.L2
    reads.note(a_dispatcher(), "call panel", [covert.subject])
    reads.note(a_dispatcher(), "call panel", ["call:999999"])
    reads.flush()
    client = as_role(Role.AUDITOR)
    for query in ("", f"subject={covert.number}", f"subject={covert.subject}", "what=reads", "subject=call:999999"):
        shown = page(client, query)
        assert "Zanzibar" not in shown
        assert "read the call" not in shown
        assert not [one for one in rows(shown) if "standby" in one[2].lower()]
    taken = b"".join(client.get("/console/audit/audit.csv")).decode()
    assert covert.subject not in taken.replace(f"subject={covert.subject}", "").replace(
        f"subject=call%3A{covert.pk}", ""
    )


def test_another_department_is_not_there(as_role: AsRole) -> None:
    elsewhere = a_department("elsewhere")
    theirs = actions.open_call(by=the_house(elsewhere), service="security_escort", place="Zanzibar", destination="x")
    reads.note(the_house(elsewhere), "search", ["register:lines"], why="Zanzibar")
    reads.note(the_house(), "call panel", [theirs.subject])
    reads.flush()
    client = as_role(Role.AUDITOR)
    for query in ("", f"subject={theirs.number}", f"subject={theirs.subject}", "verb=read:search"):
        assert "Zanzibar" not in page(client, query)
    assert "read the call" not in page(client, "what=reads")


def test_every_question_is_kept_and_so_is_every_private_row_it_told(as_role: AsRole, call: Call) -> None:
    page(as_role(Role.AUDITOR), f"subject={call.number}&what=changes")
    reads.flush()
    kept = ReadEvent.objects.filter(what="audit")
    why = f"subject={call.number}&what=changes"
    assert set(kept.values_list("subject", "why")) == {("audit", why), (call.subject, why)}
    assert f"read the audit ({why})".replace("&", "&amp;") in page(as_role(Role.DIRECTOR), "who=AUD")


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.OFFICER])
def test_only_those_who_answer_for_it_may_ask(as_role: AsRole, role: Role) -> None:
    client = as_role(role)
    assert client.get("/console/audit/").status_code == 403
    assert client.get("/console/audit/audit.csv").status_code == 403


def test_older_pages_follow_and_hold_every_row_once(
    as_role: AsRole, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        reads.note(a_dispatcher(), "call panel", [call.subject], why=str(number))
        actions.note(call, by=a_dispatcher(), text=f"note {number}")
    reads.flush()
    client, query = as_role(Role.AUDITOR), f"subject={call.subject}&who=D01"
    everything = rows(page(client, query))
    monkeypatch.setattr(screen, "A_PAGE", 4)
    seen, asked = [], query
    for _ in range(20):
        shown = page(client, asked)
        seen += rows(shown)
        older = re.search(r'href="/console/audit/\?([^"]+)" data-press="]"', shown)
        if older is None:
            break
        asked = older[1].replace("&amp;", "&")
    assert sorted(seen) == sorted(everything)
    assert len(seen) == len(everything) > 18


def test_it_is_taken_as_a_file_and_that_is_kept(as_role: AsRole, call: Call) -> None:
    answer = as_role(Role.AUDITOR).get(f"/console/audit/audit.csv?subject={call.number}")
    head, *lines = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert head[1] == "Who"
    assert {line[2] for line in lines} == {"read", "changed"}
    assert {line[5] for line in lines} == {call.subject}
    reads.flush()
    assert ReadEvent.objects.filter(what="export", subject="audit", why=f"audit: subject={call.number}").count() == 1


def test_from_a_call_and_from_a_staff_page_its_audit_opens(as_role: AsRole, call: Call) -> None:
    shown = as_role(Role.AUDITOR).get(f"/console/calls/{call.pk}/").content.decode()
    assert f'href="/console/audit/?subject=call:{call.pk}"' in shown
    assert "/console/audit/" not in as_role(Role.DISPATCHER).get(f"/console/calls/{call.pk}/").content.decode()


def test_a_period_is_a_stretch_of_keys(call: Call) -> None:
    ask = journal_audit.Question(department_id=call.department_id, clearance=Level.L2)
    last = Entry.objects.order_by("-id")[0]
    later = journal_audit.Question(
        department_id=call.department_id, clearance=Level.L2, since=clock.now() + timedelta(hours=1)
    )
    assert journal_audit.page(ask, 5).rows[0].pk in {last.pk, ReadEvent.objects.order_by("-id")[0].pk}
    assert journal_audit.page(later, 5).rows == []
    assert len(list(journal_audit.every(ask))) >= Entry.objects.filter(named=False, level__lte=2).count()


def test_where_little_fits_the_page_says_how_far_it_looked_and_goes_on(
    as_role: AsRole, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_audit, "REACH", 2)
    client = as_role(Role.AUDITOR)
    asked = "who=D01&verb=call.opened"
    shown = page(client, asked)
    assert "Nothing of this back to" in shown
    for _ in range(20):
        further = re.search(r'<a href="([^"]+)">Look further back</a>', shown)
        if further is None:
            break
        shown = client.get(further[1].replace("&amp;", "&")).content.decode()
    assert rows(shown)
