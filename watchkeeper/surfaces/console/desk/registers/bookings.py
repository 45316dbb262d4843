"""What is held by appointment, from the request to the word how it was held, as far as its reader may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services import registry
from watchkeeper.core.services.kinds import Topic
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import bookings, season
from watchkeeper.engines.calls.models import Call, Holding
from watchkeeper.engines.calls.states import BOOKED, CallStatus
from watchkeeper.surfaces.console.desk.cells import Band, Cell, Look, mono, muted
from watchkeeper.surfaces.console.desk.choices import people, sites_of
from watchkeeper.surfaces.console.desk.filters import Choice, Days, Given, Options
from watchkeeper.surfaces.console.desk.register import Button, Column, Register, Where
from watchkeeper.surfaces.console.desk.registers import bookings_shown as shown
from watchkeeper.surfaces.console.desk.registers.bookings_buttons import BUTTONS, schedule
from watchkeeper.surfaces.console.desk.registers.bookings_forms import ScheduleForm
from watchkeeper.surfaces.console.desk.registers.calls import CALLS

BACK = timedelta(days=30)  # how far back one looks who names no day and asks for no stage
_ENDED = (CallStatus.CLOSED, CallStatus.NO_SHOW, CallStatus.CANCELED_BY_CALLER, CallStatus.HANDED_OFF)
_TOPICS = {Topic.LEARN: "Learn", Topic.PREVENT: "Prevent", Topic.EVENT: "Events", Topic.OFFICE: "Offices"}


@dataclass(frozen=True)
class OfTopic(Choice):
    """Those of a topic, found by their services."""

    def q(self, given: Given, look: Look, *, is_bounded: bool = False) -> Q | None:
        """The services of the topic chosen. Raises as the choice does."""
        if super().q(given, look, is_bounded=is_bounded) is None:
            return None
        mine = [one.key for one in _offered(look) if one.topic == given[self.key]]
        return Q(service__in=mine)


@dataclass(frozen=True)
class OfPerson(Choice):
    """Those somebody is or was held for."""

    def q(self, given: Given, look: Look, *, is_bounded: bool = False) -> Q | None:
        """Found from the person's own holdings, without those they were pulled from. Raises as the choice does."""
        if super().q(given, look, is_bounded=is_bounded) is None:
            return None
        theirs = Holding.objects.filter(person_id=given[self.key], is_tentative=False, pulled_at=None)
        return Q(pk__in=theirs.values("call_id"))


def _offered(look: Look) -> list[Service]:
    return [one for one in registry.offered(look.by.department_id) if one.is_by_appointment]


def _services(look: Look) -> Options:
    return [(one.key, str(one.name)) for one in _offered(look)]


def _topics(look: Look) -> Options:
    there = {one.topic for one in _offered(look)}
    return [(topic.value, words) for topic, words in _TOPICS.items() if topic in there]


def _rows(by: Actor) -> QuerySet[Call]:
    return Call.objects.visible_to(by).filter(is_appointment=True).select_related("site", "appointment")


def _booked(look: Look, *conditions: Q) -> Q:
    """Those not ended for which all ``conditions`` hold: found by the small index of the season."""
    here = Call.objects.filter(department_id=look.by.department_id).booked().filter(*conditions)
    return Q(pk__in=here.values("pk"))


def _standing(look: Look, since: datetime, until: datetime) -> Q:
    return _booked(look, Q(status__in=bookings.STANDING, starts_at__gte=since, starts_at__lt=until))


def _midnight(look: Look, days: int = 0) -> datetime:
    """The beginning of the department's day, ``days`` from today."""
    today = look.now.astimezone(look.zone).date()
    return datetime.combine(today + timedelta(days=days), time(), look.zone)


def _week(look: Look) -> Q:
    monday = -look.now.astimezone(look.zone).weekday()
    return _standing(look, _midnight(look, monday), _midnight(look, monday + 7))


def _this_year(look: Look) -> Q:
    return season.talks(look.by.department_id, look.now.astimezone(look.zone).year)


