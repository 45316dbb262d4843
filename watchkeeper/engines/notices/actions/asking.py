"""What the public does: gives feedback, writes on, says how it found the answer. A link is what unlocks a thread."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from watchkeeper.core.departments import workdays
from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.journal.action import action
from watchkeeper.core.journal.client_ids import once
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services.kinds import Went
from watchkeeper.engines.notices import reviewers
from watchkeeper.engines.notices.actions.noting import note, said
from watchkeeper.engines.notices.models import Exclusion, Feedback, FeedbackMessage, Misconduct
from watchkeeper.engines.notices.states import (
    ACKNOWLEDGE,
    CLOSE,
    POST,
    REOPEN,
    FeedbackKind,
    FeedbackStatus,
    Sector,
)
from watchkeeper.kit import clock, ids, lengths
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

_ASKER = "asker"


@action
def receive(
    *,
    by: Actor,
    kind: str,
    words: str,
    is_misconduct: bool = False,
    about_whom: str = "",
    service: str = "",
    place: str = "",
    unit: str = "",
    sector: str = "",
    door: str = "portal",
    language: str = "en",
    is_anonymous: bool = False,
    wants_reply: bool = True,
    name: str = "",
    contact: str = "",
    client_id: str = "",
) -> Feedback:
    """Take feedback; it is due by the working days the department promises. Returns it with the asker's link.

    Whoever wishes to be anonymous leaves neither name nor contact behind. With ``is_misconduct`` it goes outside the
    chain, and whoever it may be about is excluded from it. ``client_id`` makes a repeat give the first one. Raises
    Invalid for an unknown kind or sector, no words, or what is too long.
    """
    by.require(Permission.FEEDBACK_GIVE)
    if kind not in tuple(FeedbackKind):
        raise Invalid("It is a question, a suggestion, a complaint or praise.", fields={"kind": list(FeedbackKind)})
    if sector and sector not in tuple(Sector):
        raise Invalid("There is no such part of the community.", fields={"sector": list(Sector)})
    if is_misconduct and kind != FeedbackKind.COMPLAINT:
        raise Invalid("Only a complaint goes outside the chain.", fields={"is_misconduct": ["not a complaint"]})
    who = {"name": "", "contact": ""} if is_anonymous else {"name": name.strip(), "contact": contact.strip()}
    kept: dict[str, Any] = {
        "kind": kind, "words": said(words), "about_whom": about_whom.strip(), "service": service,
        "place": place.strip(), "unit": unit.strip(), "sector": sector, "door": door, "language": language,
        "is_anonymous": is_anonymous, "wants_reply": wants_reply, **who,
    }  # fmt: skip
    lengths.check(**{column: (text, Feedback, column) for column, text in kept.items()})
    if not client_id:
        return _made(by, is_misconduct, kept)
    given = kept | {"is_misconduct": is_misconduct}
    return Feedback.objects.get(pk=once(by, client_id, given, lambda: {"pk": _made(by, is_misconduct, kept).pk})["pk"])


def _made(by: Actor, is_misconduct: bool, kept: dict[str, Any]) -> Feedback:
    now = clock.now()
    made = Feedback.objects.create(
        department_id=by.department_id, token=ids.token(), received_at=now, **_clocks(by.department_id, now),
        level=int(Level.L3 if is_misconduct else Level.L1), **kept,
    )  # fmt: skip
    if is_misconduct:
        set_apart(made, by)
    data = {
        "kind": made.kind, "door": made.door, "acknowledge_by": made.acknowledge_by.isoformat(),
        "close_by": made.close_by.isoformat(),
    }  # fmt: skip
    note(by, "feedback.received", made, data)
    return made


def set_apart(feedback: Feedback, by: Actor) -> None:
    """Start the commission's clock, and keep out whoever the complaint may be about, within the action under way."""
    now, zone = clock.now(), zone_of(feedback.department_id)
    due = workdays.after(feedback.received_at, POST, zone)
    Misconduct.objects.create(feedback=feedback, post_by=due)
    people = reviewers.meant(feedback.department_id, feedback.about_whom, feedback.words)
    Exclusion.objects.bulk_create(
        [Exclusion(feedback=feedback, person=one, reason="it may be about them", at=now, by=by.key) for one in people]
    )


@action
def write_on(*, by: Actor, token: str, words: str) -> Feedback:
    """The asker of the link ``token`` writes on. What was closed within 14 days is taken up again, with new clocks.

    Raises a hidden NotAllowed for no link of ours, Invalid for no words, Refused when it was closed longer ago.
    """
    fresh = _theirs(by, token)
    text, now = said(words), clock.now()
    if fresh.closed_at is not None and now > fresh.closed_at + REOPEN:
        raise Refused("This was closed some time ago. Write to us anew, and you get a new link.")
    FeedbackMessage.objects.create(
        feedback=fresh, at=now, by=by.key, by_name="" if fresh.is_anonymous else fresh.name, is_asker=True, words=text
    )
    if fresh.status == FeedbackStatus.CLOSED:
        _reopen(fresh, by, now)
        return fresh
    if fresh.status == FeedbackStatus.ANSWERED:
        fresh.status = FeedbackStatus.ACKNOWLEDGED
        fresh.save(update_fields=["status"])
    note(by, "feedback.continued", fresh, {"kind": fresh.kind})
    return fresh


@action
def say_how_it_went(*, by: Actor, token: str, went: str) -> Feedback:
    """The asker of the link ``token`` says in one word how they found the answer; the last word counts.

    Raises Refused before there is an answer, Invalid for no such word.
    """
    fresh = _theirs(by, token)
    if went not in tuple(Went):
        raise Invalid("Well, all right, or not well.", fields={"went": list(Went)})
    if fresh.answered_at is None and fresh.closed_at is None:
        raise Refused("There is no answer yet.")
    fresh.went = went
    fresh.save(update_fields=["went"])
    note(by, "feedback.went", fresh, {"kind": fresh.kind, "went": went})
    return fresh


def _theirs(by: Actor, token: str) -> Feedback:
    """The feedback of a link, locked: who holds the link may write, and nobody else by this way."""
    by.require(Permission.FEEDBACK_GIVE)
    found = Feedback.objects.select_for_update().filter(token=token, department_id=by.department_id).first()
    if not token or found is None:
        raise NotAllowed("", hidden=True)
    return found


def _reopen(fresh: Feedback, by: Actor, now: datetime) -> None:
    fresh.status, fresh.outcome, fresh.went = FeedbackStatus.RECEIVED, "", ""
    fresh.acknowledged_at = fresh.answered_at = fresh.closed_at = None
    fresh.times_reopened += 1
    due = _clocks(fresh.department_id, now)
    fresh.acknowledge_by, fresh.close_by = due["acknowledge_by"], due["close_by"]
    fresh.save()
    note(by, "feedback.reopened", fresh, {"kind": fresh.kind, "close_by": fresh.close_by.isoformat()})


def _clocks(department_id: int, at: datetime) -> dict[str, datetime]:
    zone = zone_of(department_id)
    return {"acknowledge_by": workdays.after(at, ACKNOWLEDGE, zone), "close_by": workdays.after(at, CLOSE, zone)}
