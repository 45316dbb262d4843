"""The mail door: a message becomes a call, with its files, once."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from watchkeeper.core.departments.models import Department
from watchkeeper.core.places.models import Line, Site
from watchkeeper.engines.calls.models import Call, Requester
from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.portal import mail


def a_message(text: str = "The west door does not lock.", **headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {
        "From": "Night nurse <nurse@hospital.example>", "To": "police@hospital.example", "Subject": "West door",
        "Message-ID": "<1@hospital.example>", **headers,
    }.items():  # fmt: skip
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def test_a_message_becomes_a_call(department: Department) -> None:
    site = Site.objects.get(key="yard")
    line = Line.objects.create(
        department=department, site=site, key="mail", purpose="Mail", kind="mail", number="Police@hospital.example"
    )
    call = mail.take(a_message().as_bytes(), department_id=department.pk)
    assert (call.origin, call.service, call.status) == ("mail", "generic_assistance", "received")
    assert call.details == "West door\n\nThe west door does not lock."
    assert (call.line_id, call.site_id) == (line.pk, site.pk)
    asker = Requester.objects.get()
    assert (asker.name, asker.callback, asker.door) == ("Night nurse", "nurse@hospital.example", "mail")


def test_the_same_message_twice_is_one_call(department: Department) -> None:
    message = a_message()
    message.add_attachment(b"%PDF-1", maintype="application", subtype="pdf", filename="map.pdf")
    first = mail.take(message.as_bytes(), department_id=department.pk)
    again = mail.take(b"Received: by another road\r\n" + message.as_bytes(), department_id=department.pk)
    assert first.pk == again.pk
    assert first.attachments.count() == 1


def test_another_message_under_a_borrowed_id_is_not_lost(department: Department) -> None:
    mail.take(a_message().as_bytes(), department_id=department.pk)
    mail.take(a_message("Fire").as_bytes(), department_id=department.pk)
    assert Call.objects.count() == 2


def test_files_are_kept_with_the_call_and_their_names_lead_nowhere(department: Department) -> None:
    message = a_message()
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="../../etc/door.png")
    message.add_attachment(b"MZ", maintype="application", subtype="x-msdownload", filename="run.exe")
    call = mail.take(message.as_bytes(), department_id=department.pk)
    kept = [(one.name, one.content_type, bytes(one.content)) for one in call.attachments.order_by("pk")]
    assert kept == [("door.png", "image/png", b"\x89PNG"), ("run.exe", "application/x-msdownload", b"MZ")]


def test_the_plain_text_is_read_before_html_and_html_without_its_tags(department: Department) -> None:
    both = a_message("Plain words")
    both.add_alternative("<p>Rich <b>words</b></p>", subtype="html")
    assert mail.read(both.as_bytes()).text == "Plain words"
    rich = EmailMessage()
    rich["From"] = "a@b.example"
    rich.set_content(
        "<html><head><title>no</title><style>p{}</style></head><body><p>Door &amp; lock</p><script>alert(1)</script>"
        "<p>West<br>side</p></body></html>",
        subtype="html",
    )
    assert mail.read(rich.as_bytes()).text.split("\n") == ["Door & lock", "", "West", "side"]
    assert mail.read(both.as_bytes()).parts == ()


def test_encoded_headers_are_read(department: Department) -> None:
    raw = (
        b"From: =?utf-8?q?Se=C3=B1or_Q?= <q@b.example>\r\nSubject: =?iso-8859-1?q?Caf=E9?= =?utf-8?b?8J+UkQ==?=\r\n"
        b"Content-Type: text/plain; charset=no-such-set\r\n\r\nh\xc3\xa9llo\r\n"
    )
    letter = mail.read(raw)
    assert (letter.sender_name, letter.subject, letter.text) == ("Señor Q", "Café🔑", "héllo")


@pytest.mark.parametrize(
    "raw",
    [
        b"From: x\r\n\r\n\x00\x01\xff\xfe",
        b"Subject: =?utf-8?b?!!!?=\r\nFrom: =?x?y?z?=\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Transfer-Encoding: base64\r\n\r\n@@@@\r\n",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"From: a@b\r\nContent-Disposition: attachment; filename=\"=?utf-8?q?..=2F..=2Fx?=\"\r\n\r\nbody",
        b"Content-Type: text/html\r\n\r\n<p" + b"<div>" * 5000,
        b"From: \"a\nX: y\" <a@b>\r\n\r\nbody",
        b"From: x\r\nContent-Type: text/plain; charset=idna\r\n\r\nb\xc3\xa9\r\n",
        b"From: x\r\nContent-Type: text/plain; charset=undefined\r\n\r\nbody",
        b"From: x\r\nContent-Type: text/plain; charset=punycode\r\n\r\n\xff\xfe-body",
        b"From: x\r\nContent-Type: text/plain; charset=\"a\x00b\"\r\n\r\nbody",
        b"From: x\r\nContent-Type: text/plain; charset*=idna''a%ff\r\n\r\nbody",
        b"From: =?idna?q?a=FF?= <q@b.example>\r\nSubject: =?undefined?q?x?= =?punycode?q?=FF?=\r\n\r\nbody",
        b"From: x\r\nContent-Disposition: attachment; filename*=idna''a%ff.txt\r\n\r\nbody",
        b"From: x\r\nContent-Disposition: attachment; filename*=u''a; filename*0*=idna''b; filename*1=c\r\n\r\nbody",
        b"From: x\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\r\n\xff\xff\r\n",
        "From: é@b\r\nSubject: \ud800".encode("utf-8", "surrogatepass") + b"\r\n\r\nbody",
    ],
)  # fmt: skip
def test_broken_messages_are_read_as_far_as_they_go(department: Department, raw: bytes) -> None:
    assert mail.take(raw, department_id=department.pk).origin == "mail"


def test_a_message_nested_beyond_reading_is_kept_as_a_file(department: Department) -> None:
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth) for depth in range(3000)
    )
    raw = b"From: Night nurse <nurse@hospital.example>\r\nSubject: West door\r\n" + nested
    call = mail.take(raw, department_id=department.pk)
    assert call.details.startswith("West door\n\nThis message could not be read")
    assert call.callback == "nurse@hospital.example"
    assert (call.attachments.get().name, bytes(call.attachments.get().content)) == ("message.eml", raw)


def test_a_message_handed_over_again_past_the_limit_is_still_one_call(department: Department) -> None:
    raw = a_message("Number 0").as_bytes()
    for place in range(61):
        mail.take(a_message(f"Number {place}").as_bytes(), department_id=department.pk)
    assert mail.take(raw, department_id=department.pk).details.endswith("Number 0")
    assert Call.objects.count() == 61


def test_what_is_no_message_is_refused_in_words(department: Department) -> None:
    for raw in (b"", b"  \n", b"just some text\nwithout a header\n"):
        with pytest.raises(Invalid):
            mail.take(raw, department_id=department.pk)
    assert not Call.objects.exists()


def test_a_very_long_message_is_kept_whole_as_a_file(department: Department) -> None:
    call = mail.take(a_message("word " * 60_000).as_bytes(), department_id=department.pk)
    assert len(call.details) < 110_000
    assert call.attachments.get().name == "message.txt"
    assert call.attachments.get().size > 290_000


def test_more_files_than_can_be_kept_are_named(department: Department) -> None:
    message = a_message()
    for place in range(mail.MOST_FILES + 2):
        message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename=f"f{place}.bin")
    call = mail.take(message.as_bytes(), department_id=department.pk)
    assert call.attachments.count() == mail.MOST_FILES
    assert "Not kept, too large or too many: f20.bin, f21.bin" in call.details


def test_a_flood_is_taken_and_marked(department: Department, stepped: object) -> None:
    for place in range(61):
        mail.take(a_message(f"Number {place}").as_bytes(), department_id=department.pk)
    assert Requester.objects.filter(is_many_from_source=True).count() == 1
    assert Call.objects.count() == 61
