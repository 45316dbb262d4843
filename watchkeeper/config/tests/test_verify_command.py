"""`watchkeeper verify` with seals: written, kept away, and held against a journal that was cut or rewritten."""

from __future__ import annotations

import json
import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.config.tests.test_cli import run
from watchkeeper.core.journal.sealing import GENESIS, chain_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that holds a department, its entries and its seal (``journal.seal``)."""
    folder = tmp_path_factory.mktemp("house")
    made = run("import", "departments/mit", "--database", url(folder))
    assert made.returncode == 0, made.stderr
    sealed = run("verify", "--write-seal", str(folder / "journal.seal"), "--json", "--database", url(folder),
                 WATCHKEEPER_VAR=str(folder))  # fmt: skip
    assert sealed.returncode == 0, sealed.stderr
    written = json.loads(sealed.stdout)["written"]
    assert written["ok"] is True
    assert written["count"] == json.loads(sealed.stdout)["entries"] > 0
    return folder


@pytest.fixture
def copy(house: Path, tmp_path: Path) -> Path:
    """The house's files in a folder of their own, to be tampered with."""
    for name in ("house.sqlite3", "journal.seal", "downtime.key"):
        (tmp_path / name).write_bytes((house / name).read_bytes())
    return tmp_path


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'house.sqlite3'}"


def verify(folder: Path, *words: str) -> tuple[int, dict[str, Any], str]:
    """Exit code, document and standard error of `watchkeeper verify --json`."""
    done = run("verify", "--json", "--database", url(folder), *words, WATCHKEEPER_VAR=str(folder))
    return done.returncode, json.loads(done.stdout), done.stderr


def tamper(folder: Path, *statements: str) -> None:
    """Change the journal as someone could who owns the whole database, and chain what is left anew."""
    with sqlite3.connect(folder / "house.sqlite3") as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)
        chain, count = GENESIS, 0
        for key, digest in raw.execute("SELECT id, digest FROM journal_entry ORDER BY position").fetchall():
            count += 1
            chain = chain_of(chain, count, key, digest)
            raw.execute("UPDATE journal_entry SET position = ?, chain = ? WHERE id = ?", (count, chain, key))
        raw.execute("UPDATE journal_head SET count = ?, chain = ?", (count, chain))
        raw.execute("DELETE FROM journal_snapshot")
    raw.close()


def test_a_journal_that_only_grew_lies_on_its_seal(copy: Path) -> None:
    assert run("import", "departments/massgeneral", "--database", url(copy)).returncode == 0
    code, report, _ = verify(copy, "--seal", str(copy / "journal.seal"))
    assert (code, report["ok"]) == (0, True)
    assert report["seal"]["ok"] is True
    assert not (copy / "house.sqlite3-wal").exists()


def test_a_tail_cut_off_with_its_head_is_found_by_the_seal_alone(copy: Path) -> None:
    tamper(copy, "DELETE FROM journal_entry WHERE id = (SELECT max(id) FROM journal_entry)")
    assert verify(copy)[0] == 0, "chain and head agree: nothing in the database tells"
    code, report, _ = verify(copy, "--seal", str(copy / "journal.seal"))
    assert code == 1
    assert "the exported seal counts" in json.dumps(report["findings"])


def test_a_journal_rewritten_whole_is_found_by_the_seal_alone(copy: Path) -> None:
    tamper(copy, "DELETE FROM journal_entry WHERE id = 1")
    grown = run("import", "departments/massgeneral", "--database", url(copy))
    assert grown.returncode == 0, grown.stderr
    code, report, _ = verify(copy, "--seal", str(copy / "journal.seal"))
    assert code == 1
    assert "not the one of the exported seal" in json.dumps(report["findings"])


def test_no_seal_is_written_of_what_is_found_wrong(copy: Path) -> None:
    with sqlite3.connect(copy / "house.sqlite3") as raw:
        raw.execute("UPDATE journal_head SET count = count + 1")
    raw.close()
    code, report, _ = verify(copy, "--write-seal", str(copy / "new.seal"))
    assert code == 1
    assert report["written"] is None
    assert sorted(path.name for path in copy.glob("new*")) == []


def test_the_file_alone_can_be_checked_without_a_database(copy: Path) -> None:
    assert verify(copy, "--write-seal", str(copy / "whole.seal"), "--with-entries")[0] == 0
    (copy / "house.sqlite3").unlink()
    code, report, _ = verify(copy, "--seal", str(copy / "whole.seal"), "--offline")
    assert (code, report["seal"]["has_entries"]) == (0, True)
    whole = (copy / "whole.seal").read_bytes()
    (copy / "whole.seal").write_bytes(whole.replace(b"import:folder", b"import:foldex", 1))
    code, report, _ = verify(copy, "--seal", str(copy / "whole.seal"), "--offline")
    assert code == 1
    assert report["seal"]["faults"]


def test_a_seal_whose_signature_does_not_fit_is_a_finding(copy: Path) -> None:
    seal = copy / "journal.seal"
    seal.write_bytes(seal.read_bytes().replace(b'"sealed_at":"2', b'"sealed_at":"3', 1))
    code, report, _ = verify(copy, "--seal", str(seal))
    assert code == 1
    assert "the signature does not fit" in json.dumps(report["seal"])


def test_a_file_that_is_no_seal_says_so(copy: Path) -> None:
    for content in (b"", b"not a seal", b"\x00\xff" * 50, (copy / "journal.seal").read_bytes()[:60]):
        (copy / "no.seal").write_bytes(content)
        code, report, errors = verify(copy, "--seal", str(copy / "no.seal"))
        assert code == 3
        assert "cannot be used as a seal" in report["error"]["sentence"]
        assert "cannot be used as a seal" in " ".join(errors.split())
        assert "Traceback" not in errors


def test_what_makes_no_sense_is_wrong_usage(copy: Path) -> None:
    head = sha256(b"any").hexdigest()
    for words in (
        ("--seal", str(copy / "none.seal")),
        ("--seal", f"12:{head[:-1]}"),
        ("--offline",),
        ("--offline", "--seal", f"12:{head}"),
        ("--with-entries",),
        ("--write-seal", str(copy / "no folder" / "x.seal")),
    ):
        assert verify(copy, *words)[0] == 2
    assert verify(copy, "--seal", f"1:{head}")[0] == 1, "a head noted by hand that is another's"
