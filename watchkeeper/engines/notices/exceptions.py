"""What of feedback and tips a shift supervisor must know: what is late, and, for few, what waits outside the chain."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime

from django.db.models import Q

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.exceptions import Group, Item
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.notices import reviewers
from watchkeeper.engines.notices.models import Exclusion, Feedback, Tip
from watchkeeper.engines.notices.states import FeedbackStatus, TipStatus
from watchkeeper.kit import clock

MOST = 50  # of each group; the lists show all


def sight(by: Actor) -> Hashable:
    """What decides which complaints ``by`` may know of: for who reviews them, who it is; for others nothing."""
    return by.key if by.may(Permission.COMPLAINT_REVIEW) else None


def groups(by: Actor) -> list[Group]:
    """Feedback past its clocks, tips to be looked at again, complaints that wait. Four queries at most."""
    return [
        Group("feedback", 63, "Feedback late", "Past a working day without a word, or fifteen unclosed.", _late(by)),
        Group("complaints", 12, "Complaints outside the chain", "Decide and send to POST in time.", complaints(by)),
        Group("unreviewed", 11, "Nobody may look into it", "Name another reviewer.", unreviewed(by)),
        Group("tips", 75, "Tips to look at again", "Past the day they were to be reviewed.", _tips(by)),
    ]


def _late(by: Actor) -> tuple[Item, ...]:
    now = clock.now()
    late = Q(status=FeedbackStatus.RECEIVED, acknowledge_by__lt=now) | Q(close_by__lt=now)
    rows = Feedback.objects.visible_to(by).unsettled().filter(late, level__lte=Level.L1).order_by("close_by")
    return tuple(_item(one) for one in rows[:MOST])


def _item(one: Feedback) -> Item:
    is_unread = one.status == FeedbackStatus.RECEIVED
    return Item(
        key=f"{one.subject}:late",
        text=f"{one.kind.capitalize()}, {'nobody answered a word' if is_unread else 'not closed'}",
        since=one.received_at,
        due=one.acknowledge_by if is_unread else one.close_by,
        of="to acknowledge" if is_unread else "to close",
        owner=one.owner or "supervisor",
        subject=one.subject,
    )


def complaints(by: Actor) -> tuple[Item, ...]:
    """What is owed to the POST commission, and late, of the complaints ``by`` may know of. One query."""
    if not by.may(Permission.COMPLAINT_REVIEW):
        return ()
    rows = Feedback.objects.visible_to(by).unsettled().filter(level=Level.L3).select_related("misconduct")
    now, found = clock.now(), []
    for one in rows.order_by("received_at")[:MOST]:
        owed = one.misconduct
        if owed.is_due:
            words = "Decide whether it is credible" if owed.is_credible is None else "Send it to the POST commission"
            found.append(_apart(one, "post", words, owed.post_by, now))
        if one.status == FeedbackStatus.RECEIVED and one.acknowledge_by < now:
            found.append(_apart(one, "word", "Nobody answered a word", one.acknowledge_by, now))
        if one.close_by < now:
            found.append(_apart(one, "end", "Not closed", one.close_by, now))
    return tuple(found)


def _apart(one: Feedback, key: str, words: str, due: datetime, now: datetime) -> Item:
    return Item(
        key=f"{one.subject}:{key}",
        text=words,
        since=one.received_at,
        due=due,
        of="working days",
        owner=one.owner or "director",
        subject=one.subject,
        is_late=due < now,
        is_apart=True,
    )


def unreviewed(by: Actor) -> tuple[Item, ...]:
    """That something waits which none of its reviewers may see: told to who hands out roles, and no more of it."""
    if not by.may(Permission.ACCOUNT_MANAGE):
        return ()
    free = set(reviewers.reviewers(by.department_id))
    waiting = Feedback.objects.filter(department_id=by.department_id, level=Level.L3).unsettled()
    barred: dict[int, set[int]] = {pk: set() for pk in waiting.values_list("pk", flat=True)}
    for pk, person in Exclusion.objects.filter(feedback__in=list(barred)).values_list("feedback_id", "person_id"):
        barred[pk].add(person)
    if not any(free <= several for several in barred.values()):
        return ()
    words = "A complaint waits that none of its reviewers may see: give somebody else the role"
    return (Item(key="complaints:unreviewed", text=words, owner="administrator", is_apart=True),)


def _tips(by: Actor) -> tuple[Item, ...]:
    due = Tip.objects.visible_to(by).filter(status=TipStatus.PUBLISHED, review_at__lt=clock.now())
    rows = due.select_related("published").order_by("review_at")[:MOST]
    return tuple(
        Item(
            key=f"{tip.subject}:review",
            text=f"Tip “{tip.published.title if tip.published else tip.key}”",
            since=tip.published.published_at if tip.published else None,
            due=tip.review_at,
            of="its review",
            owner="coordinator",
            subject=tip.subject,
        )
        for tip in rows
    )
