"""What people say, from the public page to its answer; and a complaint about somebody's conduct, outside the chain."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.signing_in import a_browser
from tests.world import a_department
from watchkeeper.core.journal.models import Entry, ReadEvent
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.notices.models import Feedback, Misconduct
from watchkeeper.kit import ids
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db
WORDS = "Pongan una lámpara en el estacionamiento C"


def read(client: Client, address: str) -> str:
    """The page in words."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


def sent(public: Client, **more: str) -> str:
    """The link of feedback given through the form."""
    given = {"what": "suggestion", "words": WORDS, "reply": "yes"} | more
    answer = public.post("/general/feedback/", given)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def pressed(staff: Client, one: Feedback, button: str, **given: str) -> None:
    """A button of the register, pressed."""
    answer = staff.post(f"/console/feedback/{one.pk}/{button}/", given)
    assert answer.status_code == 302, answer.content.decode()


@pytest.mark.proves("S102")
def test_a_suggestion_is_acknowledged_answered_closed_and_told_to_everybody(stepped: SteppedClock) -> None:
    a_department()
    public = Client(headers={"Accept-Language": "es"})
    refused = public.post("/general/feedback/", {"words": WORDS, "what": "", "name": "Ana"})
    assert refused.status_code == 422
    assert WORDS in html.unescape(refused.content.decode())
    given = {"name": "Ana", "contact": "ana@example.org", "client_id": "tap"}
    link = sent(public, **given)
    assert sent(public, **given) == link
    one = Feedback.objects.get()
    assert (one.language, one.level, one.status) == ("es", 1, "received")
    assert "Su sugerencia" in read(public, link)
    assert "noindex" in public.get(link)["X-Robots-Tag"]
    assert Client().get(f"/f/{ids.token()}/").status_code == 404

    stepped.advance(timedelta(days=4))
    staff = a_browser(Role.SUPERVISOR)
    late = staff.get("/console/exceptions/data").content.decode()
    assert f"/console/feedback/{one.pk}/" in late
    assert WORDS in read(staff, "/console/feedback/?view=late")
    pressed(staff, one, "acknowledge")
    assert "ana@example.org" in read(staff, f"/console/feedback/{one.pk}/")
    assert "ana@" not in read(a_browser(Role.COORDINATOR), f"/console/feedback/{one.pk}/")
    pressed(staff, one, "answer", words="A lamp is ordered.")
    page = read(public, link)
    assert WORDS in page
    assert "A lamp is ordered." in page
    assert public.post(f"{link}write/", {"text": "¿Cuándo?"}).status_code == 302
    pressed(a_browser(Role.COORDINATOR), one, "close", outcome="changed", words="El lunes.")
    assert public.post(f"{link}went/", {"went": "well"}).status_code == 302
    pressed(
        staff, one, "publish", you_said="Lot C is dark.", we_did="Two lamps stand there.",
        you_said_es="El lote C está oscuro.", we_did_es="Hay dos lámparas.",
    )  # fmt: skip
    assert "Hay dos lámparas." in read(public, "/general/we-did/")
    assert "Two lamps stand there." in read(Client(), "/general/we-did/")
    told = list(Entry.objects.filter(subject=one.subject).order_by("pk").values_list("verb", flat=True))
    assert told == [f"feedback.{what}" for what in (
        "received", "acknowledged", "answered", "continued", "closed", "went", "published")]  # fmt: skip
    assert public.post(f"{link}write/", {"text": "Otra vez apagada"}).status_code == 302
    one.refresh_from_db()
    assert (one.status, one.went) == ("received", "")


@pytest.mark.proves("S85", "S138")
def test_whether_every_sector_is_served_alike_is_counted_and_a_gap_is_told(stepped: SteppedClock) -> None:
    a_department()
    public, staff = Client(), a_browser(Role.DIRECTOR)
    for number, (sector, went) in enumerate([("visitor", "not_well"), ("employee", "well")] * 5):
        link = sent(public, sector=sector, words=f"Number {number}")
        one = Feedback.objects.get(words=f"Number {number}")
        pressed(staff, one, "close", outcome="explained", words="So it is.")
        assert public.post(f"{link}went/", {"went": went}).status_code == 302
    shown = read(staff, "/console/feedback/")
    assert "visitor 5, closed 5, well 0 of 5: a gap (p = 0.008)" in shown
    assert "employee 5, closed 5, well 5 of 5" in shown


