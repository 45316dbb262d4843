"""What the department does with feedback: acknowledges, answers, assigns, closes; says in public what came of it."""

from __future__ import annotations

from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.notices import reviewers
from watchkeeper.engines.notices.actions.noting import locked, must_be, note, said
from watchkeeper.engines.notices.models import Feedback, FeedbackMessage, Misconduct
from watchkeeper.engines.notices.states import UNSETTLED, FeedbackKind, FeedbackStatus
from watchkeeper.kit import clock, lengths
from watchkeeper.kit.errors import Invalid, Refused

PUBLISHED = (FeedbackKind.SUGGESTION, FeedbackKind.COMPLAINT)
PAIR = ("you_said", "we_did", "you_said_es", "we_did_es")


@action
def acknowledge(feedback: Feedback, *, by: Actor) -> Feedback:
    """Tell the asker that somebody has read it. Raises Refused when somebody has."""
    fresh = _for_work(feedback, by)
    must_be(fresh, FeedbackStatus.RECEIVED)
    fresh.status, fresh.acknowledged_at = FeedbackStatus.ACKNOWLEDGED, clock.now()
    fresh.save(update_fields=["status", "acknowledged_at"])
    note(by, "feedback.acknowledged", fresh, {"kind": fresh.kind})
    return fresh


@action
def answer(feedback: Feedback, *, by: Actor, words: str) -> Feedback:
    """Answer on the asker's page; that acknowledges it too. Raises Refused when it is closed, Invalid for no words."""
    fresh = _for_work(feedback, by)
    must_be(fresh, *UNSETTLED)
    text, now = said(words), clock.now()
    FeedbackMessage.objects.create(feedback=fresh, at=now, by=by.key, by_name=by.name, is_asker=False, words=text)
    fresh.status, fresh.answered_at = FeedbackStatus.ANSWERED, now
    fresh.acknowledged_at = fresh.acknowledged_at or now
    fresh.save(update_fields=["status", "answered_at", "acknowledged_at"])
    note(by, "feedback.answered", fresh, {"kind": fresh.kind})
    return fresh


@action
def assign(feedback: Feedback, *, by: Actor, owner: str) -> Feedback:
    """Name who answers for it: a role or a call name; of a complaint about conduct one of those who may review it.

    Raises Invalid for nobody, or for one who may not know of it; Refused when it is closed.
    """
    fresh = _for_work(feedback, by)
    must_be(fresh, *UNSETTLED)
    name = owner.strip()
    lengths.check(owner=(name, Feedback, "owner"))
    if not name:
        raise Invalid("Name who answers for it.", fields={"owner": ["missing"]})
    if fresh.is_misconduct and name not in reviewers.free_for(fresh).values():
        raise Invalid("Only who may review this complaint can answer for it.", fields={"owner": ["may not review it"]})
    fresh.owner = name
    fresh.save(update_fields=["owner"])
    note(by, "feedback.assigned", fresh, {"kind": fresh.kind, "owner": name})
    return fresh


@action
def close(feedback: Feedback, *, by: Actor, outcome: str, words: str = "") -> Feedback:
    """Close it with how it ended, and ``words`` to the asker.

    Raises Refused when the asker wants an answer and has none, or while the POST commission's clock runs on a complaint
    about conduct; Invalid for an outcome that is not one of its kind.
    """
    fresh = _for_work(feedback, by)
    must_be(fresh, *UNSETTLED)
    if outcome not in fresh.outcomes:
        raise Invalid("Choose how it ended.", fields={"outcome": list(fresh.outcomes)})
    if fresh.is_misconduct and Misconduct.objects.get(feedback=fresh).is_due:
        raise Refused("Decide first whether it is credible, and send it to the POST commission if it is.")
    now = clock.now()
    if words.strip():
        fresh.answered_at = now
        FeedbackMessage.objects.create(
            feedback=fresh, at=now, by=by.key, by_name=by.name, is_asker=False, words=said(words)
        )
    if fresh.wants_reply and fresh.status != FeedbackStatus.ANSWERED and not words.strip():
        raise Refused("They asked for an answer: write one, then close it.")
    fresh.status, fresh.closed_at, fresh.outcome = FeedbackStatus.CLOSED, now, outcome
    fresh.acknowledged_at = fresh.acknowledged_at or now
    fresh.save(update_fields=["status", "closed_at", "outcome", "acknowledged_at", "answered_at"])
    note(by, "feedback.closed", fresh, {"kind": fresh.kind, "outcome": outcome})
    return fresh


@action
def publish(feedback: Feedback, *, by: Actor, you_said: str, we_did: str, you_said_es: str, we_did_es: str) -> Feedback:
    """Put a closed suggestion or complaint on the public list "you said, we did", in our own words, in both languages.

    Raises Refused for what is not closed, for other kinds and always for a complaint about somebody's conduct;
    Invalid when a text is missing or too long.
    """
    fresh = _for_work(feedback, by)
    must_be(fresh, FeedbackStatus.CLOSED)
    if fresh.is_misconduct or fresh.kind not in PUBLISHED:
        raise Refused("This is not for the public list.")
    texts = dict(zip(PAIR, (one.strip() for one in (you_said, we_did, you_said_es, we_did_es)), strict=True))
    if missing := [name for name, text in texts.items() if not text]:
        raise Invalid(
            "Both halves are needed, in English and in Spanish.", fields={one: ["missing"] for one in missing}
        )
    lengths.check(**{name: (text, Feedback, name) for name, text in texts.items()})
    for name, text in texts.items():
        setattr(fresh, name, text)
    fresh.published_at = clock.now()
    fresh.save(update_fields=[*PAIR, "published_at"])
    note(by, "feedback.published", fresh, {"you_said": texts["you_said"], "we_did": texts["we_did"]})
    return fresh


@action
def withdraw(feedback: Feedback, *, by: Actor, reason: str) -> Feedback:
    """Take it off the public list. Raises Refused when it is not on it, Invalid without a reason."""
    fresh = _for_work(feedback, by)
    if fresh.published_at is None:
        raise Refused("This is not on the public list.")
    text = said(reason, "reason")
    fresh.published_at = None
    fresh.save(update_fields=["published_at"])
    note(by, "feedback.withdrawn", fresh, {"reason": text[:200]})
    return fresh


def _for_work(feedback: Feedback, by: Actor) -> Feedback:
    """The feedback locked, for who may work on it: hidden from whoever may not know of it, before anything else."""
    fresh = locked(feedback, by)
    by.require(Permission.COMPLAINT_REVIEW if fresh.is_misconduct else Permission.FEEDBACK_WRITE)
    return fresh
