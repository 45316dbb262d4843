"""What every action on feedback needs: the row fresh and locked, and an entry that tells no more than it may."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import journal
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.notices.models import Feedback
from watchkeeper.kit import lengths
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused


def locked(feedback: Feedback, by: Actor) -> Feedback:
    """``feedback`` fresh and locked; raises a hidden NotAllowed for whoever may not know of it."""
    if not Feedback.objects.visible_to(by).filter(pk=feedback.pk).exists():
        raise NotAllowed("", hidden=True)
    return Feedback.objects.select_for_update().get(pk=feedback.pk, department_id=by.department_id)


def must_be(feedback: Feedback, *statuses: str) -> None:
    """Raises Refused, in words, unless the feedback stands at one of ``statuses``."""
    if feedback.status not in statuses:
        raise Refused(f"This {feedback.kind} is {feedback.status}.")


def said(words: str, what: str = "words") -> str:
    """``words`` as they are kept. Raises Invalid for none, or for more than a page holds."""
    text = words.replace("\x00", "").strip()
    if not text:
        raise Invalid("Write something first.", fields={what: ["missing"]})
    lengths.check(**{what: (text, Feedback, "words")})
    return text


def note(by: Actor, verb: str, feedback: Feedback, data: Mapping[str, Any]) -> None:
    """Write the entry; of a complaint about somebody's conduct only those who review it are ever told."""
    is_apart = feedback.is_misconduct
    journal.write(
        by, verb, feedback.subject, level=Level(feedback.level), named=is_apart, data=data
    )  # fmt: skip
