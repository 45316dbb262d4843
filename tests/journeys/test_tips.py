"""Tips: read in public from the first day, beside their service and while one waits; written on a screen, versioned."""

from __future__ import annotations

import html

import pytest
from django.test import Client

from tests.signing_in import a_browser
from tests.world import a_department
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls.models import Requester
from watchkeeper.engines.notices.models import Tip
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db
NEW = "/console/tips/new/"


def read(client: Client, address: str) -> str:
    """The page in words."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


@pytest.mark.proves("S35")
def test_advice_on_walking_stands_beside_the_escort_and_is_read_while_one_waits(stepped: SteppedClock) -> None:
    a_department()
    public = Client()
    assert "Do not walk alone." in read(public, "/general/tips/?q=night")
    assert "Company deters" in read(public, "/general/services/security_escort/")
    assert "No camine sin compañía." in read(public, "/general/services/security_escort/?lang=es")
    given = {"origin_text": "Main lobby", "destination_text": "Garage B"}
    assert Client().post("/general/ask/security_escort/", given).status_code == 302
    waiting = read(Client(), f"/r/{Requester.objects.get().token}/")
    assert 'class="card advice"' in waiting


@pytest.mark.proves("S104")
def test_an_editor_writes_a_tip_anew_and_the_public_reads_it_once_it_has_both_languages(stepped: SteppedClock) -> None:
    a_department(kind="campus")
    public, editor = Client(), a_browser(Role.COORDINATOR)
    assert "Let nobody in behind you" in read(public, "/general/tips/")
    assert a_browser(Role.OFFICER).get("/console/tips/").status_code == 403
    assert editor.post(NEW, {"instead": "living-on-an-urban-campus"}).status_code == 302
    tip = Tip.objects.get()
    texts = {"title": "Living in the city", "body": "Lock your door.\nKnow two ways home.", "topic": "campus"}
    assert editor.post(f"/console/tips/{tip.pk}/edit/", texts).status_code == 302
    refused = editor.post(f"/console/tips/{tip.pk}/publish/")
    assert refused.status_code == 409
    assert "it lacks a title in Spanish and a text in Spanish" in html.unescape(refused.content.decode())
    spanish = {"title_es": "Vivir en la ciudad", "body_es": "Cierre con llave.\nConozca dos caminos."}
    assert editor.post(f"/console/tips/{tip.pk}/edit/", texts | spanish).status_code == 302
    assert editor.post(f"/console/tips/{tip.pk}/publish/").status_code == 302
    assert "Know two ways home." in read(public, "/general/tips/?q=city")
    assert "Conozca dos caminos." in read(public, "/general/tips/?lang=es")
    assert "Let nobody in behind you" not in read(public, "/general/tips/?lang=en")
    assert [one.number for one in tip.versions.all()] == [1, 2, 3]
    drawer = read(editor, f"/console/tips/{tip.pk}/")
    assert "Version 3, in public" in drawer
    assert editor.post(f"/console/tips/{tip.pk}/retire/", {"reason": "No longer so"}).status_code == 302
    assert "Know two ways home." not in read(public, "/general/tips/")
    verbs = Entry.objects.filter(subject=tip.subject).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [*["tip.drafted"] * 3, "tip.published", "tip.retired"]


@pytest.mark.proves("S118")
def test_response_guides_are_read_found_printed_and_superseded_by_the_houses_own(stepped: SteppedClock) -> None:
    a_department()
    public, editor = Client(), a_browser(Role.COORDINATOR)
    every = read(public, "/general/tips/")
    for key in ("fire", "attacker", "medical", "spill", "package", "weather", "power"):
        assert f'id="guide-{key}"' in every
        sheet = public.get(f"/general/tips/guide-{key}.pdf")
        assert (sheet.status_code, sheet.content[:5]) == (200, b"%PDF-")
    assert "Take the stairs, never the elevator." in read(public, "/general/tips/?q=elevator+alarm")
    assert "Baje por la escalera" in read(public, "/general/tips/?lang=es")
    assert public.get("/general/tips/guide-nothing.pdf").status_code == 404
    assert editor.post(NEW, {"instead": "guide-fire"}).status_code == 302
    tip = Tip.objects.get()
    texts = {"title": "Fire at the General", "body": "Pull the alarm.", "topic": "emergency"}
    texts |= {"title_es": "Fuego", "body_es": "Accione la alarma."}
    assert editor.post(f"/console/tips/{tip.pk}/edit/", texts).status_code == 302
    assert editor.post(f"/console/tips/{tip.pk}/publish/").status_code == 302
    assert "Fire at the General" in read(public, "/general/tips/?lang=en")
    assert "Take the stairs" not in read(public, "/general/tips/?lang=en")
    verbs = list(Entry.objects.filter(subject=tip.subject).order_by("id").values_list("verb", flat=True))
    assert verbs[-1] == "tip.published"
