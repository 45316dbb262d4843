"""A run's own page: each step with its evidence, refusals at the step, and nothing of it for strangers."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.signing_in import a_browser
from tests.world import a_department, a_supervisor, an_officer
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.models import Fixture
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.playbooks import actions
from watchkeeper.engines.playbooks.models import Finding, Proof, Run, Step
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stepped")]
AsRole = Callable[[Role], Client]


def said(client: Client, at: str) -> str:
    answer = client.get(at)
    assert answer.status_code == 200, at
    return words_of(answer)


def words_of(answer: Any) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


def sent(client: Client, run: Run, key: str, **given: str) -> HttpResponse:
    return client.post(f"/console/runs/{run.pk}/steps/{key}/", given)  # type: ignore[return-value]


def pressed(client: Client, run: Run, button: str, **given: str) -> HttpResponse:
    return client.post(f"/console/runs/{run.pk}/{button}/", given)  # type: ignore[return-value]


def a_step(run: Run, key: str) -> Step:
    return Step.objects.get(run=run, key=key)


def part(page: str, key: str) -> str:
    """The step ``key`` of a page."""
    return str(re.findall(rf'<li id="step-{key}".*?</li>\s*(?=<li id="step|</ol>)', page, re.S)[0])


def test_a_check_is_recorded_step_by_step_and_completed(as_role: AsRole, run: Run) -> None:
    client = as_role(Role.OFFICER)
    answer = sent(client, run, "ready", value="yes", note="Green", client_id="a1")
    assert (answer.status_code, answer["Location"]) == (302, f"/console/runs/{run.pk}/#step-pads")
    sent(client, run, "pads", value="2028-06-30")
    sent(client, run, "battery", value="2028-06-30")
    answer = sent(client, run, "cabinet", applies="no", note="Carried in the cruiser")
    assert answer["Location"].endswith("#does")
    shown = said(client, f"/console/runs/{run.pk}/")
    for words in ("4 of 4 steps", "yes Green A12", "does not apply Carried in the cruiser", "Complete it"):
        assert words in shown
    assert pressed(client, run, "complete", client_id="c1").status_code == 302
    run.refresh_from_db()
    assert run.status == "completed"
    assert "The run is completed." in said(client, f"/console/runs/{run.pk}/")


def test_what_fails_shows_its_finding_and_the_call_it_opened(as_role: AsRole, run: Run) -> None:
    client = as_role(Role.OFFICER)
    sent(client, run, "ready", value="no", note="Red light")
    page = client.get(f"/console/runs/{run.pk}/").content.decode()
    found, call = Finding.objects.get(), Call.objects.get()
    assert f'href="/console/findings/{found.pk}/"' in part(page, "ready")
    assert f'href="/console/calls/{call.pk}/">It opened the call {call.number}' in part(page, "ready")
    assert "1 failed" in page
    assert f'href="/console/runs/{run.pk}/"' in client.get(f"/console/findings/{found.pk}/").content.decode()


@pytest.mark.parametrize(
    ("key", "given", "words"),
    [
        ("ready", {"value": "maybe"}, "Say yes or no."),
        ("ready", {"pressed": "enter", "note": "Typed and Enter pressed"}, "It needs its evidence."),
        ("pads", {"value": "soon"}, "Give a day"),
        ("cabinet", {"applies": "no"}, "Say why it does not apply."),
        ("cabinet", {"value": "yes", "note": "n" * 401}, "at most 400 characters"),
        ("cabinet", {"value": "yes", "at_0": "2026-01-01", "at_1": "noon"}, "Write a day and a time."),
        ("cabinet", {"value": "yes", "at": "2019-01-01T10:00"}, "That is before what went ahead of it."),
    ],
)
def test_what_is_refused_is_said_at_its_step_and_nothing_is_kept(
    as_role: AsRole, run: Run, key: str, given: dict[str, str], words: str
) -> None:
    answer = sent(as_role(Role.OFFICER), run, key, **given)
    assert answer.status_code in (409, 422)
    page = answer.content.decode()
    assert words in html.unescape(part(page, key))
    assert page.count('role="alert"') == 1
    assert not Proof.objects.exists()


def test_what_was_typed_stays_in_a_refused_form(as_role: AsRole, run: Run) -> None:
    answer = sent(as_role(Role.OFFICER), run, "pads", value="", note="Sealed, cannot be read")
    assert "Sealed, cannot be read" in part(answer.content.decode(), "pads")


def test_a_form_sent_twice_is_one_proof_and_another_answer_under_its_id_is_refused(as_role: AsRole, run: Run) -> None:
    client = as_role(Role.OFFICER)
    for _ in range(2):
        assert sent(client, run, "ready", value="no", client_id="same").status_code == 302
    assert (Proof.objects.count(), Finding.objects.count(), Call.objects.count()) == (1, 1, 1)
    answer = sent(client, run, "ready", value="yes", client_id="same")
    assert answer.status_code == 422
    assert "sent before with another answer" in answer.content.decode()
    assert Proof.objects.count() == 1


def test_each_form_has_an_id_of_its_own(as_role: AsRole, run: Run) -> None:
    page = as_role(Role.OFFICER).get(f"/console/runs/{run.pk}/").content.decode()
    ids = re.findall(r'name="client_id" value="([^"]+)"', page)
    assert len(ids) == len(set(ids)) >= 7


def test_two_who_say_otherwise_are_both_shown(as_role: AsRole, run: Run, stepped: SteppedClock) -> None:
    early = clock.now()
    stepped.advance(timedelta(minutes=5))
    actions.record(a_step(run, "ready"), by=an_officer(), value="yes")
    actions.record(a_step(run, "ready"), by=an_officer(name="P02"), value="no", at=early)
    step = part(as_role(Role.OFFICER).get(f"/console/runs/{run.pk}/").content.decode(), "ready")
    assert re.findall(r"<b>(yes|no)</b>", step) == ["no", "yes"]
    assert "More than one answer was recorded." in step


def test_paper_is_typed_in_with_its_own_time(as_role: AsRole, aed: Fixture, stepped: SteppedClock) -> None:
    begun = clock.now()
    stepped.advance(timedelta(hours=3))
    client = as_role(Role.OFFICER)
    at = f"{begun + timedelta(minutes=4):%Y-%m-%dT%H:%M}+00:00"
    answer = client.post(
        "/console/playbooks/aed_check/begin/", {"place": "Lobby AED", "at": f"{begun:%Y-%m-%dT%H:%M}+00:00"}
    )
    assert answer.status_code == 302, words_of(answer)
    run = Run.objects.get()
    assert answer["Location"] == f"/console/runs/{run.pk}/#step-ready"
    assert sent(client, run, "ready", value="yes", at=at).status_code == 302
    assert a_step(run, "ready").at == (begun + timedelta(minutes=4)).replace(second=0, microsecond=0)


def test_steps_that_are_left_need_a_reason(as_role: AsRole, run: Run) -> None:
    client = as_role(Role.OFFICER)
    answer = pressed(client, run, "complete")
    assert answer.status_code == 422
    assert "Steps are left; say why." in answer.content.decode()
    assert pressed(client, run, "complete", reason="The cabinet is locked").status_code == 302
    shown = said(client, f"/console/runs/{run.pk}/")
    assert "The cabinet is locked" in shown
    assert "4 missed" in shown


def test_a_run_is_paused_resumed_given_up_and_reviewed_by_somebody_else(as_role: AsRole, run: Run) -> None:
    client = as_role(Role.OFFICER)
    assert pressed(client, run, "pause").status_code == 422
    for button, given, status in (
        ("pause", {"reason": "Sent to a P1"}, "paused"), ("resume", {}, "started"),
        ("complete", {"reason": "Nothing to see"}, "completed"),
    ):  # fmt: skip
        assert pressed(client, run, button, **given).status_code == 302
        assert Run.objects.get().status == status
    assert pressed(client, run, "abandon", reason="x").status_code == 409
    assert pressed(client, run, "review").status_code == 403
    assert pressed(as_role(Role.SUPERVISOR), run, "review", note="Good").status_code == 302
    assert "reviewed" in said(client, f"/console/runs/{run.pk}/")


def test_who_only_reads_is_shown_no_form(as_role: AsRole, run: Run) -> None:
    page = as_role(Role.AUDITOR).get(f"/console/runs/{run.pk}/").content.decode()
    assert "<form" not in page
    assert sent(as_role(Role.AUDITOR), run, "ready", value="yes").status_code == 403
    assert as_role(Role.ADMINISTRATOR).get(f"/console/runs/{run.pk}/").status_code == 403


def test_strangers_find_nothing(run: Run) -> None:
    client = a_browser(Role.SUPERVISOR, a_department("elsewhere"))
    assert client.get(f"/console/runs/{run.pk}/").status_code == 404
    assert client.get(f"/console/runs/all/{run.pk}/").status_code == 404
    assert client.get(f"/console/playbooks/aed_check/paper/?run={run.pk}").status_code == 404
    assert sent(client, run, "ready", value="yes").status_code == 404
    assert pressed(client, run, "abandon", reason="x").status_code == 404
    assert (Run.objects.get().status, Proof.objects.count()) == ("started", 0)


def test_a_step_or_button_that_is_not_there_is_not_found(as_role: AsRole, run: Run) -> None:
    client = as_role(Role.OFFICER)
    assert sent(client, run, "nothing", value="yes").status_code == 404
    assert pressed(client, run, "explode").status_code == 404
    assert client.get("/console/runs/999999/").status_code == 404


def test_an_exercise_says_so_everywhere(as_role: AsRole, aed: Fixture) -> None:
    run = actions.start_run(by=an_officer(), playbook="aed_check", target=f"fixture:{aed.pk}", is_sim=True)
    client = as_role(Role.OFFICER)
    sent(client, run, "ready", value="no")
    for at in (f"/console/runs/{run.pk}/", "/console/runs/all/?view=exercises", f"/console/runs/all/{run.pk}/",
               "/console/findings/", f"/console/playbooks/aed_check/paper/?run={run.pk}"):  # fmt: skip
        assert "EXERCISE" in said(client, at), at
    assert not Call.objects.exists()


def test_no_style_or_script_stands_in_the_page(as_role: AsRole, run: Run) -> None:
    client = as_role(Role.OFFICER)
    for at in (f"/console/runs/{run.pk}/", "/console/playbooks/", "/console/playbooks/aed_check/paper/"):
        page = client.get(at).content.decode()
        assert not re.search(r"\sstyle=|<style|<script(?! (src|type=\"module\" src))|\son[a-z]+=", page), at


def test_the_page_costs_the_same_however_much_was_recorded(as_role: AsRole, run: Run) -> None:
    client = as_role(Role.SUPERVISOR)
    actions.record(a_step(run, "ready"), by=an_officer(), value="no")
    before = _cost(client, f"/console/runs/{run.pk}/")
    for key, value in (("pads", "2020-01-01"), ("battery", "2020-01-01"), ("cabinet", "no")):
        for number in range(4):
            actions.record(a_step(run, key), by=an_officer(name=f"P{number}"), value=value)
    assert Finding.objects.count() == 4
    assert _cost(client, f"/console/runs/{run.pk}/") == before


def test_the_lists_cost_the_same_however_many_rows_they_have(as_role: AsRole, run: Run, department: Department) -> None:
    client, at = as_role(Role.SUPERVISOR), ("/console/runs/all/", "/console/findings/", "/console/playbooks/")
    actions.record(a_step(run, "ready"), by=an_officer(), value="no")
    before = [_cost(client, one) for one in at]
    for number in range(6):
        more = actions.start_run(by=an_officer(name=f"P{number}"), playbook="routine_patrol", place=f"Hall {number}")
        actions.record(a_step(more, "hazards"), by=an_officer(), value="no")
        actions.record(a_step(more, "lights"), by=an_officer(), value="no")
        actions.fix(Finding.objects.filter(run=more)[0], by=a_supervisor(), words="Swept")
    assert [_cost(client, one) for one in at] == before


def _cost(client: Client, at: str) -> int:
    counts = []
    for _ in range(3):  # what a process remembers for a second may lapse in between
        with CaptureQueriesContext(connection) as asked:
            assert client.get(at).status_code == 200
        counts.append(sum(1 for one in asked if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))))
    return min(counts)
