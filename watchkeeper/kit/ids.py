"""Unguessable tokens and client-style ids; seeded when chance is seeded."""

from __future__ import annotations

import base64
import secrets
import uuid

from watchkeeper.kit import chance


def token(nbytes: int = 18) -> str:
    """A URL-safe unguessable token of ``nbytes`` random bytes (24 characters for 18)."""
    raw = chance.rng().randbytes(nbytes) if chance.is_seeded() else secrets.token_bytes(nbytes)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def uuid4() -> str:
    """A random UUID as text."""
    if chance.is_seeded():
        return str(uuid.UUID(bytes=chance.rng().randbytes(16), version=4))
    return str(uuid.uuid4())


def number(bits: int = 48) -> int:
    """A positive whole number of up to ``bits`` bits that nobody can guess; 48 of them a browser's script holds too."""
    return 1 + (chance.rng().getrandbits(bits) if chance.is_seeded() else secrets.randbits(bits))
