"""Complaints about somebody's conduct: moved outside the chain, who never sees them, credible or not, sent to POST."""

from __future__ import annotations

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Person
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.notices.actions.asking import set_apart
from watchkeeper.engines.notices.actions.noting import locked, must_be, note, said
from watchkeeper.engines.notices.models import Exclusion, Feedback, Misconduct
from watchkeeper.engines.notices.states import UNSETTLED, Allegation, FeedbackKind
from watchkeeper.kit import clock, lengths
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused


@action
def move_outside(feedback: Feedback, *, by: Actor, about_whom: str = "") -> Feedback:
    """What came in as an ordinary complaint is about somebody's conduct: it leaves the chain, for good.

    Whoever moves it sees it no more, unless they review complaints. The commission's clock runs from its receipt.
    Raises Refused for what is no open complaint, or was moved.
    """
    fresh = locked(feedback, by)
    by.require(Permission.FEEDBACK_WRITE)
    must_be(fresh, *UNSETTLED)
    if fresh.kind != FeedbackKind.COMPLAINT or fresh.is_misconduct:
        raise Refused("Only a complaint goes outside the chain, and only once.")
    lengths.check(about_whom=(about_whom.strip(), Feedback, "about_whom"))
    fresh.level, fresh.owner, fresh.published_at = int(Level.L3), "", None
    fresh.about_whom = about_whom.strip() or fresh.about_whom
    fresh.save(update_fields=["level", "owner", "published_at", "about_whom"])
    set_apart(fresh, by)
    note(by, "feedback.moved", fresh, {})
    return fresh


@action
def exclude(feedback: Feedback, *, by: Actor, person: Person, reason: str) -> Feedback:
    """Keep ``person`` from a complaint for good: it is about them, they supervise whom it is about, they have a stake.

    One may exclude oneself. Raises Invalid without a reason, Refused when they are excluded already.
    """
    fresh = _reviewed(feedback, by)
    if person.department_id != by.department_id:
        raise NotAllowed("", hidden=True)
    text = said(reason, "reason")
    lengths.check(reason=(text, Exclusion, "reason"))
    if Exclusion.objects.filter(feedback=fresh, person=person).exists():
        raise Refused(f"{person.call_name} is excluded already.")
    Exclusion.objects.create(feedback=fresh, person=person, reason=text, at=clock.now(), by=by.key)
    Feedback.objects.filter(pk=fresh.pk, owner=person.call_name).update(owner="")
    note(by, "complaint.excluded", fresh, {"person": person.call_name, "reason": text})
    return fresh


@action
def decide(feedback: Feedback, *, by: Actor, allegation: str, is_credible: bool, reason: str) -> Feedback:
    """Decide whether a complaint is credible; one that is goes to the POST commission within two working days.

    A complaint of excessive force is always presumed credible. Decided again, the newest counts, until it is sent.
    Raises Refused for force that is found not credible and for what was sent, Invalid without a reason.
    """
    fresh = _reviewed(feedback, by)
    if allegation not in tuple(Allegation):
        raise Invalid("Say what it comes to.", fields={"allegation": list(Allegation)})
    if allegation == Allegation.FORCE and not is_credible:
        raise Refused("A complaint of excessive force is always presumed credible.")
    text = said(reason, "reason")
    lengths.check(reason=(text, Misconduct, "reason"))
    held = Misconduct.objects.get(feedback=fresh)
    if held.reported_at is not None:
        raise Refused("It was sent to the POST commission.")
    held.allegation, held.is_credible, held.reason = allegation, is_credible, text
    held.decided_at, held.decided_by = clock.now(), by.key
    held.save(update_fields=["allegation", "is_credible", "reason", "decided_at", "decided_by"])
    what = "credible" if is_credible else "not credible"
    data = {"allegation": allegation, "what": what, "reason": text, "post_by": held.post_by.isoformat()}
    note(by, "complaint.decided", fresh, data)
    return fresh


@action
def report_to_post(feedback: Feedback, *, by: Actor, reference: str) -> Feedback:
    """Note that a credible complaint was sent to the POST commission, and under which ``reference``.

    Raises Refused when it is not decided to be credible, or was sent.
    """
    fresh = _reviewed(feedback, by)
    held = Misconduct.objects.get(feedback=fresh)
    if held.is_credible is not True or held.reported_at is not None:
        raise Refused("Only what is decided to be credible is sent, and once.")
    text = said(reference, "reference")
    lengths.check(reference=(text, Misconduct, "reference"))
    held.reported_at, held.reported_by, held.reference = clock.now(), by.key, text
    held.save(update_fields=["reported_at", "reported_by", "reference"])
    note(by, "complaint.reported", fresh, {"reference": text, "post_by": held.post_by.isoformat()})
    return fresh


def _reviewed(feedback: Feedback, by: Actor) -> Feedback:
    fresh = locked(feedback, by)
    by.require(Permission.COMPLAINT_REVIEW)
    if not fresh.is_misconduct:
        raise Refused("This is no complaint about somebody's conduct.")
    return fresh
