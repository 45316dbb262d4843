"""What people think: the form, what it becomes, and its thread as the asker reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson
from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from watchkeeper.core.services import askings
from watchkeeper.core.services.kinds import Went
from watchkeeper.engines.notices import actions
from watchkeeper.engines.notices.models import Feedback, FeedbackMessage
from watchkeeper.engines.notices.states import REOPEN, FeedbackKind, FeedbackStatus, Sector
from watchkeeper.kit import clock, ids
from watchkeeper.surfaces.portal.intake import in_house_words
from watchkeeper.surfaces.portal.visits import Visit

Words = str | Promise
LONGEST = 20_000
MOST_OF_BROWSER = 10
CONDUCT = "conduct"
KINDS: tuple[tuple[str, Words], ...] = (
    ("question", _("A question")),
    ("suggestion", _("A suggestion")),
    ("praise", _("Praise")),
    ("complaint", _("A complaint about a service or a place")),
    (CONDUCT, _("A complaint about how one of our people behaved")),
)
SECTORS: tuple[tuple[str, Words], ...] = (
    (Sector.PATIENT.value, _("Patient or family")),
    (Sector.VISITOR.value, _("Visitor")),
    (Sector.EMPLOYEE.value, _("I work here")),
    (Sector.STUDENT.value, _("I study here")),
    (Sector.NEIGHBOR.value, _("Neighbor")),
)
WENT: tuple[tuple[str, Words], ...] = (
    (Went.WELL.value, _("Well")), (Went.ALL_RIGHT.value, _("All right")), (Went.NOT_WELL.value, _("Not well")),
)  # fmt: skip
REPLY: tuple[tuple[str, Words], ...] = (("yes", _("Yes")), ("no", _("No")))
TOO_MANY = _("Much was sent from here just now. Wait a few minutes, or call us.")
_TITLES: Mapping[str, Words] = {
    FeedbackKind.QUESTION: _("Your question"), FeedbackKind.SUGGESTION: _("Your suggestion"),
    FeedbackKind.PRAISE: _("Your praise"), FeedbackKind.COMPLAINT: _("Your complaint"),
}  # fmt: skip
_MESSAGES = {"max_length": _("This is too long: at most %(limit_value)d characters; it has %(show_value)d.")}


class FeedbackForm(forms.Form):
    """What somebody thinks, about what, and whether they want an answer. Nothing but the first two is needed."""

    client_id = forms.CharField(required=False, max_length=64)
    what = forms.ChoiceField(choices=KINDS, error_messages={"required": _("Choose one.")})
    words = forms.CharField(max_length=LONGEST, error_messages={**_MESSAGES, "required": _("Write something first.")})
    about_whom = forms.CharField(max_length=200, required=False, error_messages=_MESSAGES)
    service = forms.ChoiceField(required=False)
    place = forms.CharField(max_length=200, required=False, error_messages=_MESSAGES)
    unit = forms.CharField(max_length=120, required=False, error_messages=_MESSAGES)
    sector = forms.ChoiceField(choices=SECTORS, required=False)
    reply = forms.ChoiceField(choices=REPLY, required=False)
    name = forms.CharField(max_length=120, required=False, error_messages=_MESSAGES)
    contact = forms.CharField(max_length=120, required=False, error_messages=_MESSAGES)
    is_anonymous = forms.BooleanField(required=False)

    def __init__(self, here: Visit, data: Mapping[str, Any] | None = None, **first: str) -> None:
        super().__init__(data, initial={"reply": "yes"} | {name: value for name, value in first.items() if value})
        service = self.fields["service"]
        assert isinstance(service, forms.ChoiceField)
        service.choices = [("", ""), *((one.key, one.name) for one in here.offered)]
        self.new_client_id = ids.token()

    @property
    def is_about_something(self) -> bool:
        """Whether anything is said of what it is about, so that this part of the page stands open."""
        return any(self[name].value() for name in ("service", "place", "unit"))


def take(form: FeedbackForm, here: Visit) -> Feedback:
    """Keep what a valid ``form`` says. The same form sent twice is kept once."""
    given = dict(form.cleaned_data)
    key, what, reply = given.pop("client_id") or form.new_client_id, given.pop("what"), given.pop("reply")
    said = orjson.dumps([what, reply, given], option=orjson.OPT_SORT_KEYS)
    language = spoken()  # before the house's own words take its place
    with in_house_words():
        return actions.receive(
            by=here.actor,
            kind="complaint" if what == CONDUCT else what,
            is_misconduct=what == CONDUCT,
            language=language,
            wants_reply=reply != "no",
            client_id=f"feedback-{sha256(key.encode() + said).hexdigest()[:32]}",
            **given,
        )


def spoken() -> str:
    """The language the visitor reads."""
    return (get_language() or settings.LANGUAGE_CODE)[:10]


def is_too_many(here: Visit) -> bool:
    """Count one more, and say whether this browser or address has sent very much of late."""
    return askings.is_many(
        here.department.pk, "feedback", browser=here.browser, address=here.address, most=MOST_OF_BROWSER
    )


@dataclass(frozen=True)
class Step:
    """One step; ``at`` is empty while it lies ahead, ``by`` is when it is promised."""

    words: Words
    at: datetime | None
    by: datetime | None
    is_now: bool


@dataclass(frozen=True)
class Thread:
    """Feedback as its asker reads it."""

    feedback: Feedback
    messages: tuple[FeedbackMessage, ...]

    @property
    def title(self) -> Words:
        """What it is called."""
        return _TITLES[self.feedback.kind]

    @property
    def steps(self) -> list[Step]:
        """How far it is; an answer is no step for who wants none."""
        one = self.feedback
        steps = [
            (_("We have it"), one.received_at, None),
            (_("Somebody has read it"), one.acknowledged_at, one.acknowledge_by),
        ]
        if one.wants_reply:
            steps.append((_("We have answered"), one.answered_at, one.close_by))
        steps.append((_("Closed"), one.closed_at, None if one.wants_reply else one.close_by))
        last = max(place for place, (_words, at, _by) in enumerate(steps) if at is not None)
        return [Step(words, at, None if at else by, place == last) for place, (words, at, by) in enumerate(steps)]

    @property
    def is_closed(self) -> bool:
        """Whether it is closed."""
        return self.feedback.status == FeedbackStatus.CLOSED

    @property
    def may_write(self) -> bool:
        """Whether the asker may still write on."""
        closed = self.feedback.closed_at
        return closed is None or clock.now() <= closed + REOPEN

    @property
    def until(self) -> datetime | None:
        """Until when a closed one may be taken up again."""
        return self.feedback.closed_at + REOPEN if self.feedback.closed_at else None

    @property
    def went(self) -> list[tuple[str, Words, bool]]:
        """The three words for how it went, and which was said; none before there is an answer."""
        if self.feedback.answered_at is None and self.feedback.closed_at is None:
            return []
        return [(value, words, value == self.feedback.went) for value, words in WENT]


def thread_of(feedback: Feedback) -> Thread:
    """The thread of ``feedback``. One query."""
    return Thread(feedback, tuple(FeedbackMessage.objects.filter(feedback=feedback)))


@dataclass(frozen=True)
class Pair:
    """What somebody said and what was done, in the reader's language, in our words."""

    you_said: str
    we_did: str
    at: datetime


def pairs(here: Visit, most: int = 50) -> list[Pair]:
    """What came of what people said, newest first. One query."""
    rows = Feedback.objects.filter(department=here.department, published_at__isnull=False).order_by("-published_at")
    is_spanish = spoken().startswith("es")
    return [
        Pair(
            one.you_said_es if is_spanish else one.you_said, one.we_did_es if is_spanish else one.we_did,
            one.published_at,
        )
        for one in rows[:most] if one.published_at is not None
    ]  # fmt: skip