def test_a_complaint_about_conduct_shows_to_who_reviews_it_and_nowhere_else(stepped: SteppedClock) -> None:
    a_department()
    director, investigator = a_browser(Role.DIRECTOR), a_browser(Role.INVESTIGATOR)
    others = {role: a_browser(role) for role in Role if role not in (Role.DIRECTOR, Role.INVESTIGATOR)}
    sent(Client(), words="An ordinary one")
    before = {role: _told_to(browser) for role, browser in others.items()}
    link = sent(
        Client(), what="conduct", words="Zanzibar7431 shoved me", about_whom="I-01", is_anonymous="on", name="Eve"
    )
    one = Feedback.objects.exclude(words="An ordinary one").get()
    assert (one.level, one.name, one.token) == (3, "", link.strip("/").rpartition("/")[2])
    absent = ids.number()
    for browser in (*others.values(), investigator):
        hidden, unknown = (browser.get(f"/console/feedback/{pk}/") for pk in (one.pk, absent))
        assert hidden.status_code == unknown.status_code != 200
        assert _plain(hidden.content) == _plain(unknown.content)
        posted = browser.post(f"/console/feedback/{one.pk}/answer-apart/", {"words": "x"})
        assert posted.status_code in (403, 404)
        assert b"Zanzibar7431" not in posted.content
    assert {role: _told_to(browser) for role, browser in others.items()} == before
    assert "Zanzibar7431" not in read(investigator, "/console/feedback/?q=shoved")

    assert "Zanzibar7431" in read(director, "/console/feedback/?view=open")
    drawer = read(director, f"/console/feedback/{one.pk}/")
    assert "Decide whether it is credible" in drawer
    assert "I01: it may be about them" in drawer
    assert "received a complaint" in drawer
    pressed(director, one, "decide", allegation="force", is_credible="yes", reason="The camera shows it")
    pressed(director, one, "report", reference="POST-17")
    pressed(director, one, "close-apart", outcome="sustained", words="We looked into it.")
    held = Misconduct.objects.get()
    assert held.decided_by == held.reported_by != ""
    assert "We looked into it." in read(Client(), link)
    assert {entry.named for entry in Entry.objects.filter(subject=one.subject)} == {True}
    assert {role: _told_to(browser) for role, browser in others.items()} == before


def test_moved_outside_the_chain_it_is_gone_for_who_moved_it(stepped: SteppedClock) -> None:
    a_department()
    supervisor = a_browser(Role.SUPERVISOR)
    sent(Client(), what="complaint", words="Zanzibar7431 was rude")
    one = Feedback.objects.get()
    answer = supervisor.post(f"/console/feedback/{one.pk}/outside/", {"about_whom": "S01"}, follow=True)
    assert answer.status_code == 200
    assert b"Zanzibar7431" not in answer.content
    assert "Zanzibar7431" in read(a_browser(Role.INVESTIGATOR), "/console/feedback/")


def _told_to(browser: Client) -> tuple[str, ...]:
    """All that a member of staff can learn of feedback: lists, counts, a search, the file, exceptions, the audit."""
    pages = (
        "/console/feedback/?q=shoved", "/console/feedback/", "/console/feedback/counts/", "/console/exceptions/count",
        "/console/exceptions/data", "/console/audit/", "/console/accounts/",
    )  # fmt: skip
    ReadEvent.objects.all().delete()  # that one looked is kept, and an auditor sees it: not what is asked here
    told = [_plain(browser.get(page).content) for page in pages]
    answer = browser.get("/console/feedback/csv/")
    rows = b"".join(answer.streaming_content) if answer.status_code == 200 else b""  # type: ignore[attr-defined]
    told.append(str(list(csv.reader(io.StringIO(rows.decode())))))
    assert "Zanzibar7431" not in "".join(told)
    return tuple(told)


def _plain(content: bytes) -> str:
    """A page without what is new on every look."""
    text = re.sub(r'(?:value|data-draft|nonce)="[^"]*"', "", content.decode())
    return re.sub(r"\d\d:\d\d(?::\d\d)?(?:\.\d+)?|/console/feedback/\d+/|\d{10,}", "", text)
