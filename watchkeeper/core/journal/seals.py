"""An exported seal: the journal's count and head, signed, alone or with every entry, in one file of JSON lines.

Kept away from the database it catches head and tail changed together. Whoever has nothing but the file can check the
signature and, when the entries are in it, every digest and the whole chain (:mod:`sealing` says how; it takes SHA-256
and Ed25519 and nothing else). Line 1 says what it is; then come the entries, one array each; the last line is the
Ed25519 signature over all bytes before it, with the public key.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from watchkeeper.core.journal import reading
from watchkeeper.core.journal.sealing import GENESIS, chain_of, digest_of, stamp
from watchkeeper.kit import clock

WHAT = "watchkeeper journal seal 1"
_MOST_SAID = 20


@dataclass(frozen=True)
class Seal:
    """What an exported seal says, and what is wrong with the file (nothing, if ``faults`` is empty).

    ``key`` is the signer's fingerprint: compare it with the one the department published.
    """

    count: int
    head: str
    sealed_at: str
    key: str
    has_entries: bool
    faults: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the file is whole and the signature good."""
        return not self.faults


def export(path: Path, key: Ed25519PrivateKey, *, with_entries: bool = False) -> Seal:
    """Write the seal of the journal as it is now to ``path`` and return it. Entries written meanwhile are not in it."""
    with reading.one_look(), path.open("wb") as file:
        head = reading.value("SELECT count, chain FROM journal_head WHERE id = 1")
        said = {
            "what": WHAT,
            "count": head[0],
            "head": bytes(head[1]).hex(),
            "sealed_at": stamp(clock.now()),
            "columns": reading.COLUMNS if with_entries else [],
        }
        out = _Hashed(file)
        out.line(said)
        if with_entries:
            for row in reading.entries(reading.SEALED):
                out.line([bytes(c).hex() if isinstance(c, bytes | memoryview) else c for c in row])
        public = key.public_key()
        signature = base64.b64encode(key.sign(out.sum())).decode()
        file.write(orjson.dumps({"signature": signature, "public_key": _raw(public).hex()}) + b"\n")
    return Seal(head[0], said["head"], said["sealed_at"], _fingerprint(public), with_entries, ())


def check(path: Path, progress: Callable[[int], None] | None = None) -> Seal:
    """Check the file at ``path`` with nothing but itself. Never raises for what it holds: a fault is told."""
    faults: list[str] = []
    try:
        with path.open("rb") as file:
            return _checked(file, faults, progress or (lambda done: None))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        return Seal(0, "", "", "", False, (*faults, f"this is no seal, or it is damaged: {error}"))


class _Hashed:
    """Writes lines and keeps the hash of all bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._sum = file, sha256()

    def line(self, data: Any) -> None:
        raw = orjson.dumps(data) + b"\n"
        self._file.write(raw)
        self._sum.update(raw)

    def sum(self) -> bytes:
        return self._sum.digest()


def _checked(file: IO[bytes], faults: list[str], progress: Callable[[int], None]) -> Seal:
    first = file.readline()
    said, sum_ = orjson.loads(first), sha256(first)
    if said["what"] != WHAT:
        raise ValueError("another kind of file")
    if type(said["count"]) is not int or len(bytes.fromhex(said["head"])) != len(GENESIS):
        raise ValueError("its count or head is none")
    chain, count, last = GENESIS, 0, b""
    for raw in file:
        if raw.startswith(b"["):
            sum_.update(raw)
            count += 1
            chain = _entry(orjson.loads(raw), count, chain, faults)
            progress(count)
        else:
            last = raw
            break
    if file.read(1):
        faults.append("there is something after the signature")
    has_entries = bool(said["columns"])
    if has_entries and (count != said["count"] or chain.hex() != said["head"]):
        faults.append(f"the entries ({count}) do not lead to the head ({said['count']} entries)")
    signed = orjson.loads(last)
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signed["public_key"]))
    try:
        public.verify(base64.b64decode(signed["signature"]), sum_.digest())
    except InvalidSignature:
        faults.append("the signature does not fit: the file was changed after it was sealed")
    shown = tuple(faults[:_MOST_SAID])
    return Seal(said["count"], said["head"], said["sealed_at"], _fingerprint(public), has_entries, shown)


def _entry(row: list[Any], position: int, chain: bytes, faults: list[str]) -> bytes:
    """Check one entry; returns the chain after it."""
    key, digest, at, stored = row[0], bytes.fromhex(row[13]), row[14], bytes.fromhex(row[15])
    if digest_of(*row[1:13]) != digest:
        faults.append(f"position {position}: altered")
    if at != position or chain_of(chain, position, key, digest) != stored:
        faults.append(f"position {position}: does not belong here")
    return stored


def _raw(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _fingerprint(public: Ed25519PublicKey) -> str:
    return sha256(_raw(public)).hexdigest()[:16]
