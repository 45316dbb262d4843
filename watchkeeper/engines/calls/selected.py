"""Everything the desk needs of one call at a glance: a fixed number of queries, whatever its history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import journal, reads
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people import panels
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.naming import names
from watchkeeper.core.places import cautions
from watchkeeper.core.services import answers, registry
from watchkeeper.core.services.outcomes import OUTCOMES
from watchkeeper.engines.calls import kept, pictures, private
from watchkeeper.engines.calls.models import Assignment, Call, Requester
from watchkeeper.engines.calls.rows import call_row, iso
from watchkeeper.engines.calls.states import STAMPS, next_steps

TIMELINE = 200
HISTORY = 8
HISTORY_DAYS = 30


def selected(call: Call, by: Actor) -> dict[str, Any]:
    """What ``by``, who may see ``call``, is shown of it. Times are UTC; the reading is noted from level L2 up."""
    if call.level >= Level.L2:
        reads.note(by, "call panel", [call.subject])
    hidden = private.hidden_from(by, call)
    shown = private.call_for(by, call)
    assignments = list(call.assignments.select_related("unit").order_by("id"))
    spec = registry.get(call.service, call.department_id)
    return {
        "row": call_row(call, assignments),
        "k": call.subject,
        "n": call.number,
        "t": str(spec.name),
        "status": call.status,
        "version": call.version,
        "level": call.level,
        "priority": call.priority,
        "place": shown.place,
        "place_ref": call.place_ref,
        "destination": shown.destination,
        "callback": shown.callback,
        "details": shown.details,
        "answers": _answers(call, hidden),
        "outcome": call.outcome,
        "outcomes": [{"key": key, "words": str(OUTCOMES[key].words)} for key in spec.outcomes],
        "times": {f: iso(getattr(call, f)) for f in _CALL_TIMES},
        "window": [iso(call.starts_at), iso(call.ends_at)] if call.starts_at else None,
        "held": [iso(call.held_until), call.hold_reason] if call.held_until else None,
        "requesters": [
            _requester(private.asker_for(r, hidden)) for r in kept.with_first(call.requesters.order_by("id"))
        ],
        "assignments": [_assignment(a) for a in assignments],
        "notes": [_note(n) for n in call.notes.order_by("-at", "-id")[:TIMELINE]],
        "attachments": pictures.listed(call.attachments.all()),
        "corrections": [_correction(c) for c in call.corrections.order_by("id")],
        "timeline": timeline(call),
        "cautions": [_caution(c) for c in cautions.near(call.place_ref, call.department_id)] if call.place_ref else [],
        "history": history(call, by),
        "panels": panels.beside(call.subject, by, has=["plan"] if spec.plan and not call.is_named else []),
    }


_CALL_TIMES = (
    "rung_at",
    "answered_at",
    "opened_at",
    "dispatched_at",
    "on_scene_at",
    "cleared_at",
    "closed_at",
    "due_at",
    "escalated_at",
)


def _answers(call: Call, hidden: frozenset[str]) -> list[dict[str, str]]:
    spec = registry.get(call.service, call.department_id)
    shown = []
    for key, value in call.answers.items():
        if key in hidden:
            continue
        ask = spec.ask(key)
        given = []
        for one in answers.values(value):
            choice = ask.choice(one) if ask else None
            given.append(str(choice.words) if choice else one)
        shown.append({"ask": str(ask.words) if ask else key, "answer": ", ".join(given)})
    return shown


def _requester(asker: Requester) -> dict[str, Any]:
    waited = (asker.reached_at - asker.asked_at).total_seconds() if asker.reached_at else None
    late = kept.late_s(asker.asked_at, asker.reached_at, kept.first_worst_s(asker))
    return {
        "id": asker.pk,
        "name": asker.name,
        "role": asker.role,
        "callback": asker.callback,
        "said": asker.details,
        "place": asker.place,
        "destination": asker.destination,
        "door": asker.door,
        "asked": iso(asker.asked_at),
        "quote": [asker.quote_median_s, asker.quote_worst_s] if asker.quote_median_s is not None else None,
        "waited_s": waited,
        "kept": None if late is None else late <= 0,
        "late_s": late,
        "canceled": iso(asker.canceled_at),
        "arrived_safe": iso(asker.arrived_safe_at),
        "many": asker.is_many_from_source,
    }


def _assignment(assignment: Assignment) -> dict[str, Any]:
    return {
        "id": assignment.pk,
        "unit": assignment.unit.call_sign,
        "uk": assignment.unit.subject,
        "status": assignment.status,
        "times": {field: iso(getattr(assignment, field)) for field in STAMPS},
        "stacked": assignment.is_stacked,
        "window": [iso(assignment.starts_at), iso(assignment.ends_at)] if assignment.starts_at else None,
        "override": assignment.override,
        "outcome": assignment.outcome,
        "destination": assignment.destination,
        "welfare_due": iso(assignment.welfare_due_at),
        "welfare_overdue": iso(assignment.welfare_overdue_at),
        "next": next_steps(assignment.status) if assignment.is_live else [],
    }


def _note(note: Any) -> dict[str, Any]:
    return {
        "id": note.pk, "at": iso(note.at), "by": note.by_name, "kind": note.kind, "text": note.text,
        "struck": iso(note.struck_at),
    }  # fmt: skip


def _correction(made: Any) -> dict[str, Any]:
    return {
        "subject": made.subject, "field": made.field, "old": iso(made.old), "new": iso(made.new), "reason": made.reason,
        "by": made.by_name, "at": iso(made.at),
    }  # fmt: skip


def _caution(caution: Any) -> dict[str, Any]:
    return {
        "id": caution.pk,
        "text": caution.text,
        "kind": caution.kind,
        "place": caution.place,
        "until": iso(caution.expires_at),
    }


def timeline(call: Call, limit: int = TIMELINE) -> list[dict[str, str]]:
    """The call's entries as sentences, newest first."""
    entries = list(Entry.objects.filter(subject=call.subject).order_by("-id")[:limit])
    called = names({e.actor for e in entries})
    said = journal.sentences(entries)
    return [
        {"at": e.at, "recorded": e.recorded_at, "actor": called[e.actor], "verb": e.verb, "text": text}
        for e, text in zip(entries, said, strict=True)
    ]


def history(call: Call, by: Actor, limit: int = HISTORY) -> list[dict[str, Any]]:
    """Recent other calls at the same place that ``by`` may see, newest first."""
    if not call.place_ref:
        return []
    since = call.opened_at - timedelta(days=HISTORY_DAYS)
    found = Call.objects.visible_to(by).filter(place_ref=call.place_ref, opened_at__gte=since).exclude(pk=call.pk)
    return [
        {
            "k": c.subject,
            "n": c.number,
            "t": str(registry.get(c.service, c.department_id).label),
            "at": iso(c.opened_at),
            "st": c.status,
        }
        for c in found.order_by("-opened_at")[:limit]
    ]
