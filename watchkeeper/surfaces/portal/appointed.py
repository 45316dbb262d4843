"""A request in its booked form as its asker sees it: how it stands, what comes next and until when, what one may do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from watchkeeper.core.people import qualifications
from watchkeeper.core.services import registry
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import enrollable, ical
from watchkeeper.engines.calls.actions.appointments import LAPSES
from watchkeeper.engines.calls.models import Appointment, Call, Enrollment, Holding, Requester, Slot
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit import clock
from watchkeeper.surfaces.portal import promised
from watchkeeper.surfaces.portal.progress import progress
from watchkeeper.surfaces.portal.promised import Answer

Words = str | Promise
_BEFORE = (CallStatus.ASKED, CallStatus.PROPOSED)
_STANDS = (CallStatus.CONFIRMED, CallStatus.IN_SESSION)
_HELD = (CallStatus.DELIVERED, CallStatus.CLOSED)
_TITLES: dict[str, Words] = {
    CallStatus.ASKED: _lazy("We have your request"),
    CallStatus.PROPOSED: _lazy("Choose a time"),
    CallStatus.CONFIRMED: _lazy("Your time is confirmed"),
    CallStatus.IN_SESSION: _lazy("It is under way"),
    CallStatus.HANDED_OFF: _lazy("Another office takes care of this"),
    CallStatus.NO_SHOW: _lazy("This did not take place"),
}


@dataclass(frozen=True)
class Step:
    """One step; ``at`` is when it was, or when it will be where that is known."""

    words: Words
    at: datetime | None
    state: str  # past, now or ahead


@dataclass(frozen=True)
class Appointed:
    """A booked request and its asker. ``enrollment`` is set for who has a seat in a session, or a place in line."""

    asker: Requester
    service: Service
    slots: tuple[Slot, ...]
    comes: tuple[str, ...]
    line: int
    read_at: datetime

    @property
    def call(self) -> Call:
        """The call, with the window that is confirmed."""
        return self.asker.call

    @property
    def appointment(self) -> Appointment:
        """What is known of it besides."""
        return self.call.appointment

    @property
    def enrollment(self) -> Enrollment | None:
        """The asker's seat or place in line, if that is what they asked for."""
        return enrollment_of(self.asker)

    @property
    def is_at_desk(self) -> bool:
        """Whether it is answered at a desk and has no window."""
        return self.service.booked is None or self.service.booked.lasts is None

    @property
    def is_canceled(self) -> bool:
        """Whether the asker took it back, or it was called off."""
        return self.asker.canceled_at is not None or self.call.status == CallStatus.CANCELED_BY_CALLER

    @property
    def is_held(self) -> bool:
        """Whether it took place, or was answered."""
        return not self.is_canceled and self.call.status in _HELD

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.is_canceled or self.call.status not in (*_BEFORE, *_STANDS)

    @property
    def stands(self) -> bool:
        """Whether a time is agreed and lies ahead, or it is under way."""
        return not self.is_canceled and self.call.status in _STANDS

    @property
    def waits_in_line(self) -> bool:
        """Whether the asker has no seat yet."""
        return self.enrollment is not None and self.enrollment.seated_at is None and not self.is_over

    @property
    def may_choose(self) -> bool:
        """Whether one of the times proposed may be taken."""
        return not self.is_canceled and self.call.status == CallStatus.PROPOSED and bool(self.slots)

    @property
    def may_ask_again(self) -> bool:
        """Whether the asker may say that no time suits; a session that others come to is not moved for one."""
        is_theirs = self.enrollment is None and not self.appointment.seats
        return is_theirs and not self.is_canceled and self.call.status in (CallStatus.PROPOSED, CallStatus.CONFIRMED)

    @property
    def may_cancel(self) -> bool:
        """Whether it can still be taken back; who asked for a session that others enrolled in calls us."""
        return not self.is_over

    @property
    def has_calendar(self) -> bool:
        """Whether there is something to put into a calendar."""
        return self.call.starts_at is not None and self.stands

    @property
    def calendar_status(self) -> str:
        """How it stands for this asker, as calendars spell it; "" when it stands as the session does."""
        if self.is_canceled:
            return ical.CANCELED
        return ical.TENTATIVE if self.waits_in_line else ""

    @property
    def invites(self) -> bool:
        """Whether the asker has a link to hand to those who come: a confirmed session in which they enroll."""
        is_theirs = self.enrollment is None and self.appointment.seats > 0
        return is_theirs and not self.is_canceled and self.call.status == CallStatus.CONFIRMED

    @property
    def answer(self) -> Answer | None:
        """What is promised while the asker waits for times, or for the answer of a desk."""
        if self.is_canceled or self.call.status != CallStatus.ASKED or self.enrollment is not None:
            return None
        found = promised.answer(self.service, self.call.department_id, self.asker.asked_at)
        if found is None or self.call.due_at is None:
            return found
        return Answer(found.kind, found.within, self.call.due_at)

    @property
    def is_late(self) -> bool:
        """Whether the answer promised is late."""
        return self.answer is not None and self.answer.by < self.read_at

    @property
    def is_asked_again(self) -> bool:
        """Whether times were proposed before and none was taken."""
        return self.call.status == CallStatus.ASKED and self.appointment.proposed_at is not None

    @property
    def held_until(self) -> datetime | None:
        """Until when the times proposed are kept for the asker."""
        if not self.slots:
            return None
        return min(self.slots[0].proposed_at + LAPSES, self.slots[0].starts_at)

    @property
    def price(self) -> str:
        """What it costs; "" for what is free, and for who only has a seat in it."""
        cents = self.appointment.quoted_cents
        return promised.price(cents) if cents and self.enrollment is None and not self.is_canceled else ""

    @property
    def asks_how_it_went(self) -> bool:
        """Whether to ask how it went: it was held, and the asker had part in it."""
        return self.is_held and self.asker.reached_at is not None and not _was_away(self.enrollment)

    @property
    def title(self) -> Words:
        """The one sentence on top."""
        if self.is_canceled:
            return self._gave_up or _("This request was canceled")
        if self.is_held:
            return _("Your request is answered") if self.is_at_desk else _("This was held")
        if self.call.status == CallStatus.CONFIRMED and self.enrollment is not None:
            return _("You are number %(n)s in line") % {"n": self.line} if self.line else _("You have a seat")
        if self.call.status == CallStatus.PROPOSED and not self.slots:
            return _TITLES[CallStatus.ASKED]
        return _TITLES.get(self.call.status, _("This request has ended"))

    @property
    def _gave_up(self) -> str:
        mine = self.enrollment
        if mine is None or mine.canceled_at is None:
            return ""
        return _("You gave up your seat") if mine.seated_at else _("You left the line")

    @property
    def steps(self) -> list[Step]:
        """How far it is, in order."""
        marks = list(self._marks())
        reached = [place for place, (_words, _at, is_reached) in enumerate(marks) if is_reached]
        last = reached[-1] if reached else 0
        return [
            Step(words, at, "ahead" if place > last else "now" if place == last and not self.is_over else "past")
            for place, (words, at, _is_reached) in enumerate(marks)
        ]

    def _marks(self) -> Iterator[tuple[Words, datetime | None, bool]]:
        mine, status = self.appointment, self.call.status
        if self.enrollment is not None:
            yield _("You enrolled"), self.enrollment.at, True
            yield _("You have a seat"), self.enrollment.seated_at, self.enrollment.seated_at is not None
        else:
            yield _("We have your request"), self.asker.asked_at, True
        if self.is_at_desk:
            yield _("Answered"), mine.delivered_at, self.is_held
            return
        if self.enrollment is None:
            proposed = None if status == CallStatus.ASKED else mine.proposed_at
            yield _("Times proposed"), proposed, proposed is not None
            confirmed = None if status in _BEFORE else mine.confirmed_at
            yield _("Time confirmed"), confirmed, confirmed is not None
        yield _("It takes place"), mine.started_at or self.call.starts_at, mine.started_at is not None
        yield _("You say how it went"), None, bool(self.asker.went)


