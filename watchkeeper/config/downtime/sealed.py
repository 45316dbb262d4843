"""Signing the board file with Ed25519, and checking it: the last line is a seal over every byte before it.

The private key stays in one file of this installation (``var/downtime.key``, readable by its owner alone); whoever
must check files elsewhere is given the public key or its fingerprint once, on paper.
"""

from __future__ import annotations

import base64
import os
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

_SEAL = re.compile(rb"<!-- watchkeeper-seal ed25519 ([A-Za-z0-9_=-]+) ([A-Za-z0-9_=-]+) -->\n?\Z")
_WRITTEN = re.compile(rb'<meta name="written" content="([^"]+)">')


@dataclass(frozen=True)
class Checked:
    """What a look at a board file found: ``why`` says in words what is wrong, empty when nothing is."""

    is_whole: bool
    why: str
    written: str = ""  # ISO 8601, UTC, as the file itself says under its seal
    key: str = ""  # the fingerprint of the key it was signed with


def private_key() -> Ed25519PrivateKey:
    """This installation's signing key, made at first use."""
    path = Path(settings.VAR) / "downtime.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
        )
        _create(path, base64.urlsafe_b64encode(raw))
    return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(path.read_bytes()))


def _create(path: Path, content: bytes) -> None:
    """Write a file only its owner reads; a process that came first keeps its own."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def fingerprint(key: Ed25519PublicKey | None = None) -> str:
    """Sixteen hexadecimal digits in groups of four, to compare by eye; of this installation's key by default."""
    digits = sha256(_raw(key or private_key().public_key())).hexdigest()[:16]
    return " ".join(digits[start : start + 4] for start in range(0, 16, 4))


def seal(document: bytes) -> bytes:
    """``document`` with its seal as the last line."""
    key = private_key()
    words = (base64.urlsafe_b64encode(_raw(key.public_key())), base64.urlsafe_b64encode(key.sign(document)))
    return document + b"<!-- watchkeeper-seal ed25519 " + b" ".join(words) + b" -->\n"


def check(content: bytes, *, public: bytes | None = None) -> Checked:
    """Whether a board file is as this installation wrote it; ``public`` is another's raw key (32 bytes)."""
    found = _SEAL.search(content)
    if found is None:
        return Checked(False, "The file has no seal, or something was added after it.")
    document = content[: found.start()]
    mine = public or _raw(private_key().public_key())
    try:
        theirs = base64.urlsafe_b64decode(found[1])
        if theirs != mine:
            return Checked(False, "The file was signed by another key than ours.")
        key = Ed25519PublicKey.from_public_bytes(theirs)
        key.verify(base64.urlsafe_b64decode(found[2]), document)
    except (InvalidSignature, ValueError):
        return Checked(False, "The file was changed after it was signed.")
    written = _WRITTEN.search(document)
    return Checked(True, "", written[1].decode() if written else "", fingerprint(key))
