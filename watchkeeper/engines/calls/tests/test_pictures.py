from __future__ import annotations

import pytest

from tests import world
from watchkeeper.engines.calls import actions, pictures

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
        (b"GIF89a....", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        (b"<!doctype html><script>", ""),
        (b"%PDF-1.7", ""),
        (b"", ""),
    ],
)
def test_a_picture_is_what_its_first_bytes_say(content: bytes, kind: str) -> None:
    assert pictures.kind_of(content) == kind


@pytest.mark.django_db
def test_a_list_of_files_says_which_are_pictures_whatever_their_sender_says() -> None:
    call, by = world.a_call(), world.a_dispatcher()
    actions.attach(call, by=by, name="door.txt", content_type="text/plain", content=PNG)
    actions.attach(call, by=by, name="door.png", content_type="image/png", content=b"<svg onload='x'/>")
    rows = pictures.listed(call.attachments.all())
    assert [(row["name"], row["picture"]) for row in rows] == [("door.txt", True), ("door.png", False)]
    assert "start" not in rows[0]
