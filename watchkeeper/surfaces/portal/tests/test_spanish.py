"""Spanish: asked for by the browser or by a tap, remembered, and never in what the staff reads."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.models import Entry
from watchkeeper.engines.calls.models import Requester
from watchkeeper.kit import clock
from watchkeeper.surfaces.portal.tests.conftest import ESCORT, Public, only_call

SPANISH = {"accept-language": "es-US,es;q=0.9,en;q=0.5"}
NOT_ENGLISH = re.compile(r"[¿áéíóúñ]|\b(usted|agente|central|solicitud)\b", re.IGNORECASE)


def test_the_page_speaks_as_the_browser_asks(public: Public) -> None:
    shown = public.see("/general/", headers=SPANISH)
    assert '<html lang="es">' in shown
    for words in ("¿Qué necesita?", "¿Emergencia? Marque", "Pedir acompañamiento", "Reportar algo", "normalmente"):
        assert words in shown
    assert '<html lang="en">' in public.see("/general/", headers={"accept-language": "ht"})


def test_a_tap_changes_the_language_keeps_the_page_and_is_remembered(public: Public) -> None:
    shown = public.see("/general/ask/security_escort/?site=yard&at=lobby")
    other = re.search(r'<a class="language" href="([^"]+)" lang="es"', shown)
    assert other is not None
    address = other.group(1).replace("&amp;", "&")
    assert address == "/general/ask/security_escort/?site=yard&at=lobby&lang=es"
    assert "¿Adónde va?" in public.see(address)
    assert "¿Qué necesita?" in public.see("/general/")
    assert "What do you need?" in public.see("/general/?lang=en", headers=SPANISH)
    assert "What do you need?" in public.see("/general/", headers=SPANISH)


@pytest.mark.parametrize("wrong", ["xx", "", "../es", "es-MX-x", "\x00"])
def test_a_language_nobody_offers_changes_nothing(public: Public, wrong: str) -> None:
    assert '<html lang="en">' in public.see("/general/", data={"lang": wrong})


def test_a_mistake_is_told_in_spanish(public: Public) -> None:
    public.see("/general/?lang=es")
    answer = public.send("security_escort", **{**ESCORT, "destination_text": ""}, party_size="varios")
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Aún no se ha enviado." in shown
    assert "Escriba un número entero." in shown


def test_what_the_staff_reads_is_in_the_language_of_the_house(public: Public) -> None:
    public.see("/general/?lang=es")
    asker = public.ask(reason="threat", alone_outdoors="yes", party_size="2")
    public.client.post(f"/r/{asker.token}/help/")
    public.client.post(f"/r/{asker.token}/cancel/")
    entries = [f"{entry.verb} {entry.data}" for entry in Entry.objects.all()]
    assert len(entries) > 3
    assert [entry for entry in entries if NOT_ENGLISH.search(entry)] == []
    assert {row.language for row in Requester.objects.all()} == {"es"}


def test_danger_with_an_answer_that_cannot_be_read_is_kept_in_the_language_of_the_house(public: Public) -> None:
    public.see("/general/?lang=es")
    public.ask(reason="followed", party_size="muchos")
    assert only_call().details == "How many people? muchos"


def test_every_step_is_told_in_spanish(public: Public) -> None:
    public.see("/general/?lang=es")
    asker = public.ask()
    done = public.see(f"/r/{asker.token}/done/")
    assert "Un agente se encontrará con usted en Main lobby" in done
    assert "Qué sigue ahora" in done
    follow = public.see(f"/r/{asker.token}/")
    assert "<h1>Tenemos su solicitud</h1>" in follow
    public.client.post(f"/r/{asker.token}/cancel/")
    assert "Esta solicitud se canceló" in public.see(f"/r/{asker.token}/")


def test_a_day_is_written_as_in_spanish(public: Public) -> None:
    public.see("/general/?lang=es")
    start = (clock.now() + timedelta(days=2)).astimezone(ZoneInfo("America/New_York")).replace(tzinfo=None)
    asker = public.ask("standby_visible", place_text="Room 7", who="Talk", starts_at=f"{start:%Y-%m-%dT%H:%M}")
    assert re.search(rf"Reservado para: \w+ {start.day} de \w+, {start:%H:%M}\.", public.see(f"/r/{asker.token}/done/"))


def test_an_address_that_leads_nowhere_says_so_in_spanish(public: Public) -> None:
    for path in ("/r/0000000000000000000000/", "/nowhere/", "/general/ask/nothing/", "/general/no/such/page/"):
        answer = public.client.get(path, headers=SPANISH)
        assert answer.status_code == 404
        assert "Aquí no hay nada." in answer.content.decode(), path


def test_pages_of_the_staff_and_machines_stay_in_the_language_of_the_house(
    client: Client, department: Department
) -> None:
    assert '<html lang="en"' in client.get("/sign-in/", headers=SPANISH).content.decode()
    assert client.get("/api/v1/nothing", headers=SPANISH).json()["title"] in {"Sign in first", "Not found"}
    assert "Aquí" not in client.get("/console/nothing/", headers=SPANISH).content.decode()