def _bands(look: Look) -> list[Band]:
    """What of the year's marks is done; each number leads to what is behind it."""
    year = look.now.astimezone(look.zone).year
    address = f"{reverse('desk_bookings')}?view=season"
    cells = [
        Cell(
            f"{one.done:,} {one.words}" if one.of is None else f"{one.done:,} of {one.of:,} {one.words}",
            address=address,
        )
        for one in season.counts(look.by, year)
    ]
    return [Band(f"Season {year}", cells)]


def _about(call: Call, look: Look) -> str:
    return f"{shown.service_of(call).name}, {call.site.name if call.site else call.place or 'no place'}"


BOOKINGS = Register(
    key="bookings",
    title="Bookings",
    sentence="What is held by appointment: answer who asked, hold the people, say afterwards how it went.",
    one="booking",
    many="bookings",
    group="",
    icon="speakerphone",
    letter="t",
    usual="unfinished",
    level=Level.L1,
    read=Permission.CALL_READ,
    write=Permission.CALL_BOOK,
    is_large=True,
    is_noted=lambda call: call.level >= Level.L2,
    rows=_rows,
    prepare=shown.prepare,
    subject=lambda call: call.subject,
    name=lambda call: call.number,
    about=_about,
    order="when",
    columns=(
        Column("number", "Call", lambda call, look: mono(call.number), order="number"),
        Column("service", "Service", lambda call, look: Cell(str(shown.service_of(call).label), "strong")),
        Column("state", "State", shown.state),
        Column("when", "When", shown.when, order="due_at", take=lambda call, look: call.starts_at or call.due_at),
        Column("who", "Asked by", shown.who),
        Column("held", "Held", shown.held),
        Column("heads", "Heads", shown.heads),
        Column("seats", "Seats", shown.seats),
        Column("place", "Place", lambda call, look: call.place or muted("–"), is_usual=False),
        Column("outcome", "Outcome", shown.outcome, is_usual=False),
        Column(
            "asked", "Asked", lambda call, look: Cell(look.moment(call.opened_at), "number"), order="opened_at",
            take=lambda call, look: call.opened_at, is_usual=False,
        ),
        Column("site", "Site", lambda call, look: call.site.name if call.site else muted("–"), is_usual=False),
    ),
    search=CALLS.search,  # a number from its beginning, or a telephone whole
    search_words="Call number or callback",
    filters=(
        Choice("service", "Service", "service", _services),
        OfTopic("topic", "Topic", "service", _topics),
        Choice("status", "State", "status", lambda look: [(s.value, s.replace("_", " ")) for s in (*BOOKED, *_ENDED)]),
        Choice("site", "Site", "site_id", sites_of),
        OfPerson("held", "Held", "pk", lambda look: people(look.by.department_id)),
        Days("when", "On", "due_at", usual=BACK),
    ),
    views=(
        Where("unfinished", "Under way", lambda look: _booked(look, ~Q(status=CallStatus.DELIVERED)), is_whole=True),
        Where("answer", "To answer", lambda look: _booked(look, Q(status=CallStatus.ASKED)), is_whole=True),
        Where("proposed", "Proposed", lambda look: _booked(look, Q(status=CallStatus.PROPOSED)), is_whole=True),
        Where("today", "Today", lambda look: _standing(look, _midnight(look), _midnight(look, 1)), is_whole=True),
        Where("week", "This week", _week, is_whole=True),
        Where("delivered", "Delivered", lambda look: Q(status__in=bookings.DONE), is_counted=False),
        Where("season", "Talks this year", _this_year, is_whole=True),
    ),
    gaps=(
        Where("late", "late to answer", lambda look: _booked(look, bookings.unanswered(look.now)), is_whole=True),
        Where("somebody", "short of people", lambda look: _booked(look, bookings.needs_somebody()), is_whole=True),
        Where("over", "to be accounted for", lambda look: _booked(look, bookings.over(look.now)), is_whole=True),
    ),
    details=shown.details,
    notices=shown.notices,
    bands=_bands,
    link=lambda call: reverse("call", args=[call.pk]),
    new=Button("new", "Put in the calendar", schedule, ScheduleForm, letter="n", said="It is in the calendar."),
    buttons=BUTTONS,
)  # fmt: skip
