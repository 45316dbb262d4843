"""The directory: everything offered in public, grouped, searched in both languages, and nothing that is not public."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.world import a_call, a_coordinator
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import with_roles
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.services import actions as policies
from watchkeeper.core.services import registry
from watchkeeper.core.services.kinds import Door
from watchkeeper.engines.calls import actions
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.surfaces.portal.tests.conftest import Public, a_course

SERVICES = "/general/services/"


def test_every_service_with_a_public_door_is_there_once_and_no_other(public: Public, department: Department) -> None:
    shown = public.see(SERVICES)
    for service in registry.offered(department.pk):
        assert shown.count(f"/general/services/{service.key}/") == int(Door.PORTAL in service.doors), service.key


def test_it_is_grouped_by_what_it_is_about(public: Public) -> None:
    shown = public.see(SERVICES)
    places = [shown.index(f'id="{key}"') for key in ("now", "report", "learn", "prevent", "event", "office")]
    assert places == sorted(places)
    assert places[2] < shown.index("/services/talk_avade/") < places[3] < shown.index("/services/security_survey/")


def test_each_says_how_long_it_takes_now(public: Public, stepped: SteppedClock) -> None:
    a_course(seats=1)
    shown = public.see(SERVICES)
    for words in ("usually", "1 working day", "to our answer", "24 hours", "until we come", "Thu Mar 5", "1 seat left"):
        assert words in shown


def test_the_first_page_leads_there(public: Public) -> None:
    shown = public.see("/general/")
    assert "/general/services/?site=main" in shown
    assert "Talks and classes" in shown
    assert re.search(r"All \d\d services", shown)
    assert "AVADE" not in shown


@pytest.mark.parametrize("search", ["avade", "AVADE violence", "prevención violencia", "PREVENCION", "  avade  "])
def test_it_is_searched_in_both_languages_without_accents_and_cases(public: Public, search: str) -> None:
    for language in ("en", "es"):
        shown = public.see(SERVICES, data={"q": search, "lang": language})
        assert "/general/services/talk_avade/" in shown
        assert "/general/services/parking_request/" not in shown


def test_a_short_form_of_the_desk_finds_it_too(public: Public) -> None:
    assert "/services/security_survey/" in public.see(SERVICES, data={"q": "sv"})


def test_what_is_not_found_is_said_and_somebody_can_be_asked(public: Public) -> None:
    shown = public.see(SERVICES, data={"q": "unicorn <b>"})
    assert "Nothing here is called “unicorn &lt;b&gt;”" in shown
    assert "/general/ask/generic_assistance/" in shown
    assert "Show all services" in shown
    assert 'href="tel:+16175550100"' in shown


@pytest.mark.parametrize("search", ["\x00", "x" * 5000, "%", "'; DROP TABLE", "{{ 7|add:7 }}", "()[]*+?"])
def test_a_strange_search_is_answered(public: Public, search: str) -> None:
    assert public.client.get(SERVICES, {"q": search}).status_code == 200


def test_what_only_named_people_may_know_is_nowhere_in_public(public: Public, department: Department) -> None:
    pages = ["/general/", SERVICES, f"{SERVICES}?q=termination", f"{SERVICES}?q=term", f"{SERVICES}?lang=es"]
    shown = "".join(map(public.see, pages)).casefold()
    for secret in ("contentious", "difficult termination", "standby_covert", "conflictiv"):
        assert secret not in shown
    for path in ("services", "ask"):
        assert public.client.get(f"/general/{path}/contentious_termination/").status_code == 404


def test_what_is_switched_off_is_gone(public: Public, department: Department) -> None:
    director = with_roles(department_id=department.pk, key="person:1", name="DIR", roles=frozenset({Role.DIRECTOR}))
    policies.set_policy("talk_avade", by=director, is_on=False)
    assert "talk_avade" not in public.see(SERVICES)
    assert public.client.get("/general/services/talk_avade/").status_code == 404


def test_it_is_in_spanish(public: Public) -> None:
    shown = public.see(SERVICES, data={"lang": "es"})
    for words in ("Todos los servicios", "Ahora mismo", "1 día hábil", "hasta responder"):
        assert words in shown


def test_history_and_sessions_cost_no_query_more(
    public: Public, stepped: SteppedClock, django_assert_max_num_queries: Any
) -> None:
    a_course(3)
    public.see(SERVICES)
    with django_assert_max_num_queries(10):
        before = public.see(SERVICES)
    for day in range(4, 9):
        a_course(day, seats=3)
        actions.cancel_call(a_course(day + 10), by=a_coordinator(), reason="storm")
        a_call()
    with django_assert_max_num_queries(10):
        assert public.see(SERVICES).count("<li>") == before.count("<li>")
