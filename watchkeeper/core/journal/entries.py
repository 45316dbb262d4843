"""The journal's own verbs."""

from __future__ import annotations

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.verbs import Verb

VERBS: dict[str, Verb] = {
    "follower.failed": Verb(
        sentence="could not follow {verb} of {subject} with {follower}: {error}",
        fields={"follower": str, "verb": str, "subject": str, "error": str, "attempts": int},
    ),
    "timer.failed": Verb(
        sentence="could not run the timer {kind}: {error}", fields={"kind": str, "error": str, "attempts": int}
    ),
    "reads.sealed": Verb(sentence="sealed {count} reads", fields={"count": int, "digest": str}, level=Level.L2),
}
