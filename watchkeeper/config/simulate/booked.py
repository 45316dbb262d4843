"""What must hold of calls in their booked form, at every moment and in the whole history, told as sentences."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from django.db.models import F, Q

from watchkeeper.core.journal.models import Entry
from watchkeeper.engines.calls.models import Appointment, Assignment, Call, Enrollment, Holding, Requester, Slot
from watchkeeper.engines.calls.states import BOOKED, CallStatus
from watchkeeper.kit.prepared import Prepared

S = CallStatus
# How a call in its booked form may end; it is never merged, cleared or gone on arrival.
ENDS = (S.CLOSED, S.CANCELED_BY_CALLER, S.HANDED_OFF, S.NO_SHOW)
HAS_A_WINDOW = (S.CONFIRMED, S.IN_SESSION)
HOLDS = (S.PROPOSED, *HAS_A_WINDOW)
_HELD = Prepared(lambda: Holding.objects.filter(released_at=None).select_related("call", "person").order_by("id"))
_ENROLLED = Prepared(
    lambda: (
        Enrollment.objects.filter(canceled_at=None, call__status=S.CONFIRMED)
        .select_related("call__appointment")
        .order_by("pk")
    )
)
_SEASON = Prepared(lambda: Call.objects.filter(status__in=BOOKED).order_by("id"))


def look() -> list[str]:
    """Everything wrong with the season as it stands; two queries, and more while anything is confirmed."""
    held, calls = _HELD(), _SEASON()
    by_call: dict[int, list[Holding]] = defaultdict(list)
    for one in held:
        by_call[one.call_id].append(one)
    return [*held_twice(held), *misheld(held), *unstaffed(calls, by_call), *overfull(calls)]


def held_twice(held: list[Holding]) -> Iterator[str]:
    """Nobody is held for two things at one time, whatever reason was given."""
    for before, after in pairwise(sorted(held, key=lambda one: (one.person_id, one.starts_at, one.pk))):
        if before.person_id == after.person_id and after.starts_at < before.ends_at:
            subjects = f"{before.call.number} and {after.call.number}"
            yield f"{before.person.call_name} is held twice at {after.starts_at}: {subjects}"


def misheld(held: list[Holding]) -> Iterator[str]:
    """Nobody is held for a call that is over or only asked for, nor tentatively for one that is confirmed."""
    for one in held:
        if one.call.status not in HOLDS:
            yield f"{one.person.call_name} is held for {one.call.number}, which is {one.call.status}"
        elif one.is_tentative != (one.call.status == S.PROPOSED):
            yield f"{one.person.call_name} is held {'tentatively ' * one.is_tentative}for {one.call.number}"
        elif not one.is_tentative and not _within(one):
            yield f"{one.person.call_name} is held at another time than {one.call.number} has"


def _within(one: Holding) -> bool:
    """Whether the holding covers the window of its call."""
    starts, ends = one.call.starts_at, one.call.ends_at
    return starts is not None and ends is not None and one.starts_at <= starts and ends <= one.ends_at


def unstaffed(calls: list[Call], held: Mapping[int, list[Holding]]) -> Iterator[str]:
    """What is confirmed has a window and somebody held for it, unless somebody overrode that or was pulled."""
    for call in calls:
        if not call.is_appointment:
            yield f"{call.number} is {call.status} and not in its booked form"
        has_window = call.starts_at is not None and call.ends_at is not None
        if has_window != (call.status in HAS_A_WINDOW) and call.status != S.DELIVERED:
            yield f"{call.number} is {call.status} and has {'a' if has_window else 'no'} window"
        if call.status in HOLDS and not held.get(call.pk) and not _is_excused(call):
            yield f"{call.number} is {call.status} and nobody is held for it"


def _is_excused(call: Call) -> bool:
    """Whether who confirmed or proposed it gave a reason to hold nobody, or who was held was pulled from it."""
    if Holding.objects.filter(call=call).exclude(pulled_at=None).exists():
        return True
    verbs = ("session.confirmed", "session.proposed", "session.rescheduled")
    last = Entry.objects.filter(subject=call.subject, verb__in=verbs).order_by("-id")[:2]
    # What was proposed with a reason is confirmed without one when the asker takes it.
    reasons = [entry for entry in last if entry.fields.get("override")]
    return bool(reasons) and (reasons[0] == last[0] or reasons[0].verb == "session.proposed")


def overfull(calls: list[Call]) -> Iterator[str]:
    """No more people have a seat than there are seats, and nobody waits in line while one is free."""
    confirmed = {call.pk: call.number for call in calls if call.status == S.CONFIRMED}
    if not confirmed:
        return
    seated, waiting, seats = Counter[int](), Counter[int](), {}
    for one in _ENROLLED():
        (waiting if one.seated_at is None else seated)[one.call_id] += 1
        seats[one.call_id] = one.call.appointment.seats
    for pk in seats.keys() & confirmed.keys():
        if seated[pk] > seats[pk]:
            yield f"{confirmed[pk]} has {seated[pk]} seated on {seats[pk]} seats"
        elif waiting[pk] and seated[pk] < seats[pk]:
            yield f"{confirmed[pk]} has a free seat and {waiting[pk]} in line"


def final() -> list[str]:
    """Everything wrong with the whole season: how calls ended, whom units were sent to, moments that run backwards."""
    return [*wrong_ends(), *wrong_form(), *backwards(), *untidy()]


def wrong_ends() -> Iterator[str]:
    """Everything booked is unfinished, or ended in one of the ways it may end; nothing else ended so."""
    booked = Call.objects.filter(is_appointment=True).exclude(status__in=(*BOOKED, *ENDS))
    others = Call.objects.filter(is_appointment=False, status__in=(*BOOKED, S.NO_SHOW))
    for number, status in (booked | others).values_list("number", "status"):
        yield f"{number} is {status}, which its form does not know"
    for number in Call.objects.filter(is_appointment=True, appointment=None).values_list("number", flat=True):
        yield f"{number} is booked and has no appointment"
    ended = Call.objects.filter(is_appointment=True, status__in=ENDS)
    for number in ended.filter(Q(closed_at=None) | Q(outcome="")).values_list("number", flat=True):
        yield f"{number} ended without a moment or an outcome"


def wrong_form() -> Iterator[str]:
    """No unit was ever sent to, reserved for or stacked on what is held by appointment."""
    for one in Assignment.objects.filter(call__is_appointment=True).select_related("unit", "call"):
        yield f"{one.unit.call_sign} was {one.status} on {one.call.number}, which is held by appointment"


def backwards() -> Iterator[str]:
    """No moment of an appointment lies before the one it follows."""
    for earlier, later in (
        ("call__opened_at", "proposed_at"), ("proposed_at", "confirmed_at"), ("call__opened_at", "delivered_at"),
        ("started_at", "delivered_at"), ("delivered_at", "call__closed_at"),
    ):  # fmt: skip
        found = Appointment.objects.filter(**{f"{later}__lt": F(earlier)}, call__status__in=(*BOOKED, S.CLOSED))
        for number in found.values_list("call__number", flat=True):
            yield f"{number}: {later} lies before {earlier}"


def untidy() -> Iterator[str]:
    """Nobody keeps a seat they gave up, no call took two times at once, everybody enrolled is an asker of that call."""
    astray = Enrollment.objects.exclude(call_id=F("requester__call_id"))
    for one in astray.select_related("call"):
        yield f"requester {one.pk} is enrolled in {one.call.number} and asked for another"
    kept = Requester.objects.filter(enrollment__canceled_at__isnull=False, canceled_at=None)
    for pk in kept.values_list("pk", flat=True):
        yield f"requester {pk} gave up a seat and still asks"
    taken = Slot.objects.filter(withdrawn_at=None).exclude(taken_at=None).values_list("appointment_id", flat=True)
    for pk, many in Counter(taken).items():
        if many > 1:
            yield f"call {pk} took {many} times at once"
