"""One service as its page presents it: facts, what happens next with its times, and the sessions to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from watchkeeper.core.services.kinds import Door
from watchkeeper.core.services.parts import Booked
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls.enrollable import Session
from watchkeeper.surfaces.portal import promised, waiting
from watchkeeper.surfaces.portal.directory import sessions_of
from watchkeeper.surfaces.portal.progress import Bar
from watchkeeper.surfaces.portal.promised import DAY, Answer
from watchkeeper.surfaces.portal.visits import Visit

Words = str | Promise


@dataclass(frozen=True)
class Step:
    """One thing that happens next, with a sentence, and by when where that is known."""

    words: Words
    more: Words
    when: Words = ""


@dataclass(frozen=True)
class Presented:
    """A service on its page. ``now`` is the wait for what one waits for, ``earliest`` the first free time."""

    here: Visit
    service: Service
    now: Bar | None
    answer: Answer | None
    earliest: datetime | None
    sessions: tuple[Session, ...]

    @property
    def is_course(self) -> bool:
        """Whether people enroll in its sessions one by one."""
        return self.service.booked is not None and self.service.booked.seats > 0

    @property
    def lasts(self) -> str:
        """How long it takes, in words; "" where that is not said."""
        booked = self.service.booked
        return promised.lasting(booked.lasts) if booked is not None and booked.lasts is not None else ""

    @property
    def price(self) -> str:
        """What one person costs for an hour; "" for what is free."""
        booked = self.service.booked
        return promised.price(booked.hourly_cents) if booked is not None and booked.hourly_cents else ""

    @property
    def doors(self) -> str:
        """Every other way to ask, in words."""
        ways = {
            Door.PHONE: _("by telephone"),
            Door.WALK_IN: _("at our desk"),
            Door.MAIL: _("by mail"),
            Door.QR: _("by the code on the wall"),
        }
        return ", ".join(words for door, words in ways.items() if door in self.service.doors)

    @property
    def steps(self) -> list[Step]:
        """What happens next, once somebody asked."""
        booked = self.service.booked
        if booked is None:
            return list(self._dispatched())
        if booked.lasts is None:
            return list(self._at_a_desk())
        return list(self._in_session(booked)) if self.is_course and self.sessions else list(self._booked(booked))

    def _by(self) -> str:
        return _("by %(at)s") % {"at": self.here.clock_time(self.answer.by)} if self.answer else ""

    def _dispatched(self) -> Iterator[Step]:
        if self.service.next_step:
            place = _("where you are")
            yield Step(str(self.service.next_step).replace("{place}", place), "")
        yield Step(_("You can follow it"), _("By your link, without an account."))

    def _at_a_desk(self) -> Iterator[Step]:
        yield Step(_("You ask"), _("You get a number and a link at once."))
        yield Step(_("We answer"), self.service.next_step, self._by())
        yield Step(_("You say how it went"), _("Two taps, on the page of your request."))

    def _booked(self, booked: Booked) -> Iterator[Step]:
        if self.answer is not None and self.answer.kind == "delivered":
            yield Step(_("We come"), self.service.next_step, self._by())
        else:
            yield Step(_("We propose three times"), _("On the page of your request."), self._by())
            yield Step(_("You choose one"), _("One tap; or say that none suits you."))
            yield from self._reminded(booked)
            earliest = _("from %(day)s") % {"day": self.here.day(self.earliest)} if self.earliest else ""
            lasts = _("It takes %(lasting)s.") % {"lasting": self.lasts}
            yield Step(_("It takes place"), lasts, earliest)
        yield Step(_("You say how it went"), _("Two taps, on the page of your request."))

    def _in_session(self, booked: Booked) -> Iterator[Step]:
        yield Step(_("You take a seat"), _("In one of the sessions to come. When it is full, you wait in line."))
        yield from self._reminded(booked)
        yield Step(_("It takes place"), _("It takes %(lasting)s.") % {"lasting": self.lasts})
        yield Step(_("You say how it went"), _("Two taps, on the page of your request."))

    def _reminded(self, booked: Booked) -> Iterator[Step]:
        before = _("the day before") if booked.remind == DAY else _("before it")
        yield Step(
            _("We remind you"), _("On the page of your request, and in your calendar if you keep it there."), before
        )


def presented(here: Visit, service: Service) -> Presented:
    """``service`` as its page presents it now."""
    return Presented(
        here=here,
        service=service,
        now=waiting.expected(here, service),
        answer=promised.promise_of(here, service),
        earliest=waiting.earliest(here, service),
        sessions=tuple(sessions_of(here, service)),
    )
