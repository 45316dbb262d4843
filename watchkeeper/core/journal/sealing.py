"""How an entry's digest and the chain are computed; an auditor can redo it with nothing but the file.

Text of an entry: every hashed column in order, each written as its length in characters, a colon and itself. Its
SHA-256 is the digest. Chain: SHA-256 of the chain before (32 zero bytes at the start), position and key as text
parted by a colon, and the digest.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

GENESIS = bytes(32)

# Every column but the key, position and chain (which the chain itself binds) and the digest.
HASHED = (
    "department_id",
    "recorded_at",
    "at",
    "actor",
    "verb",
    "subject",
    "place",
    "level",
    "named",
    "client_id",
    "nonce",
    "data",
)


def digest_of(
    department_id: int,
    recorded_at: str,
    at: str,
    actor: str,
    verb: str,
    subject: str,
    place: str,
    level: int,
    named: int,
    client_id: str,
    nonce: str,
    data: str,
) -> bytes:
    """SHA-256 over the stored value of every hashed column, in the order of :data:`HASHED`."""
    d, v, n = str(department_id), str(level), str(int(named))
    return sha256(
        (
            f"{len(d)}:{d}{len(recorded_at)}:{recorded_at}{len(at)}:{at}{len(actor)}:{actor}{len(verb)}:{verb}"
            f"{len(subject)}:{subject}{len(place)}:{place}{len(v)}:{v}{len(n)}:{n}"
            f"{len(client_id)}:{client_id}{len(nonce)}:{nonce}{len(data)}:{data}"
        ).encode()
    ).digest()


def chain_of(before: bytes, position: int, key: int, digest: bytes) -> bytes:
    """The chain hash of the entry ``key`` at ``position`` after the chain ``before``."""
    return sha256(before + f"{position}:{key}:".encode() + digest).digest()


def stamp(at: datetime) -> str:
    """A moment as the journal keeps it: UTC, microseconds, ``2026-11-22T03:25:42.123456Z``; sorts as text."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def moment(text: str) -> datetime:
    """The aware UTC datetime behind a :func:`stamp`."""
    return datetime.fromisoformat(text)
