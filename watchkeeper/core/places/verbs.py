"""What the places app writes into the journal."""

from __future__ import annotations

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.verbs import Moment, Verb

VERBS: dict[str, Verb] = {
    "department.loaded": Verb(
        sentence="loaded the department: {sites} sites, {lines} lines, {features} places and ways",
        fields={
            "key": str,
            "digest": str,
            "sites": int,
            "lines": int,
            "features": int,
            "changed": bool,
            "dropped": str | None,
        },
    ),
    "places.imported": Verb(
        sentence="imported {features} features: {counts}",
        fields={"features": int, "counts": str, "source": str | None},
    ),
    "place.changed": Verb(
        sentence="changed {changed} of {place}",
        fields={"place": str, "changed": list[str], "before": dict, "after": dict},
    ),
    "way.closed": Verb(
        sentence="closed {what}: {reason}",
        fields={"closure": int, "what": str, "reason": str, "until": Moment | None},
    ),
    "way.opened": Verb(sentence="opened {what} again", fields={"closure": int, "what": str, "reason": str | None}),
    "caution.added": Verb(
        sentence="put a caution on {place}: {text}",
        fields={"caution": int, "place": str, "text": str, "kind": str, "source": str, "expires": Moment},
        level=Level.L2,
        personal=("text", "source"),
    ),
    "caution.ended": Verb(
        sentence="ended the caution on {place}: {reason}",
        fields={"caution": int, "place": str, "reason": str},
        level=Level.L2,
        personal=("reason",),
    ),
    "cautions.purged": Verb(
        sentence="purged the words of {cautions} cautions, {days} days after their end",
        fields={"cautions": int, "days": int, "values": int, "subjects": list[str]},
        level=Level.L2,
        destroys=True,
    ),
    "line.added": Verb(
        sentence="added the line {purpose}: {number}",
        fields={"key": str, "purpose": str, "number": str | None},
    ),
    "line.updated": Verb(
        sentence="changed the line {purpose}: {changed}",
        fields={"key": str, "purpose": str, "changed": list[str], "before": dict, "after": dict},
    ),
    "line.tested": Verb(
        sentence="rang the line {purpose}: {result}",
        fields={"key": str, "purpose": str, "answered": bool, "result": str, "seconds": float | None},
    ),
}
