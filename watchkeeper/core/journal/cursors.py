"""Opaque cursors: where a reader is in the journal, told so that nobody can count entries from it."""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

_MARK = b"position"  # eight bytes that must come out again, so that a forged cursor is known


@lru_cache(maxsize=4)
def _cipher(secret: str) -> Cipher[modes.ECB]:
    # One block, one key for this use only: the same position always gives the same cursor, across processes.
    key = sha256(b"watchkeeper cursor:" + secret.encode()).digest()
    return Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305


def seal(position: int) -> str:
    """The cursor of ``position``: 22 characters, safe in a URL and in an event's id."""
    encryptor = _cipher(settings.SECRET_KEY).encryptor()
    block = encryptor.update(position.to_bytes(8, "big") + _MARK) + encryptor.finalize()
    return base64.urlsafe_b64encode(block).rstrip(b"=").decode("ascii")


def open_(cursor: str) -> int | None:
    """The position behind ``cursor``; None for one this house did not make."""
    try:
        block = base64.urlsafe_b64decode(cursor.encode("ascii") + b"==")
    except (ValueError, binascii.Error):
        return None
    if len(block) != 16:
        return None
    decryptor = _cipher(settings.SECRET_KEY).decryptor()
    plain = decryptor.update(block) + decryptor.finalize()
    return int.from_bytes(plain[:8], "big") if plain[8:] == _MARK else None


def now() -> str:
    """The cursor of the journal's present end: a page puts it beside the board it was rendered with."""
    from watchkeeper.core.journal.sealer import last_position

    return seal(last_position())
