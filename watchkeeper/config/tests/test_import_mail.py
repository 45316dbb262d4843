"""`watchkeeper import` of mail: each message is one call or nothing, and what was refused is named."""

from __future__ import annotations

import json
import sqlite3
from email.message import EmailMessage
from pathlib import Path

import pytest

from watchkeeper.config.tests.test_cli import run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with one department, through all of this module's tests."""
    address = f"sqlite:///{tmp_path_factory.mktemp('house') / 'house.sqlite3'}"
    made = run("import", "departments/mit", "--database", address)
    assert made.returncode == 0, made.stderr
    return address


def a_letter(folder: Path, name: str, *, text: str = "The west door does not lock.", files: int = 0) -> Path:
    message = EmailMessage()
    message["From"] = "Night nurse <nurse@hospital.example>"
    message["To"] = "police@hospital.example"
    message["Subject"] = name
    message["Message-ID"] = f"<{name}@hospital.example>"
    message.set_content(text)
    for place in range(files):
        message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=f"map{place}.pdf")
    path = folder / name
    path.write_bytes(message.as_bytes())
    return path


def counted(url: str) -> int:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as raw:
        found = raw.execute("SELECT count(*) FROM calls_call").fetchone()[0]
    raw.close()
    return int(found)


def test_a_message_becomes_a_call_once_however_often_it_is_read(url: str, tmp_path: Path) -> None:
    letter = a_letter(tmp_path, "door.eml", files=2)
    first = run("import", str(letter), "--department", "mit", "--json", "--database", url)
    assert first.returncode == 0, first.stderr
    (call,) = json.loads(first.stdout)["calls"]
    assert (call["file"], call["attachments"]) == ("door.eml", 2)
    held = counted(url)
    again = run("import", str(letter), "--department", "mit", "--database", url)
    assert again.returncode == 0, again.stderr
    assert f"door.eml: call {call['call']}, 2 files" in again.stdout
    assert counted(url) == held
    assert run("verify", "--database", url).returncode == 0


def test_a_bad_message_is_named_and_does_not_keep_the_others_out(url: str, tmp_path: Path) -> None:
    a_letter(tmp_path, "a good one.eml", text="Lights out in lot 7")
    a_letter(tmp_path, "z good one.EML", text="Lights out in lot 8")
    (tmp_path / "bad.eml").write_bytes(b"just some text\nwithout a header\n")
    (tmp_path / "empty.eml").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("not mail, not touched")
    held = counted(url)
    done = run("import", str(tmp_path), "--department", "mit", "--json", "--database", url)
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert [call["file"] for call in report["calls"]] == ["a good one.eml", "z good one.EML"]
    assert sorted(report["errors"]) == ["bad.eml", "empty.eml"]
    assert report["sentence"] == "2 of 4 messages were not taken; the others were."
    assert "not a mail message" in report["errors"]["bad.eml"][0]
    assert counted(url) == held + 2


def test_a_single_bad_message_leaves_nothing(url: str, tmp_path: Path) -> None:
    (tmp_path / "bad.eml").write_bytes(b"\x00\xff" * 10)
    held = counted(url)
    done = run("import", str(tmp_path / "bad.eml"), "--department", "mit", "--database", url)
    assert done.returncode == 1
    assert "The message was not taken." in done.stdout
    assert "nothing was kept" in done.stdout
    assert counted(url) == held


def test_mail_needs_a_department_that_exists(url: str, tmp_path: Path) -> None:
    letter = a_letter(tmp_path, "door.eml")
    none = run("import", str(letter), "--database", url)
    assert none.returncode == 2
    assert "--department" in none.stderr
    unknown = run("import", str(tmp_path), "--department", "atlantis", "--database", url)
    assert unknown.returncode == 2
    assert "atlantis" in unknown.stderr
