"""What `verify` finds, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What was done to the journal."""

    ALTERED = "altered"
    MISSING = "missing"
    ADDED = "added"
    REORDERED = "reordered"
    UNREADABLE = "unreadable"
    HEAD = "head"  # the head row and the entries do not agree
    DERIVED = "derived"  # a snapshot, a read event or a personal value does not agree with the journal


@dataclass(frozen=True)
class Finding:
    """One thing wrong: where (position and key, where known) and what, as a sentence."""

    kind: Kind
    position: int | None
    key: int | None
    says: str


@dataclass
class Report:
    """The outcome of a verification. ``head`` is the chain's end, hexadecimal; ``seconds`` is how long it took."""

    entries: int = 0
    unsealed: int = 0
    head: str = ""
    seconds: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    cut_short: bool = False  # more was found than is listed

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def as_json(self) -> dict[str, object]:
        """The report as the command line prints it with ``--json``."""
        return {
            "ok": self.ok,
            "entries": self.entries,
            "unsealed": self.unsealed,
            "head": self.head,
            "seconds": round(self.seconds, 2),
            "findings": [
                {"kind": one.kind.value, "position": one.position, "key": one.key, "says": one.says}
                for one in self.findings
            ],
            "cut_short": self.cut_short,
        }
