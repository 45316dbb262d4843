"""The first page: the number to dial, then what people come for."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.world import a_call
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import with_roles
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.models import Line, Site
from watchkeeper.core.services import actions
from watchkeeper.surfaces.portal.tests.conftest import Public


def test_the_number_to_dial_comes_before_everything_else(public: Public) -> None:
    shown = public.see("/general/")
    assert shown.index('Dial <span class="digits">617-555-0100</span>') < shown.index("What do you need?")
    assert 'href="tel:+16175550100"' in shown
    assert "Main Campus, 24 hours." in shown


def test_the_short_number_of_phones_on_site_is_said_too(public: Public, department: Department) -> None:
    Line.objects.create(
        department=department, site=Site.objects.get(key="main"), key="inside", purpose="Emergency, campus phone",
        number="100", short_number="100", hours="always", is_emergency=True,
    )  # fmt: skip
    shown = public.see("/general/")
    assert ">617-555-0100</span>" in shown
    assert "From a phone on site dial 100." in shown


def test_a_site_whose_desk_is_not_always_answered_shows_the_main_number(public: Public) -> None:
    shown = public.see("/general/?site=center")
    assert ">617-555-0100</span>" in shown
    assert "617-555-0199" not in shown
    assert "Health Center" in shown


def test_a_site_without_a_number_of_its_own_says_who_answers(public: Public) -> None:
    shown = public.see("/general/?site=center")
    assert "Main Campus, 24 hours. They answer for Health Center too." in shown
    assert "They answer for" not in public.see("/general/?site=main")


def test_every_site_is_listed_with_the_number_that_is_answered_for_it(
    public: Public, department: Department, django_assert_max_num_queries: Any
) -> None:
    Line.objects.create(
        department=department, site=Site.objects.get(key="yard"), key="yard", purpose="Navy Yard desk",
        number="617-555-0177", hours="always", is_emergency=True, is_desk=True,
    )  # fmt: skip
    with django_assert_max_num_queries(6):
        shown = public.see("/general/sites/?site=main")
    assert "<small>617-555-0100</small>" in shown
    assert "<small>617-555-0177</small>" in shown
    assert "617-555-0100, answered at Main Campus" in shown
    assert "617-555-0199" not in shown


def test_the_site_chosen_is_remembered(public: Public) -> None:
    public.see("/general/?site=yard")
    assert "Navy Yard</span></a>" in public.see("/general/")


def test_a_site_nobody_has_heard_of_is_the_main_one(public: Public) -> None:
    assert "Main Campus</span></a>" in public.see("/general/?site=moon")


def test_it_offers_what_the_department_offers_in_public(public: Public) -> None:
    shown = public.see("/general/")
    for words in ("Ask for an escort", "Ask for a standby", "Report something", "Follow my request"):
        assert words in shown
    for never in ("Code Blue", "covert", "Armed intruder", "Removal"):
        assert never not in shown


def test_what_is_switched_off_is_gone_from_the_page(public: Public, department: Department) -> None:
    director = with_roles(department_id=department.pk, key="person:1", name="DIR", roles=frozenset({Role.DIRECTOR}))
    actions.set_policy("standby_visible", by=director, is_on=False)
    actions.set_policy("security_escort", by=director, invite="Ask for a safe walk")
    shown = public.see("/general/")
    assert "Ask for a standby" not in shown
    assert "Ask for a safe walk" in shown
    assert public.client.get("/general/ask/standby_visible/").status_code == 404


def test_the_wait_is_quoted_as_a_pair(public: Public) -> None:
    shown = public.see("/general/")
    assert "usually" in shown
    assert "at worst" in shown


def test_it_says_nothing_of_anybody_elses_call(public: Public, department: Department) -> None:
    call = a_call(place="Oncology 7", details="very private")
    shown = public.see("/general/") + public.see("/general/report/") + public.see("/general/follow/")
    for secret in (call.number, "Oncology", "private"):
        assert secret not in shown


def test_with_one_department_there_is_nothing_to_choose(department: Department, client: Client) -> None:
    assert client.get("/")["Location"] == "/general/"


def test_with_two_departments_one_chooses_a_site(department: Department, client: Client) -> None:
    Department.objects.create(key="campus", name="Campus Police", kind="campus")
    shown = client.get("/").content.decode()
    assert "/general/?site=yard" in shown
    assert "/campus/" in shown


def test_a_department_without_places_or_lines_still_says_what_to_dial(client: Client, db: None) -> None:
    Department.objects.create(key="bare", name="Bare", kind="campus")
    shown = client.get("/bare/").content.decode()
    assert 'Dial <span class="digits">911</span>' in shown
    assert client.get("/bare/ask/security_escort/").status_code == 200


def test_a_department_nobody_has_heard_of_is_not_found(client: Client, db: None) -> None:
    assert client.get("/nowhere/").status_code == 404
    assert client.get("/nowhere/ask/security_escort/").status_code == 404


def test_every_page_for_choosing_opens(public: Public) -> None:
    assert "Navy Yard" in public.see("/general/sites/")
    assert "Report a crime" in public.see("/general/report/")
    assert "opens nothing by itself" in public.see("/general/follow/")
