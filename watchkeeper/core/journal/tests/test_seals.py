"""An exported seal is checked by someone with nothing but the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from watchkeeper.core.journal import sealer, seals, triggers
from watchkeeper.core.journal.tests.saying import say
from watchkeeper.core.journal.verify import verify

pytestmark = pytest.mark.django_db

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    for number in range(20):
        say(f"thing {number}, Zoë")
    sealer.seal()
    return tmp_path / "journal.seal"


@pytest.mark.parametrize("with_entries", [True, False])
def test_a_seal_that_nobody_changed_is_good(file: Path, with_entries: bool) -> None:
    made = seals.export(file, KEY, with_entries=with_entries)
    read = seals.check(file)
    assert read.ok
    assert read == made
    assert (read.count, read.head) == (20, verify().head)


def test_any_changed_byte_is_found(file: Path) -> None:
    seals.export(file, KEY, with_entries=True)
    whole = file.read_bytes()
    for place in [*range(0, len(whole), 97), len(whole) - 2]:
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert not seals.check(file).ok
    for damaged in (b"", whole[:-10], whole + b"x", whole.replace(b"thing 7", b"thing 8"), b"\x00" * 100):
        file.write_bytes(damaged)
        assert not seals.check(file).ok


def test_a_journal_signed_after_it_was_changed_still_does_not_add_up(file: Path) -> None:
    triggers.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_entry SET data = replace(data, 'thing 7', 'thing 8')")
    triggers.create(connection)
    seals.export(file, KEY, with_entries=True)
    assert seals.check(file).faults == ("position 8: altered",)


def test_the_signer_is_known_by_a_fingerprint(file: Path) -> None:
    other = Ed25519PrivateKey.generate()
    assert seals.export(file, KEY).key != seals.export(file, other).key
