"""A printed code or a link names the place: the form knows it, whatever the visitor taps first."""

from __future__ import annotations

import pytest

from watchkeeper.core.departments.models import Department
from watchkeeper.surfaces.portal.tests.conftest import Public, only_call


def test_a_code_at_a_place_is_carried_from_the_first_page_to_the_call(public: Public, lobby: str) -> None:
    home = public.see("/general/?site=main&at=lobby")
    assert "You are at Main lobby." in home
    assert '/general/ask/security_escort/?site=main&amp;at=lobby"' in home
    form = public.see("/general/ask/security_escort/?site=main&at=lobby")
    assert f'value="{lobby}" checked' in form
    answers = {"origin": lobby, "destination_text": "Fruit Street garage"}
    assert public.client.post("/general/ask/security_escort/?site=main&at=lobby", answers).status_code == 302
    call = only_call()
    assert (call.place, call.place_ref, call.origin) == ("Main lobby", lobby, "qr")


def test_a_code_leads_on_through_the_reports(public: Public) -> None:
    assert "/general/report/?site=main&amp;at=lobby" in public.see("/general/?site=main&at=lobby")
    assert "/general/ask/crime_report/?site=main&amp;at=lobby" in public.see("/general/report/?site=main&at=lobby")


@pytest.mark.parametrize("code", ["pharmacy", "moon", "area:999999", "'><script>", "x" * 500, "\x00"])
def test_a_code_of_no_public_place_says_nothing(public: Public, department: Department, code: str) -> None:
    home = public.see("/general/", data={"site": "main", "at": code})
    assert "You are at" not in home
    assert "<script>" not in home
    assert "checked" not in public.see("/general/ask/security_escort/", data={"site": "main", "at": code})
