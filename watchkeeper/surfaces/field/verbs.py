"""What the journal may say of a phone's queue. What its items do is said by the verbs of the actions they call."""

from __future__ import annotations

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.verbs import Moment, Verb, Word

VERBS: dict[str, Verb] = {
    "phone.item_refused": Verb(
        # Why, in words, may name a call that few may know of: the phone shows them, the journal keeps the kind alone.
        sentence="kept a refused {kind} of {stamped} from a phone: {reason}",
        level=Level.L2,
        fields={"kind": Word, "reason": Word, "stamped": Moment, "received": Moment, "skew_s": float | None},
    ),
}
