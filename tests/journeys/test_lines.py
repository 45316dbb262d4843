"""Every number the departments publish: in the registry as published, shown to the public, and escorts come of it.

A desk whose hours nobody states is shown as a gap to the staff and diverts to the main desk: an escort asked for there
is taken all the same.
"""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from tests.architecture.tree import ROOT
from tests.signing_in import a_browser
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import system
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.actions import load_department
from watchkeeper.core.places.models import Line
from watchkeeper.engines.calls.models import Call, Requester

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MAIN = "617-726-2121"


def loaded(key: str) -> Department:
    """The department as its folder says."""
    return load_department(ROOT / "departments" / key, by=system(0, "test:load"))


def words(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def staff_page(department: Department, path: str = "/console/lines/") -> str:
    """The words of a page of the staff, as its administrator reads it."""
    answer = a_browser(Role.ADMINISTRATOR, department).get(path)
    assert answer.status_code == 200, path
    return words(answer.content.decode())


# A site, its line's key, the number it publishes, and the one the public is told to dial.
SITES = (
    ("main", "main", MAIN, MAIN),
    ("cny", "cny_desk", "617-726-5400", "617-726-5400"),
    ("charlestown_hc", "charlestown_hc_desk", "617-724-8151", MAIN),
    ("chelsea_hc", "chelsea_hc_desk", "617-887-4300", MAIN),
    ("danvers", "danvers_desk", "978-882-6444", MAIN),
    ("revere_hc", "revere_hc_desk", "781-485-6464", MAIN),
    ("waltham", "waltham_desk", "781-487-6999", MAIN),
    ("assembly_row", "assembly_row_desk", "857-282-6000", "857-282-6000"),
    ("salem_nh", "salem_nh_desk", "603-414-6112", MAIN),
)


@pytest.mark.proves("S26", "S27", "S28", "S29", "S30", "S31", "S32", "S33", "S34")
def test_each_sites_line_is_known_and_shown_and_its_escorts_are_taken() -> None:
    department = loaded("massgeneral")
    shown = staff_page(department)
    for site, key, published, answered in SITES:
        line = Line.objects.get(department=department, key=key)
        assert (line.number, line.site.key if line.site else "") == (published, site)
        assert published in shown, site
        public = Client()
        home = " ".join(words(public.get(f"/massgeneral/?site={site}").content.decode()).split())
        assert f"Dial {answered}" in home, site
        call = escorted(public, site)
        assert (call.service, call.status, call.site_id) == ("security_escort", "waiting", line.site_id)
        assert Entry.objects.filter(subject=call.subject, verb="call.opened").exists()
    unknown = staff_page(department, "/console/lines/?gap=hours")
    for site, _, published, answered in SITES:
        assert (published in unknown) == (published != answered), site


def escorted(public: Client, site: str) -> Call:
    """The call that comes of asking for an escort at ``site``; its asker was told how long it takes."""
    asked = f"/massgeneral/ask/security_escort/?site={site}"
    page = public.get(asked).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    answer = public.post(asked, hidden | {"origin_text": f"Front door of {site}", "destination_text": "My car"})
    assert answer.status_code == 302, words(answer.content.decode())
    asker = Requester.objects.select_related("call").order_by("-pk")[0]
    assert asker.quote_worst_s is not None
    return asker.call


@pytest.mark.proves("S04", "S18", "S23")
def test_lines_of_programs_are_known_with_their_owners_and_what_is_missing_is_a_gap() -> None:
    department = loaded("massgeneral")
    shown = staff_page(department)
    for told in ("x47694", "community policing", "x62121", "crime prevention coordinator"):
        assert told in shown, told
    missing = staff_page(department, "/console/lines/?gap=number")
    assert "Set up a risk assessment" in missing
    assert "senior manager, satellite operations" in missing
    assert "x47694" not in missing


@pytest.mark.proves("S134")
def test_the_lines_of_emergency_management_are_known() -> None:
    shown = staff_page(loaded("mit"))
    for told in ("617-452-4368", "em-staff@mit.edu"):
        assert told in shown, told
