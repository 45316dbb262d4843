"""What the list and the drawer of the bookings show: cells, facts and notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from watchkeeper.core.people.qualifications import WORDS, Qualification
from watchkeeper.core.services import registry
from watchkeeper.core.services.answers import values, words_of
from watchkeeper.core.services.kinds import Kind
from watchkeeper.core.services.outcomes import OUTCOMES
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import bookings, private
from watchkeeper.engines.calls.models import Call, Requester
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.surfaces.console.desk.cells import Cell, Fact, Look, Notice, gap, mono, muted

STATES = {
    CallStatus.ASKED: ("waiting", "waiting"),
    CallStatus.PROPOSED: ("sent", "ack"),
    CallStatus.CONFIRMED: ("sent", "staged"),
    CallStatus.IN_SESSION: ("scene", "scene"),
    CallStatus.DELIVERED: ("idle", "clear"),
}
_NOT_SHOWN = {"not_before", "times"}  # told as wishes


def service_of(call: Any) -> Service:
    """The service of a call as its department has it."""
    return registry.get(call.service, call.department_id)


def prepare(rows: Sequence[Any], look: Look) -> None:
    """Hang on each call what belongs to it, and its first asker as the reader may see them. Four queries."""
    found = bookings.facts(rows)
    first: dict[int, Requester] = {}
    many: dict[int, int] = {}
    for asker in Requester.objects.filter(call__in=[row.pk for row in rows], canceled_at=None).order_by("pk"):
        first.setdefault(asker.call_id, asker)
        many[asker.call_id] = many.get(asker.call_id, 0) + 1
    for row in rows:
        row.facts, row.asker, row.askers = found[row.pk], first.get(row.pk), many.get(row.pk, 0)


def state(call: Any, look: Look) -> Cell:
    """The status in words."""
    words = call.status.replace("_", " ")
    tone, glyph = STATES.get(CallStatus(call.status), ("", ""))
    return Cell(words, tone=tone, glyph=glyph) if tone else muted(words)


def when(call: Any, look: Look) -> Cell:
    """Its time; before it has one, when its asker must have an answer, or which times were proposed."""
    if call.status == CallStatus.ASKED:
        return _answer_due(call, look)
    if call.status == CallStatus.PROPOSED:
        slots = call.facts.slots
        return Cell(f"one of {len(slots)}, first {_day(slots[0].starts_at, look)}" if slots else "–", "number")
    if call.starts_at is None or call.ends_at is None:
        return muted("–")
    span = f"{_day(call.starts_at, look)} to {call.ends_at.astimezone(look.zone):%H:%M}"
    is_over = call.status in bookings.STANDING and call.ends_at < look.now
    return Cell(f"{span}, over", tone="over", glyph="over") if is_over else Cell(span, "number")


def _answer_due(call: Any, look: Look) -> Cell:
    if call.due_at is None:
        return muted("no answer promised")
    if call.due_at < look.now:
        return Cell(f"answer {_age(call.due_at, look.now)} late", tone="over", glyph="over")
    return Cell(f"answer by {look.moment(call.due_at)}", "number")


def _age(since: datetime, now: datetime) -> str:
    minutes = int((now - since).total_seconds() // 60)
    hours = minutes // 60
    return f"{hours // 24} d" if hours >= 48 else f"{hours} h" if hours else f"{minutes} min"


def who(call: Any, look: Look) -> Cell | str:
    """Who asked, as far as the reader may know: name, or else the unit it is for."""
    if call.asker is None:
        return muted("nobody")
    shown = private.asker_for(call.asker, private.hidden_from(look.by, call))
    words = shown.name or str(call.answers.get("unit") or "")
    if call.appointment.seats or not words:
        return words if words and call.askers == 1 else muted("–")
    return f"{words} and {call.askers - 1} more" if call.askers > 1 else words


def held(call: Any, look: Look) -> Cell:
    """Those held for it, by call name; what is missing is said."""
    names = ", ".join(call.facts.people)
    if call.facts.is_short(call):
        return gap(f"{names}, needs somebody" if names else "nobody")
    if names:
        return mono(names)
    return muted("–") if call.status not in bookings.STANDING or not call.facts.needed else gap("nobody")


def heads(call: Any, look: Look) -> Cell:
    """How many were expected, and how many came."""
    mine = call.appointment
    if mine.attended is None:
        return Cell(f"{mine.expected} expected", "number") if mine.expected else muted("–")
    return Cell(f"{mine.attended} of {mine.expected}" if mine.expected else str(mine.attended), "number")


def seats(call: Any, look: Look) -> Cell:
    """Seats taken, and who waits in line."""
    mine = call.appointment
    if not mine.seats:
        return muted("–")
    line = f", {call.facts.in_line} in line" if call.facts.in_line else ""
    return Cell(f"{call.facts.taken} of {mine.seats}{line}", "number")


def outcome(call: Any, look: Look) -> Cell | str:
    """How it was held."""
    known = OUTCOMES.get(call.outcome)
    return str(known.words) if known else call.outcome or muted("–")


def notices(call: Any, look: Look) -> Sequence[Notice]:
    """What is missing, and what happens meanwhile."""
    found = []
    if call.status == CallStatus.ASKED and call.due_at is not None and call.due_at < look.now:
        text = f"They were to hear by {look.moment(call.due_at)}. The supervisor sees it until they do."
        found.append(Notice("No answer yet", text, "over", "over"))
    for one in call.facts.pulled:
        text = f"{one.person.call_name} was sent elsewhere at {look.moment(one.pulled_at)}. The time stands."
        found.append(Notice("It needs somebody", text))
    if call.status in bookings.STANDING and call.ends_at is not None and call.ends_at < look.now:
        text = f"It was to end {look.moment(call.ends_at)} and nobody said how it was held."
        found.append(Notice("To be accounted for", text, "over", "over"))
    return found


def details(call: Any, look: Look) -> Sequence[Fact]:
    """Everything the reader may know of it: what was asked, by whom, when, who holds it, who comes."""
    hidden = private.hidden_from(look.by, call)
    shown, spec, mine = private.call_for(look.by, call), service_of(call), call.appointment
    place = ", ".join(one for one in (shown.place, call.site.name if call.site else "") if one)
    facts = [
        Fact("State", state(call, look)),
        Fact("When", when(call, look)),
        Fact("Place", place or muted("unknown")),
        *_askers(call, hidden),
        *_wishes(call, look, spec),
        *_answers(call, look, spec, hidden),
        *_slots(call, look),
        Fact("Held", _held_lines(call, look)),
    ]
    if mine.quoted_cents is not None:
        facts.append(Fact("Quote", Cell(f"${mine.quoted_cents / 100:,.2f}", "number")))
    return [*facts, *_seats(call, look, hidden), *_after(call, look)]


def _askers(call: Any, hidden: frozenset[str]) -> list[Fact]:
    """Each asker with how to reach them; those who enrolled are told with the seats."""
    found = []
    for asker in call.requesters.filter(enrollment=None).order_by("pk"):
        one = private.asker_for(asker, hidden)
        reach = "" if "callback" in hidden else asker.callback or call.callback
        words = ", ".join(part for part in (one.name, one.role, reach) if part)
        gone = " (canceled)" if asker.canceled_at else ""
        kept = "kept from your role" if "callback" in hidden else "no name or number"
        found.append(Fact("Asked by", f"{words}{gone}" if words else muted(kept)))
    return found


def _wishes(call: Any, look: Look, spec: Service) -> list[Fact]:
    mine, wishes = call.appointment, []
    if mine.wished_from is not None:
        until = look.moment(mine.wished_until)
        wishes.append(f"{look.moment(mine.wished_from)} to {until}" if until else look.moment(mine.wished_from))
    if call.answers.get("not_before"):
        wishes.append(f"not before {_moment(str(call.answers['not_before']), look)}")
    times = [str(words_of(spec.asks, "times", one)).lower() for one in values(call.answers.get("times"))]
    wishes += [", ".join(times)] if times else []
    return [Fact("Wishes", "; ".join(wishes))] if wishes else []


def _moment(text: str, look: Look) -> str:
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None:
        return text
    return look.moment(at if at.tzinfo else at.replace(tzinfo=look.zone))


def _answers(call: Any, look: Look, spec: Service, hidden: frozenset[str]) -> list[Fact]:
    """What its service asked besides, in the words the asker saw."""
    found = []
    for ask in spec.asks:
        said = values(call.answers.get(ask.key))
        if ask.fills or not said or ask.key in hidden or ask.key in _NOT_SHOWN:
            continue
        is_moment = ask.kind is Kind.WHEN
        words = ", ".join(_moment(one, look) if is_moment else str(words_of(spec.asks, ask.key, one)) for one in said)
        found.append(Fact(str(ask.words), words if ask.kind is not Kind.YES_NO else said[0]))
    if call.details and "details" not in hidden:
        filling = spec.ask_filling("details")
        found.append(Fact(str(filling.words) if filling else "Details", call.details))
    return found


def _slots(call: Any, look: Look) -> list[Fact]:
    found = []
    for slot in call.facts.slots:
        names = ", ".join(one.person.call_name for one in call.facts.held if one.slot_id == slot.pk)
        span = f"{_day(slot.starts_at, look)} to {slot.ends_at.astimezone(look.zone):%H:%M}"
        found.append(Fact("Proposed", Cell(f"{span}, {names}" if names else span, "number")))
    return found


def _day(at: datetime, look: Look) -> str:
    local, today = at.astimezone(look.zone), look.now.astimezone(look.zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return f"{local:%a} {look.day(at)} {local:%H:%M}"


def _held_lines(call: Any, look: Look) -> Cell | str:
    if not call.facts.held:
        return held(call, look)
    several = {(one.person.call_name, one.qualification) for one in call.facts.held}
    words = ", ".join(f"{name} ({_qualified(key)})" for name, key in sorted(several))
    return gap(f"{words}; needs somebody") if call.facts.is_short(call) else words


def _qualified(key: str) -> str:
    return str(WORDS[Qualification(key)]) if key in {one.value for one in Qualification} else "held"


def _seats(call: Any, look: Look, hidden: frozenset[str]) -> list[Fact]:
    if not call.appointment.seats:
        return []
    facts = [Fact("Seats", seats(call, look))]
    listed = call.enrollments.filter(canceled_at=None).select_related("requester")
    return [*facts, *(Fact("Seat" if one.seated_at else "In line", enrolled(one, hidden)) for one in listed)]


def enrolled(one: Any, hidden: frozenset[str]) -> str:
    """Somebody enrolled, by the name on the list as far as the reader may know it, and whether they came."""
    asker = private.asker_for(one.requester, hidden)
    reach = "" if "callback" in hidden else one.requester.callback
    words = ", ".join(part for part in (asker.name or f"asker {one.pk}", asker.role, reach) if part)
    return words + {None: "", True: ": came", False: ": did not come"}[one.attended]


def _after(call: Call, look: Look) -> list[Fact]:
    mine = call.appointment
    facts = []
    if mine.delivered_at is not None:
        facts += [Fact("Outcome", outcome(call, look)), Fact("Told", look.moment(mine.delivered_at))]
    if mine.attended is not None or mine.expected:
        facts.append(Fact("Heads", heads(call, look)))
    if mine.material:
        facts.append(Fact("Material", mono(mine.material)))
    if mine.unanswered:
        facts.append(Fact("Left unanswered", gap(mine.unanswered)))
    if mine.moved:
        facts.append(Fact("Moved", Cell(f"{mine.moved} times" if mine.moved > 1 else "once", "number")))
    return [*facts, Fact("Asked", look.moment(call.opened_at)), Fact("Level", f"L{call.level}")]
