"""What can be done with feedback: each button calls one action, and is there only where it fits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Person
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.notices import actions
from watchkeeper.engines.notices.models import Feedback
from watchkeeper.engines.notices.states import UNSETTLED, FeedbackKind, FeedbackStatus
from watchkeeper.kit.errors import NotAllowed
from watchkeeper.surfaces.console.desk.cells import Look
from watchkeeper.surfaces.console.desk.register import Button
from watchkeeper.surfaces.console.desk.registers import feedback_forms as forms

Fits = Callable[[Any, Look], bool]


def take(row: Any, by: Actor, given: dict[str, Any]) -> Feedback:
    """Keep what came by telephone, by mail or at the desk."""
    return actions.receive(by=by, **given)


def _apart(*, needs_decision: bool | None = None) -> Fits:
    """Of a complaint outside the chain: any, or one whose decision or report is (or is not) the next thing."""

    def fits(one: Any, look: Look) -> bool:
        if not one.is_misconduct or one.held is None:
            return False
        if needs_decision is None:
            return True
        if needs_decision:
            return one.held.reported_at is None and one.status in UNSETTLED
        return one.held.is_credible is True and one.held.reported_at is None

    return fits


def _is(*statuses: FeedbackStatus, apart: bool) -> Fits:
    return lambda one, look: one.status in statuses and one.is_misconduct is apart


def _publishable(one: Any, look: Look) -> bool:
    is_kind = one.kind in (FeedbackKind.SUGGESTION, FeedbackKind.COMPLAINT) and not one.is_misconduct
    return is_kind and one.status == FeedbackStatus.CLOSED


def _movable(one: Any, look: Look) -> bool:
    return one.kind == FeedbackKind.COMPLAINT and not one.is_misconduct and one.status in UNSETTLED


def _exclude(one: Feedback, by: Actor, given: dict[str, Any]) -> Feedback:
    person = Person.objects.filter(department_id=by.department_id, pk=given["person"]).first()
    if person is None:
        raise NotAllowed("", hidden=True)
    return actions.exclude(one, by=by, person=person, reason=given["reason"])


def _work(apart: bool) -> tuple[Button, ...]:
    """The same work on either side of the chain, each side with the permission it needs."""
    needs = Permission.COMPLAINT_REVIEW if apart else Permission.FEEDBACK_WRITE
    end = "-apart" if apart else ""
    return (
        Button(
            f"acknowledge{end}", "Acknowledge it", lambda one, by, given: actions.acknowledge(one, by=by),
            needs=needs, fits=_is(FeedbackStatus.RECEIVED, apart=apart), letter="a", said="They read that you have.",
        ),
        Button(
            f"answer{end}", "Answer it", lambda one, by, given: actions.answer(one, by=by, **given), forms.AnswerForm,
            needs=needs, fits=_is(*UNSETTLED, apart=apart), letter="r", said="They can read your answer.",
        ),
        Button(
            f"assign{end}", "Name who answers for it", lambda one, by, given: actions.assign(one, by=by, **given),
            forms.AssignForm, needs=needs, fits=_is(*UNSETTLED, apart=apart), letter="o", said="It has an owner.",
        ),
        Button(
            f"close{end}", "Close it", lambda one, by, given: actions.close(one, by=by, **given), forms.CloseForm,
            needs=needs, fits=_is(*UNSETTLED, apart=apart), letter="l", said="It is closed.",
        ),
    )  # fmt: skip


BUTTONS: tuple[Button, ...] = (
    Button(
        "decide", "Is it credible?", lambda one, by, given: actions.decide(one, by=by, **given), forms.DecideForm,
        needs=Permission.COMPLAINT_REVIEW, fits=_apart(needs_decision=True), letter="d", said="It is decided.",
    ),
    Button(
        "report", "Sent to POST", lambda one, by, given: actions.report_to_post(one, by=by, **given), forms.ReportForm,
        needs=Permission.COMPLAINT_REVIEW, fits=_apart(needs_decision=False), letter="p", said="It is noted.",
    ),
    *_work(apart=False),
    *_work(apart=True),
    Button(
        "publish", "You said, we did", lambda one, by, given: actions.publish(one, by=by, **given), forms.PublishForm,
        fits=_publishable, letter="u", said="It is on the public list.",
    ),
    Button(
        "withdraw", "Take it off the public list", lambda one, by, given: actions.withdraw(one, by=by, **given),
        forms.WhyForm, fits=lambda one, look: one.published_at is not None, said="It is off the public list.",
    ),
    Button(
        "outside", "It is about somebody's conduct", lambda one, by, given: actions.move_outside(one, by=by, **given),
        forms.OutsideForm, fits=_movable, letter="m", said="It is outside the chain now.",
    ),
    Button(
        "exclude", "Exclude somebody from it", _exclude, forms.ExcludeForm, needs=Permission.COMPLAINT_REVIEW,
        fits=_apart(), letter="f", said="They cannot see it.",
    ),
)  # fmt: skip
