"""Taking a call: two fields start it, nothing is required that is not needed to send help."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from watchkeeper.core.journal import journal, timers
from watchkeeper.core.journal.action import action
from watchkeeper.core.journal.client_ids import once
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places import find, lines
from watchkeeper.core.places.models import Line
from watchkeeper.core.services import registry
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import apart, asking, guard, quote, texts, told
from watchkeeper.engines.calls.actions import holding, promises
from watchkeeper.engines.calls.actions.numbering import next_number
from watchkeeper.engines.calls.models import Assignment, Call, CallPerson, Draft, Quote, Requester
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit import ids, lengths
from watchkeeper.kit.batch import Ask, send
from watchkeeper.kit.errors import Invalid, Refused
from watchkeeper.kit.prepared import insert

NO_UNIT_NEEDED = {"information": "Information", "wrong_number": "Wrong number", "hang_up": "Hang-up"}


@action
def open_call(
    *,
    by: Actor,
    service: str,
    place: str = "",
    place_ref: str = "",
    destination: str = "",
    destination_ref: str = "",
    callback: str = "",
    requester: str = "",
    requester_role: str = "",
    details: str = "",
    answers: dict[str, Any] | None = None,
    door: str = "phone",
    line_id: int | None = None,
    site_id: int | None = None,
    priority: int | None = None,
    rung_at: datetime | None = None,
    answered_at: datetime | None = None,
    is_test: bool = False,
    is_anonymous: bool = False,
    is_many_from_source: bool = False,
    language: str = "en",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    named: Iterable[str] = (),
    source: str = "",
    seat: str = "",
    at: datetime | None = None,
    client_id: str = "",
) -> Call:
    """Open a call for ``service`` and quote its asker a delay.

    ``at`` is when it was opened (a paper call keeps its own time), ``answered_at`` the first keystroke, ``rung_at``
    only from a telephone system. ``named`` are the journal keys ("person:7") of those who may know of an L3 or
    L4 call; the opener always may. ``client_id`` makes a repeat return the first call;
    its asker is kept with it (`reading.asker_of`).

    Raises Invalid (unknown service or door, times that run backwards, a text too long, see `texts`), NotAllowed.
    """
    by.require(Permission.CALL_OPEN)
    given = {k: v for k, v in locals().items() if k not in {"by", "client_id", "named"}}
    if not client_id:
        return _open(by=by, named=named, client_id="", **given)[0]

    def run() -> dict[str, Any]:
        call, asker = _open(by=by, named=named, client_id=client_id, **given)
        return {"call": call.pk, "requester": asker.pk}

    said = {name: value for name, value in given.items() if name != "is_many_from_source"}  # the house's own mark
    return Call.objects.get(pk=once(by, client_id, said, run)["call"])


def _open(
    *, by: Actor, service: str, named: Iterable[str], at: datetime | None, client_id: str, **given: Any
) -> tuple[Call, Requester]:
    spec = registry.get(service, by.department_id)
    if not spec.is_on:
        raise Refused(f"{spec.name} is not offered here; open it as generic assistance.")
    opened_at = told.stamp(at)
    _check(given, spec, opened_at)
    given = texts.fitted(given, spec)
    call, why = _fresh(by, spec, given, opened_at)
    estimate = quote.quote_for(call)
    if estimate:
        call.quote_median_s, call.quote_worst_s = estimate.median_s, estimate.worst_s
    if spec.is_by_appointment:
        call.due_at = asking.reply_due(spec, call.department_id, opened_at)
    asker = _asker(call, given, estimate, opened_at)
    # The number is taken last: its row is locked until the commit.
    call.number = next_number(by.department_id, at=opened_at, is_named=call.is_named)
    send(insert(call), insert(asker, after="call_id"))
    asker.call = call
    if call.is_named:
        keys = {*named, *([f"person:{by.person_id}"] if by.person_id else [])}
        CallPerson.objects.bulk_create([CallPerson(call=call, person=key) for key in sorted(keys)])
    if given["seat"]:
        drafts = Draft.objects.filter(department_id=by.department_id, seat=given["seat"])
        drafts.update(text="", fields={}, answered_at=None)
    entries = told.drafted(
        by, "call.opened", call, assignments=[], at=opened_at, client_id=client_id, service=str(spec.name),
        place=call.place, priority=call.priority, origin=call.origin, is_test=call.is_test, to=call.destination or None,
        requester=asker.pk, why=why,
    )  # fmt: skip
    if spec.is_by_appointment:
        also = [timers.starting(holding.begin(call, spec))]
    else:
        also = [promises.starting(call, spec, call.starts_at or call.opened_at)]
    if estimate:
        quoted, told_so = _quote(call, asker, estimate, by, opened_at, [])
        also.append(quoted)
        entries += told_so
    journal.append(entries, also)
    _divert(call, by, opened_at)
    return call, asker


def _fresh(by: Actor, spec: Service, given: dict[str, Any], opened_at: datetime) -> tuple[Call, str | None]:
    """The call as it will be kept, not yet saved, and why it is more urgent than its service, if it is."""
    answers = dict(given["answers"] or {})
    booked = given["starts_at"] is not None
    base = int(spec.priority_for({}, booked=booked)[0])
    judged, why = spec.priority_for(answers, booked=booked)
    priority = int(judged) if given["priority"] is None else given["priority"]
    where = find.resolve(given["place_ref"], by.department_id) if given["place_ref"] else None
    kept = (
        "line_id", "is_test", "place_ref", "destination", "destination_ref", "callback", "details", "starts_at",
        "ends_at", "rung_at", "answered_at", "source",
    )  # fmt: skip
    call = Call(
        department_id=by.department_id,
        site_id=given["site_id"] or (where.site_id if where else None),
        service=spec.key,
        status=_first_status(spec, given["door"]),
        is_appointment=spec.is_by_appointment,
        priority=priority,
        base_priority=base,
        level=int(spec.level),
        is_covert=spec.is_covert,
        origin=given["door"],
        place=given["place"] or (where.label if where else ""),
        node=where.node_id if where else None,
        lon=where.lon if where else None,
        lat=where.lat if where else None,
        answers=answers,
        opened_at=opened_at,
        due_at=promises.first_due(spec, priority, opened_at, given["starts_at"]),
        opened_by=by.key,
        salt=apart.salt_for(spec.key, by.department_id),
        **{name: given[name] for name in kept},
    )
    return call, f"raised from P{base}: {why}" if why else None


def _first_status(spec: Service, door: str) -> CallStatus:
    if spec.is_by_appointment:
        return CallStatus.ASKED
    return CallStatus.RECEIVED if door == "mail" else CallStatus.WAITING


def _check(given: dict[str, Any], spec: Service, opened_at: datetime) -> None:
    if wrong := {**spec.check(given["answers"] or {}), **spec.check_columns(given)}:
        raise Invalid("An answer cannot be understood; nothing was kept.", fields=wrong)
    if given["priority"] is not None and not 0 <= given["priority"] <= 4:
        raise Invalid("A priority is P0 to P4.", fields={"priority": ["P0 to P4"]})
    if given["starts_at"] and given["ends_at"] and given["ends_at"] <= given["starts_at"]:
        raise Invalid("The booked window ends before it starts.", fields={"ends_at": ["before the start"]})
    for earlier, later in (("rung_at", given["answered_at"]), ("answered_at", opened_at)):
        if given[earlier] and later and given[earlier] > later:
            raise Invalid("The times run backwards.", fields={earlier: ["later than what follows"]})


def _asker(call: Call, given: dict[str, Any], estimate: quote.Estimate | None, at: datetime) -> Requester:
    """The first asker, not yet saved: it goes in with its call."""
    return Requester(
        name=given["requester"],
        role=given["requester_role"],
        callback=given["callback"],
        place=call.place,
        place_ref=call.place_ref,
        destination=call.destination,
        door=given["door"],
        language=given["language"],
        token=ids.token(),
        asked_at=at,
        is_anonymous=given["is_anonymous"],
        is_many_from_source=given["is_many_from_source"],
        **_quoted(estimate, at),
    )


def _quoted(estimate: quote.Estimate | None, at: datetime) -> dict[str, Any]:
    if estimate is None:
        return {}
    return {"quote_median_s": estimate.median_s, "quote_worst_s": estimate.worst_s, "quoted_at": at}


def note_quote(
    call: Call,
    asker: Requester,
    estimate: quote.Estimate,
    by: Actor,
    at: datetime,
    assignments: list[Assignment] | None,
) -> None:
    """Keep what the asker was told, a median and a worst case, beside what will happen."""
    if assignments is None:
        assignments = guard.open_assignments(calls=[call])
    kept, entries = _quote(call, asker, estimate, by, at, assignments)
    journal.append(entries, [kept])


def _quote(
    call: Call, asker: Requester, estimate: quote.Estimate, by: Actor, at: datetime, assignments: list[Assignment]
) -> tuple[Ask, list[journal.Draft]]:
    kept = insert(
        Quote(requester=asker, at=at, median_s=estimate.median_s, worst_s=estimate.worst_s, reason=estimate.basis)
    )
    return kept, told.drafted(
        by,
        "quote.given",
        call,
        assignments=assignments,
        at=at,
        requester=asker.pk,
        median_s=estimate.median_s,
        worst_s=estimate.worst_s,
        median_min=round(estimate.median_s / 60),
        worst_min=round(estimate.worst_s / 60),
        basis=estimate.basis,
    )


def _divert(call: Call, by: Actor, at: datetime) -> None:
    """A call on the line of a closed or unknown desk is taken all the same; that it was is noted."""
    if call.line_id is None:
        return
    line = Line.objects.get(pk=call.line_id)
    _, is_diverted = lines.answering(line, at)
    if is_diverted:
        told.changed(by, "call.diverted", call, assignments=[], at=at, line=str(line))


@action
def add_requester(
    call: Call,
    *,
    by: Actor,
    place: str = "",
    place_ref: str = "",
    destination: str = "",
    callback: str = "",
    requester: str = "",
    requester_role: str = "",
    details: str = "",
    door: str = "phone",
    is_anonymous: bool = False,
    is_many_from_source: bool = False,
    language: str = "en",
    at: datetime | None = None,
) -> Requester:
    """Join one more asker to an open call: the same person again, or another going the same way.

    Raises Refused when the call has ended, Invalid when a text is too long.
    """
    by.require(Permission.CALL_OPEN)
    texts.check(locals())
    fresh = told.locked(call, by)
    if not fresh.is_open:
        raise Refused(f"{fresh.number} has ended; open a new call.")
    moment = told.stamp(at)
    estimate = quote.quote_for(fresh)
    asker = Requester.objects.create(
        **_quoted(estimate, moment),
        call=fresh,
        name=requester,
        role=requester_role,
        callback=callback,
        place=place or fresh.place,
        place_ref=place_ref,
        destination=destination or fresh.destination,
        details=details,
        door=door,
        language=language,
        token=ids.token(),
        asked_at=moment,
        is_anonymous=is_anonymous,
        is_many_from_source=is_many_from_source,
    )
    told.changed(by, "requester.added", fresh, at=moment, requester=asker.pk, place=asker.place)
    if estimate:
        note_quote(fresh, asker, estimate, by, moment, None)
    return asker


@action
def log_call(
    *,
    by: Actor,
    kind: str,
    details: str = "",
    callback: str = "",
    line_id: int | None = None,
    answered_at: datetime | None = None,
    at: datetime | None = None,
) -> Call:
    """Keep a call that needs no unit (information, wrong number, hang-up): counted, numbered, closed at once."""
    by.require(Permission.CALL_OPEN)
    if kind not in NO_UNIT_NEEDED:
        raise Invalid("Say information, wrong_number or hang_up.", fields={"kind": ["unknown"]})
    lengths.check(callback=(callback, Call, "callback"), details=(details, Call, "details"))
    moment = told.stamp(at)
    spec = registry.get("generic_assistance", by.department_id)
    call = Call.objects.create(
        department_id=by.department_id,
        number=next_number(by.department_id, at=moment, is_named=False),
        service=spec.key,
        status=CallStatus.CLOSED,
        priority=4,
        base_priority=4,
        level=int(spec.level),
        line_id=line_id,
        place="",
        callback=callback,
        details=details,
        opened_at=moment,
        answered_at=answered_at,
        closed_at=moment,
        outcome=kind,
        opened_by=by.key,
    )
    told.changed(
        by, "call.opened", call, assignments=[], at=moment, service=NO_UNIT_NEEDED[kind], place="", priority=4,
        origin=call.origin, is_test=False,
    )  # fmt: skip
    told.changed(by, "call.closed", call, assignments=[], at=moment, outcome=kind)
    return call


@action
def arrived_safe(requester: Requester, *, by: Actor, at: datetime | None = None) -> Requester:
    """The asker says that they arrived safely. Saying it twice changes nothing."""
    by.require(Permission.CALL_OPEN)
    call = told.locked(requester.call, by)
    if requester.arrived_safe_at is None:
        requester.arrived_safe_at = told.stamp(at)
        requester.save(update_fields=["arrived_safe_at"])
    told.changed(by, "requester.arrived_safe", call, at=at, requester=requester.pk)
    return requester


def named_people(call: Call) -> Sequence[str]:
    """The journal keys of those named on ``call``."""
    return list(CallPerson.objects.filter(call=call).values_list("person", flat=True))
