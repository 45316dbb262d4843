"""What people think: questions, suggestions, complaints and praise, until each has its answer and its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.naming import names
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services import registry
from watchkeeper.engines.notices import exceptions, sectors
from watchkeeper.engines.notices.models import Exclusion, Feedback, FeedbackMessage, Misconduct
from watchkeeper.engines.notices.states import FeedbackKind, FeedbackStatus, Sector
from watchkeeper.surfaces.console.desk.cells import Band, Cell, Fact, Look, Notice, muted
from watchkeeper.surfaces.console.desk.choices import owners
from watchkeeper.surfaces.console.desk.filters import Choice, Days
from watchkeeper.surfaces.console.desk.register import Button, Column, Register, Where
from watchkeeper.surfaces.console.desk.registers.feedback_buttons import BUTTONS, take
from watchkeeper.surfaces.console.desk.registers.feedback_forms import NewForm

QUARTER = timedelta(days=92)
STATES = {
    FeedbackStatus.RECEIVED: ("waiting", "waiting"),
    FeedbackStatus.ACKNOWLEDGED: ("sent", "ack"),
    FeedbackStatus.ANSWERED: ("scene", "ok"),
    FeedbackStatus.CLOSED: ("idle", "out"),
}


def state(one: Feedback, look: Look) -> Cell:
    """The state of ``one`` with its glyph; what is past a clock is late."""
    due = one.acknowledge_by if one.status == FeedbackStatus.RECEIVED else one.close_by
    if one.status != FeedbackStatus.CLOSED and due < look.now:
        return Cell(f"{one.status}, late", tone="over", glyph="over")
    tone, glyph = STATES[FeedbackStatus(one.status)]
    return Cell(one.status, tone=tone, glyph=glyph)


def _kind(one: Feedback, look: Look) -> Cell:
    return Cell("conduct", "strong") if one.is_misconduct else Cell(one.kind)


def _prepare(rows: Sequence[Any], look: Look) -> None:
    """Hang on each what was written after it, and what is decided of a complaint about conduct. Three queries."""
    keys = [row.pk for row in rows]
    apart = [row.pk for row in rows if row.is_misconduct]
    thread: dict[int, list[FeedbackMessage]] = {}
    for message in FeedbackMessage.objects.filter(feedback__in=keys):
        thread.setdefault(message.feedback_id, []).append(message)
    decided = {one.feedback_id: one for one in Misconduct.objects.filter(feedback__in=apart)} if apart else {}
    barred: dict[int, list[Exclusion]] = {}
    for one in Exclusion.objects.filter(feedback__in=apart).select_related("person") if apart else ():
        barred.setdefault(one.feedback_id, []).append(one)
    for row in rows:
        row.thread, row.held = thread.get(row.pk, []), decided.get(row.pk)
        row.barred = barred.get(row.pk, [])


def _details(one: Any, look: Look) -> Sequence[Fact]:
    facts = [
        Fact("State", state(one, look)),
        Fact("What they wrote", Cell(one.words, "wrap")),
        *(Fact(f"{_who(m)} {look.moment(m.at)}", Cell(m.words, "wrap")) for m in one.thread),
        Fact("Wants an answer", "yes, by the link" if one.wants_reply else "no"),
        Fact("From", _asker(one, look)),
        Fact("Language", one.language),
        Fact("Received", f"{look.moment(one.received_at)} by {one.door.replace('_', ' ')}"),
        Fact("To acknowledge by", look.moment(one.acknowledge_by)),
        Fact("To close by", look.moment(one.close_by)),
        Fact("Answers for it", one.owner or muted("nobody yet")),
    ]
    about = {"Service": _service(one, look), "Place": one.place, "Unit": one.unit, "Sector": one.sector}
    facts += [Fact(words, value) for words, value in about.items() if value]
    if one.outcome:
        facts.append(Fact("Ended", f"{one.outcome.replace('_', ' ')}, {look.moment(one.closed_at)}"))
    if one.went:
        facts.append(Fact("They found it", one.went.replace("_", " ")))
    if one.published_at:
        facts.append(Fact("In public", Cell(f"You said: {one.you_said} We did: {one.we_did}", "wrap")))
    return [*facts, *(_apart(one, look) if one.held is not None else ())]


def _who(message: FeedbackMessage) -> str:
    return "They," if message.is_asker else f"{message.by_name},"


def _asker(one: Feedback, look: Look) -> Cell | str:
    """Who wrote, as far as the reader is cleared for personal data."""
    if one.is_anonymous:
        return muted("anonymous, as they wished")
    if look.by.clearance < Level.L2:
        return muted("kept from your role")
    return ", ".join(text for text in (one.name, one.contact) if text) or muted("not said")


def _service(one: Feedback, look: Look) -> str:
    return str(registry.get(one.service, look.by.department_id).name) if one.service else ""


def _apart(one: Any, look: Look) -> list[Fact]:
    held: Misconduct = one.held
    called = names({held.decided_by, held.reported_by} - {""})
    facts = [Fact("About", one.about_whom or muted("not said")), Fact("POST by", look.moment(held.post_by))]
    if held.decided_at:
        what = "credible" if held.is_credible else "not credible"
        words = f"{what}, {held.allegation.replace('_', ' ')}: {held.reason}"
        facts.append(Fact(f"Decided {look.moment(held.decided_at)} by {called[held.decided_by]}", Cell(words, "wrap")))
    if held.reported_at:
        words = f"{look.moment(held.reported_at)} by {called[held.reported_by]}, {held.reference}"
        facts.append(Fact("Sent to POST", words))
    return facts + [Fact("Excluded", f"{row.person.call_name}: {row.reason}") for row in one.barred]


def _notices(one: Any, look: Look) -> Sequence[Notice]:
    if one.held is None:
        return ()
    found = [Notice("Outside the chain", "Seen by who reviews complaints, and by none of those excluded.", "move")]
    if one.held.is_due:
        is_late = one.held.post_by < look.now
        what = "Send it to the POST commission" if one.held.is_credible else "Decide whether it is credible"
        words = f"{what} by {look.moment(one.held.post_by)}."
        tone = "over" if is_late else "waiting"
        found.append(Notice("POST clock", words, tone, "over" if is_late else "caution"))
    return found


def _bands(look: Look) -> Sequence[Band]:
    """What is owed outside the chain, to who may know; whether every part of the community is served alike."""
    found = sectors.shares(look.by, look.now - QUARTER)
    bands = [Band("Served alike, last quarter:", [_share(one) for one in found])] if found else []
    owed = [Cell(f"{one.text} by {look.moment(one.due)}", tone="over" if one.is_late else "waiting",
                 glyph="over" if one.is_late else "caution") for one in exceptions.complaints(look.by)]  # fmt: skip
    return [*([Band("Outside the chain:", owed)] if owed else []), *bands]


def _share(one: sectors.Share) -> Cell:
    said = f"well {one.well} of {one.said}" if one.said else "none said how"
    words = f"{one.sector} {one.wrote}, closed {one.closed}, {said}"
    if one.is_gap:
        return Cell(f"{words}: a gap (p = {one.chance:.3f})", tone="over", glyph="over")
    return Cell(words)


def _rows(by: Actor) -> QuerySet[Feedback]:
    return Feedback.objects.visible_to(by)


def _history(one: Feedback, entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Who may see a complaint outside the chain may read its history, which clearance alone shows to nobody."""
    if not one.is_misconduct:
        return entries
    return Entry.objects.filter(subject=one.subject, department_id=one.department_id).order_by("-id")


