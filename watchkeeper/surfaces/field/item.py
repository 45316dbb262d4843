"""One thing done on a phone: kept there with its time, and sent when there is signal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any


@dataclass(frozen=True)
class Sent:
    """A photo or a voice note as it came."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Item:
    """One thing done on a phone: ``stamped`` by the phone's clock, ``at`` by ours (both aware, UTC).

    ``slack`` is how wrong ``at`` may be, for the clocks were compared over a line.
    """

    id: str
    kind: str
    stamped: datetime
    at: datetime
    given: dict[str, Any] = field(default_factory=dict)
    file: Sent | None = None
    slack: timedelta = timedelta()

    def after(self, last: datetime | None) -> datetime:
        """Its time; the ``last`` moment before it instead, where only the slack lies between."""
        return last if last is not None and timedelta() < last - self.at <= self.slack else self.at

    @property
    def client_id(self) -> str:
        """The id under which the first result is kept."""
        return client_id_of(self.id)

    def said(self) -> dict[str, Any]:
        """What the phone said, to tell a repeat from another thing under the same id; our own clock is not in it."""
        digest = sha256(self.file.content).hexdigest() if self.file else ""
        return {"kind": self.kind, "stamped": self.stamped, "given": self.given, "file": digest}


def client_id_of(item_id: str) -> str:
    """The client id of a phone's item, apart from what other doors use."""
    return f"phone-{item_id}"
