"""Asking: a form made from the declaration, a number, a link, and what happens next."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import with_roles
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.services import actions, registry
from watchkeeper.core.services.kinds import Door
from watchkeeper.engines.calls.models import Call, Requester
from watchkeeper.kit import clock
from watchkeeper.surfaces.portal.tests.conftest import ESCORT, Public, only_call


def test_an_escort_is_asked_for_with_two_answers(public: Public, lobby: str) -> None:
    asker = public.ask()
    call = only_call()
    assert (call.service, call.origin, call.priority, call.status) == ("security_escort", "portal", 3, "waiting")
    assert (call.place, call.place_ref, call.destination) == ("Main lobby", lobby, "Fruit Street garage")
    assert call.destination_ref.startswith("building:")
    assert call.site is not None
    assert call.site.key == "main"
    assert asker.door == "portal"
    assert not asker.is_many_from_source


def test_a_place_is_picked_by_a_tap_or_typed(public: Public, lobby: str) -> None:
    public.ask(origin=lobby, origin_text="")
    public.ask(origin="other", origin_text="By the blue door")
    public.ask(origin=lobby, origin_text="at the desk")
    places = list(Call.objects.order_by("pk").values_list("place", "place_ref"))
    assert places == [("Main lobby", lobby), ("By the blue door", ""), ("Main lobby (at the desk)", lobby)]


def test_a_code_at_a_place_fills_in_the_place(public: Public, lobby: str) -> None:
    shown = public.see(f"/general/ask/security_escort/?at={lobby}")
    assert f'value="{lobby}" checked' in shown


def test_high_risk_areas_are_not_listed_in_public(public: Public) -> None:
    shown = public.see("/general/ask/security_escort/")
    assert "Main lobby" in shown
    assert "Pharmacy" not in shown


def test_the_confirmation_says_number_link_and_what_happens_next(public: Public) -> None:
    asker = public.ask()
    shown = public.see(f"/r/{asker.token}/done/")
    for words in (asker.call.number, f"/r/{asker.token}/", "An officer will meet you at Main lobby", "usually",
                  f"Says your number first: {asker.call.number[-4:]}", "To Fruit Street garage"):  # fmt: skip
        assert words in shown


@pytest.mark.parametrize("missing", ["origin_text", "destination_text"])
def test_what_is_needed_to_send_somebody_is_asked_again_and_the_rest_kept(public: Public, missing: str) -> None:
    answer = public.send("security_escort", **{**ESCORT, missing: "", "mobility_aid": "Wheelchair"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "We need this to send somebody." in shown
    assert 'value="Wheelchair"' in shown
    assert not Call.objects.exists()


def test_a_double_submit_is_one_call(public: Public) -> None:
    hidden = public.form("security_escort")
    first = public.send("security_escort", hidden, **ESCORT)
    second = public.send("security_escort", hidden, **ESCORT)
    assert first["Location"] == second["Location"]
    assert Call.objects.count() == 1


def test_a_corrected_form_sent_after_going_back_is_another_request_and_never_refused(public: Public) -> None:
    hidden = public.form("security_escort")
    public.send("security_escort", hidden, **ESCORT)
    answer = public.send("security_escort", hidden, **{**ESCORT, "destination_text": "Charles station"})
    assert answer.status_code == 302
    assert Call.objects.count() == 2


def test_a_form_without_its_hidden_id_is_taken(public: Public) -> None:
    assert public.send("security_escort", {}, **ESCORT).status_code == 302


def test_every_answer_reaches_the_call(public: Public) -> None:
    public.ask(
        callback="617-555-0142",
        name="R. Q.",
        reason="mobility",
        alone_outdoors="no",
        mobility_aid="Cane",
        party_size="2",
    )
    call = only_call()
    assert call.callback == "617-555-0142"
    assert call.answers == {"reason": "mobility", "alone_outdoors": "no", "mobility_aid": "Cane", "party_size": "2"}
    assert Requester.objects.get().name == "R. Q."


def test_answers_raise_the_priority(public: Public) -> None:
    public.ask(alone_outdoors="yes")
    assert only_call().priority == 2


def test_a_number_that_is_none_is_asked_again(public: Public) -> None:
    answer = public.send("security_escort", **ESCORT, party_size="several")
    assert answer.status_code == 422
    assert "Give a whole number." in answer.content.decode()


def test_a_standby_is_booked_on_the_departments_clock(public: Public) -> None:
    start = clock.now().astimezone(ZoneInfo("America/New_York")).replace(tzinfo=None) + timedelta(days=1)
    public.ask(
        "standby_visible", place_text="Room 7", who="A meeting", starts_at=f"{start:%Y-%m-%dT%H:%M}",
        ends_at=f"{start + timedelta(hours=1):%Y-%m-%dT%H:%M}",
    )  # fmt: skip
    call = only_call()
    assert call.starts_at == start.replace(second=0, microsecond=0, tzinfo=ZoneInfo("America/New_York"))
    assert call.priority == 4
    asker = Requester.objects.get()
    assert f"Booked for {start:%a %b} {start.day}, {start:%H:%M}." in public.see(f"/r/{asker.token}/")


def test_a_standby_for_now_is_an_emergency(public: Public) -> None:
    public.ask("standby_visible", place_text="Room 7", who="Threats were made")
    assert only_call().priority == 1


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        ("2020-01-01T10:00", "", "This time has passed."),
        ("2026-06-01T10:00", "2026-06-01T09:00", "This is before the start."),
        ("9999-12-31T23:59", "", "Give a time within a year from now."),
        ("2026-06-01T10:00", "9999-12-31T23:59", "Give a time within a year from now."),
        ("0001-01-01T00:00", "", "This time has passed."),
        ("tomorrow", "", "Give a date and a time."),
        ("2099-99-99T10:00", "", "Give a date and a time."),
    ],
)
def test_a_window_that_cannot_be_is_asked_again(
    public: Public, stepped: clock.SteppedClock, starts: str, ends: str, words: str
) -> None:
    answer = public.send("standby_visible", place_text="Room 7", who="A meeting", starts_at=starts, ends_at=ends)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert f'value="{starts}"' in answer.content.decode()


def test_a_report_may_be_anonymous(public: Public) -> None:
    asker = public.ask(
        "crime_report", offense="My bike is gone", place_text="Rack by the lobby", is_anonymous="on", name="R. Q.",
        callback="617-555-0142",
    )  # fmt: skip
    call = only_call()
    assert asker.is_anonymous
    assert (asker.name, asker.callback, call.callback) == ("", "", "")
    assert "We have your report" in public.see(f"/r/{asker.token}/")


def test_looks_alone_are_no_report(public: Public) -> None:
    answer = public.send("suspicious_person", place_text="Main lobby", doing="a tall Black man")
    assert answer.status_code == 422
    assert "How somebody looks is not enough" in answer.content.decode()
    assert public.send("suspicious_person", place_text="Main lobby", doing="tries every door").status_code == 302


def test_every_public_form_opens_with_the_number_first_and_sends(public: Public, department: Department) -> None:
    for service in registry.offered(department.pk):
        answer = public.client.get(f"/general/ask/{service.key}/")
        if Door.PORTAL not in service.doors:
            assert answer.status_code == 404, service.key
            continue
        shown = answer.content.decode()
        assert shown.index(">617-555-0100</span>") < shown.index("<form")
        answers = {
            f"{ask.key}_text" if ask.kind == "place" else ask.key: ask.choices[0].value if ask.choices else "Main lobby"
            for ask in service.starting_asks
        }
        assert public.send(service.key, **answers).status_code == 302, service.key


def test_a_question_added_on_a_screen_is_on_the_form(public: Public, department: Department) -> None:
    director = with_roles(department_id=department.pk, key="person:1", name="DIR", roles=frozenset({Role.DIRECTOR}))
    actions.add_question("security_escort", by=director, key="icy", words="Is it icy?", kind="yes_no")
    assert "Is it icy?" in public.see("/general/ask/security_escort/")
    public.ask(icy="yes")
    assert only_call().answers == {"icy": "yes"}


def test_times_are_those_of_the_department(public: Public, stepped: clock.SteppedClock) -> None:
    asker = public.ask()
    assert stepped.now() == datetime(2026, 3, 2, 14, 0, tzinfo=ZoneInfo("UTC"))
    assert "Read at 09:00" in public.see(f"/r/{asker.token}/")