def _late(look: Look) -> Q:
    unread = Q(status=FeedbackStatus.RECEIVED, acknowledge_by__lt=look.now)
    return unread | (~Q(status=FeedbackStatus.CLOSED) & Q(close_by__lt=look.now))


def _mine(look: Look) -> Q:
    return ~Q(status=FeedbackStatus.CLOSED) & Q(owner__in=[look.by.name, *(str(role) for role in look.by.roles)])


FEEDBACK = Register(
    key="feedback",
    title="Feedback",
    sentence="What people ask, suggest, complain of and praise: acknowledged in a working day, closed in fifteen.",
    one="piece of feedback",
    many="pieces of feedback",
    group="",
    icon="message",
    letter="x",
    usual="open",
    read=Permission.FEEDBACK_READ,
    opens_too=Permission.COMPLAINT_REVIEW,
    write=Permission.FEEDBACK_WRITE,
    is_large=True,
    is_noted=lambda one: one.level >= Level.L2,
    rows=_rows,
    prepare=_prepare,
    subject=lambda one: one.subject,
    about_row=_history,
    name=lambda one: one.words[:80],
    about=lambda one, look: "complaint about conduct" if one.is_misconduct else one.kind,
    order="-received",
    columns=(
        Column("words", "What they wrote", lambda one, look: Cell(one.words[:160], "strong")),
        Column("kind", "Kind", _kind),
        Column("state", "State", state),
        Column("owner", "Answers for it", lambda one, look: one.owner or muted("nobody yet")),
        Column(
            "due", "To close by", lambda one, look: Cell(look.day(one.close_by), "number"), order="close_by",
            take=lambda one, look: one.close_by,
        ),
        Column(
            "received", "Received", lambda one, look: Cell(look.moment(one.received_at), "number"),
            order="received_at", take=lambda one, look: one.received_at,
        ),
        Column("sector", "Sector", lambda one, look: one.sector or muted("not said"), is_usual=False),
        Column("place", "Place", lambda one, look: one.place or muted("–"), is_usual=False),
        Column("service", "Service", lambda one, look: _service(one, look) or muted("–"), is_usual=False),
        Column("outcome", "Ended", lambda one, look: one.outcome.replace("_", " ") or muted("–"), is_usual=False),
        Column("went", "They found it", lambda one, look: one.went.replace("_", " ") or muted("–"), is_usual=False),
    ),
    search=("words", "place", "unit", "owner"),
    search_words="Words, place, unit or owner",
    filters=(
        Choice("kind", "Kind", "kind", lambda look: [(one.value, one.value) for one in FeedbackKind]),
        Choice("sector", "Sector", "sector", lambda look: [(one.value, one.value) for one in Sector]),
        Choice("owner", "Answers", "owner", lambda look: owners(look.by.department_id)),
        Days("received", "Received", "received_at"),
    ),
    views=(
        Where("open", "Open", lambda look: ~Q(status=FeedbackStatus.CLOSED)),
        Where("new", "To acknowledge", lambda look: Q(status=FeedbackStatus.RECEIVED)),
        Where("late", "Late", _late),
        Where("mine", "Mine", _mine),
        Where("closed", "Closed", lambda look: Q(status=FeedbackStatus.CLOSED)),
        Where("public", "In public", lambda look: Q(published_at__isnull=False)),
    ),
    details=_details,
    notices=_notices,
    bands=_bands,
    new=Button("new", "Take feedback", take, NewForm, needs=Permission.FEEDBACK_GIVE, letter="n", said="It is taken."),
    buttons=BUTTONS,
)  # fmt: skip
