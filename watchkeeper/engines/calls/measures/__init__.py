"""Response times as they are: percentiles with their n, from when things happened, corrected times applied.

What counts: calls opened in the period that the reader may see. Left out, and counted as left out: test calls, booked
ones, those an officer found, those that needed no unit, and duplicates merged into another. A call nobody arrived at is
in no interval to arrival; it is counted by name. A commitment of unknown end is in no interval to available.

A stamp put right is stored in its place (the old one stays beside it), so these figures always use the corrected one.
Cost follows the period asked for, never the whole history: one index range of calls and their assignments.
"""

from watchkeeper.engines.calls.measures.behind import COMMITTED, MEASURES, PROMISE, Behind, Listed, behind
from watchkeeper.engines.calls.measures.compare import Comparison, Reason, Side, compare
from watchkeeper.engines.calls.measures.legs import legs
from watchkeeper.engines.calls.measures.overview import (
    ANSWER_TARGET_S,
    PROCESS_TARGET_S,
    PROMISE_SHARE,
    Hour,
    Line,
    Overview,
    Trend,
    overview,
)
from watchkeeper.engines.calls.measures.promises import Kept, Promised
from watchkeeper.engines.calls.measures.scope import LONGEST, MOST_CALLS, Scope, latest
from watchkeeper.engines.calls.measures.workload import Held

__all__ = [
    "ANSWER_TARGET_S",
    "COMMITTED",
    "LONGEST",
    "MEASURES",
    "MOST_CALLS",
    "PROCESS_TARGET_S",
    "PROMISE",
    "PROMISE_SHARE",
    "Behind",
    "Comparison",
    "Held",
    "Hour",
    "Kept",
    "Line",
    "Listed",
    "Overview",
    "Promised",
    "Reason",
    "Scope",
    "Side",
    "Trend",
    "behind",
    "compare",
    "latest",
    "legs",
    "overview",
]
