"""Booked calls as calendars read them (RFC 5545): one entry to keep, or a feed that keeps itself up to date.

What goes out tells no more than when, where and what it is called: calendars are read over shoulders and by those who
run them. A call that only named people may know of says neither where nor what.
"""

from __future__ import annotations

from collections.abc import Iterable

from icalendar import Alarm, Calendar, Event

from watchkeeper.core.services import registry
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Refused

PRODUCT = "-//Watchkeeper//Calls//EN"
CONFIRMED, TENTATIVE, CANCELED = "CONFIRMED", "TENTATIVE", "CANCELLED"  # the last as the standard spells it
_UNSURE = (CallStatus.ASKED, CallStatus.PROPOSED)
_OFF = (CallStatus.CANCELED_BY_CALLER, CallStatus.HANDED_OFF, CallStatus.NO_SHOW)


def event(call: Call, *, status: str = "") -> bytes:
    """The appointment of ``call`` as a calendar of one entry, with a reminder.

    ``status`` is how it stands for one of its askers, when that is not how it stands (a place in line is tentative).
    Raises Refused while it has no time.
    """
    if call.starts_at is None:
        raise Refused(f"{call.in_a_refusal} has no time yet.")
    spec = registry.get(call.service, call.department_id)
    entry = _entry(call, spec, status)
    if spec.booked is not None and spec.booked.remind and str(entry["status"]) != CANCELED:
        entry.add_component(_alarm(spec, str(entry["summary"])))
    calendar = _calendar()
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def feed(calls: Iterable[Call], name: str) -> bytes:
    """Every one of ``calls`` that has a time, as a calendar called ``name``; ``appointment`` should be loaded."""
    calendar = _calendar()
    calendar.add("x-wr-calname", name)
    for call in calls:
        if call.starts_at is not None:
            calendar.add_component(_entry(call, registry.get(call.service, call.department_id)))
    return bytes(calendar.to_ical())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def _entry(call: Call, spec: Service, status: str = "") -> Event:
    entry = Event()
    entry.add("uid", call.appointment.uid)
    entry.add("sequence", call.appointment.sequence)
    entry.add("dtstamp", clock.now())
    entry.add("dtstart", call.starts_at)
    if call.ends_at is not None:
        entry.add("dtend", call.ends_at)
    entry.add("summary", "Appointment" if call.is_named else str(spec.label))
    if call.place and not call.is_named:
        entry.add("location", call.place)
    entry.add("status", status or _status(call))
    return entry


def _status(call: Call) -> str:
    if call.status in _OFF:
        return CANCELED
    return TENTATIVE if call.status in _UNSURE else CONFIRMED


def _alarm(spec: Service, words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", -spec.booked.remind if spec.booked else None)
    return alarm
