"""What the journal may say of feedback and tips. It never repeats what somebody wrote: that lies in the thread."""

from __future__ import annotations

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.verbs import Moment, Verb, Word


def _verb(sentence: str, level: Level = Level.L1, **fields: object) -> Verb:
    return Verb(sentence=sentence, fields=fields, level=level)


VERBS: dict[str, Verb] = {
    "complaint.decided": _verb(
        "decided that the complaint ({allegation}) is {what}: {reason}",
        Level.L3,
        allegation=Word,
        what=Word,
        reason=str,
        post_by=Moment,
    ),
    "complaint.excluded": _verb("excluded {person} from it: {reason}", Level.L3, person=str, reason=str),
    "complaint.reported": _verb(
        "sent it to the POST commission ({reference})", Level.L3, reference=str, post_by=Moment
    ),
    "feedback.acknowledged": _verb("acknowledged the {kind}", kind=Word),
    "feedback.answered": _verb("answered the {kind}", kind=Word),
    "feedback.assigned": _verb("{owner} answers for the {kind}", kind=Word, owner=str),
    "feedback.closed": _verb("closed the {kind}: {outcome}", kind=Word, outcome=Word),
    "feedback.continued": _verb("wrote on about the {kind}", kind=Word),
    "feedback.went": _verb("said how the {kind} went: {went}", kind=Word, went=Word),
    "feedback.moved": _verb("moved the complaint outside the chain", Level.L3),
    "feedback.published": _verb("published “you said: {you_said}” and “we did: {we_did}”", you_said=str, we_did=str),
    "feedback.purged": _verb("forgot who wrote the {kind}", kind=Word),
    "feedback.received": _verb(
        "received a {kind} by {door}", kind=Word, door=Word, acknowledge_by=Moment, close_by=Moment
    ),
    "feedback.reopened": _verb("took the {kind} up again", kind=Word, close_by=Moment),
    "feedback.withdrawn": _verb("took it off the public list: {reason}", reason=str),
    "tip.drafted": _verb("wrote version {number} of the tip “{title}”", number=int, title=str),
    "tip.published": _verb("published version {number} of the tip “{title}”", number=int, title=str),
    "tip.retired": _verb("retired the tip “{title}”: {reason}", title=str, reason=str),
    "tip.reviewed": _verb("looked at the tip “{title}” again; it holds until {until}", title=str, until=Moment),
}
