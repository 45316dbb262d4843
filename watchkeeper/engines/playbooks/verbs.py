"""What the journal may say of runs and findings."""

from __future__ import annotations

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.verbs import Moment, Verb, Word


def _verb(sentence: str, personal: tuple[str, ...] = (), **fields: object) -> Verb:
    return Verb(sentence=sentence, fields={"skew_s": float | None, **fields}, level=Level.L1, personal=personal)


VERBS: dict[str, Verb] = {
    "finding.accepted": _verb("accepted, for {owner} by {due}: {words}", words=str, owner=str, due=Moment),
    "finding.declined": _verb("declined, {owner} answers for it: {words}; {reason}", words=str, owner=str, reason=str),
    "finding.fixed": _verb("fixed: {words}; {how}", words=str, how=str),
    "finding.opened": _verb(
        "found at {place}: {words} ({risk} risk)",
        words=str,
        place=str,
        risk=Word,
        owner=str,
        due=Moment,
        run=str | None,
        call=str | None,
        is_sim=bool,
        kind=str | None,
        label=str | None,
        tell_by=Moment | None,
    ),
    "finding.overdue": _verb("{owner} has not settled in time: {words}", words=str, owner=str, due=Moment),
    "finding.repeated": _verb(
        "{count} at {place} in {days} days opened a visit: {words}",
        place=str,
        words=str,
        count=int,
        days=int,
        call=str,
        findings=list[str],
    ),
    "finding.returned": _verb("does not hold: {words}; {reason}", words=str, reason=str),
    "finding.told": _verb("told {to}: {words}", personal=("to",), words=str, to=str | None),
    "finding.untold": _verb("nobody told the owner of {place} in time: {words}", place=str, words=str, due=Moment),
    "finding.verified": _verb("verified that it holds: {words}", words=str),
    "playbook.versioned": _verb("made version {number} of {name}", name=str, number=int),
    "run.abandoned": _verb("abandoned {name}, {place}: {reason}", name=str, place=str, reason=str),
    "run.also": _verb("also {what} {name}, {place}, by a phone without signal", name=str, place=str, what=Word),
    "run.completed": _verb(
        "completed {name}, {place}: {done} of {steps} steps, {found} found",
        name=str,
        place=str,
        done=int,
        steps=int,
        found=int,
        reason=str | None,
    ),
    "run.overdue": _verb("{name}, {place}, was not done in its window", name=str, place=str, due=Moment),
    "run.paused": _verb("paused {name}, {place}: {reason}", name=str, place=str, reason=str),
    "run.reopened": _verb("is to be reviewed anew: {name}, {place}; evidence came late", name=str, place=str),
    "run.resumed": _verb("went on with {name}, {place}", name=str, place=str),
    "run.reviewed": _verb("reviewed {name}, {place}", name=str, place=str, note=str | None),
    "run.scheduled": _verb("planned {name}, {place}, by {due}", name=str, place=str, due=Moment, is_sim=bool),
    "run.stood_down": _verb(
        "{name}, {place}: its call has ended; complete it by {due}", name=str, place=str, due=Moment
    ),
    "run.started": _verb("began {name}, {place}", name=str, place=str, is_sim=bool),
    "step.overdue": _verb(
        "not done in time in {name}, {place}: {words}", name=str, place=str, step=str, words=str, due=Moment
    ),
    "step.done": _verb(
        "{what} in {name}, {place}: {words}: {value}",
        personal=("note",),
        name=str,
        place=str,
        step=str,
        words=str,
        value=str,
        what=Word,
        note=str | None,
    ),
}