def appointed(asker: Requester) -> Appointed:
    """How the booked request of ``asker`` stands (at most three queries)."""
    call, now = asker.call, clock.now()
    service = registry.get(call.service, call.department_id)
    mine = enrollment_of(asker)
    is_waiting = mine is not None and mine.seated_at is None and mine.canceled_at is None
    return Appointed(
        asker=asker,
        service=service,
        slots=_slots(call, now) if call.status == CallStatus.PROPOSED else (),
        comes=_comes(call) if call.status in _STANDS else (),
        line=enrollable.place_in_line(mine) if mine is not None and is_waiting else 0,
        read_at=now,
    )


def asks_how_it_went(asker: Requester) -> bool:
    """Whether to ask ``asker`` how it went, whatever form their request has."""
    return (appointed(asker) if asker.call.is_appointment else progress(asker)).asks_how_it_went


def enrollment_of(asker: Requester) -> Enrollment | None:
    """The seat or place in line of ``asker``, if they enrolled."""
    found: Enrollment | None = getattr(asker, "enrollment", None)
    return found


def _slots(call: Call, now: datetime) -> tuple[Slot, ...]:
    """The times one may still take."""
    return tuple(call.appointment.slots.filter(withdrawn_at=None, taken_at=None, starts_at__gt=now))


def _comes(call: Call) -> tuple[str, ...]:
    """Who comes, by what they are and never by name: "CPR instructor", "2 × Detail officer"."""
    held = Holding.objects.filter(call=call, released_at=None, is_tentative=False, pulled_at=None)
    counted = Counter(held.order_by("qualification").values_list("qualification", flat=True))
    known = {str(key): words for key, words in qualifications.WORDS.items()}
    return tuple(
        str(known[key]) if many == 1 else f"{many} × {known[key]}" for key, many in counted.items() if key in known
    )


def _was_away(mine: Enrollment | None) -> bool:
    """Whether somebody enrolled and did not come, or never had a seat."""
    return mine is not None and (mine.seated_at is None or mine.attended is False or mine.canceled_at is not None)
