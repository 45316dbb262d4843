"""Who is on, who was, and who ought to have gone home."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from watchkeeper.core.journal.models import Entry
from watchkeeper.core.journal.sealing import stamp
from watchkeeper.core.people.actions import change_mode, end_duty, start_duty
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import DispatchCenter, Duty, Mode, Person
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls.models import Unit
from watchkeeper.surfaces.console.desk.cells import Cell, Fact, Look, Notice, gap, mono, muted
from watchkeeper.surfaces.console.desk.choices import centers, people
from watchkeeper.surfaces.console.desk.filters import Choice, Days, YesNo
from watchkeeper.surfaces.console.desk.forms import DeskForm, Moment
from watchkeeper.surfaces.console.desk.register import Button, Column, Register, Where

_HALF = {"data-width": "half"}
_SHIFT = timedelta(hours=16)  # longer than any shift: somebody forgot to log off


class SeatForm(DeskForm):
    """Who sits down at which dispatch seat. Units log on with their crew on their own page."""

    person = forms.ChoiceField(label="Who")
    center = forms.ChoiceField(label="Center", widget=forms.Select(attrs=_HALF))
    position = forms.IntegerField(label="Position", min_value=1, max_value=99, widget=forms.NumberInput(attrs=_HALF))
    ends_at = Moment(label="Until", required=False)

    def prepare(self) -> None:
        """Those who work here, and the centers."""
        self.choose("person", [("", "choose"), *people(self.by.department_id)])
        self.choose("center", centers(self.by.department_id))

    def blank(self) -> dict[str, Any]:
        """The first position."""
        return {"position": 1}


class EndForm(DeskForm):
    """When it ended."""

    at = Moment(label="Ended at (empty: now)", required=False)


class ModeForm(DeskForm):
    """How they get about from now on."""

    mode = forms.ChoiceField(label="Gets about by", choices=Mode.choices)


def _rows(by: Actor) -> QuerySet[Duty]:
    """All for those who manage duty or audit; everybody else sees who is on, and what was their own."""
    rows = Duty.objects.filter(department_id=by.department_id).select_related("person")
    if by.may(Permission.DUTY_MANAGE) or by.may(Permission.AUDIT_READ):
        return rows
    return rows.filter(Q(ended_at=None) | Q(person_id=by.person_id or 0))


def _of_duty(duty: Any, entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Of what is known of the person only this duty: who sees who is on does not see when they came before."""
    during = entries.filter(verb__startswith="duty.", at__gte=stamp(duty.started_at))
    return during.filter(at__lte=stamp(duty.ended_at)) if duty.ended_at else during


def _start(row: Any, by: Actor, given: dict[str, Any]) -> Duty:
    person = Person.objects.get(department_id=by.department_id, pk=given["person"])
    center = DispatchCenter.objects.get(department_id=by.department_id, pk=given["center"])
    seat = f"{center.key}/{given['position']}"
    return start_duty(person, by=by, seat=seat, mode=Mode.POST, ends_at=given["ends_at"])


def _prepare(rows: Sequence[Any], look: Look) -> None:
    keys = {int(row.unit[5:]) for row in rows if row.unit.startswith("unit:") and row.unit[5:].isdecimal()}
    signs = dict(Unit.objects.of(look.by).filter(pk__in=keys).values_list("pk", "call_sign"))
    for row in rows:
        row.where = row.seat or signs.get(int(row.unit[5:]) if row.unit[5:].isdecimal() else 0, row.unit)


def _ends(duty: Any, look: Look) -> Cell:
    if duty.ended_at is not None:
        return muted(look.moment(duty.ended_at))
    if duty.ends_at is None:
        return gap("not stated")
    is_over = duty.ends_at <= look.now
    words = look.moment(duty.ends_at)
    return Cell(f"was to end {words}", tone="over", glyph="over") if is_over else Cell(words, "number")


def _state(duty: Any, look: Look) -> Cell:
    return muted("off") if duty.ended_at else Cell("on", tone="scene", glyph="scene")


def _hours(duty: Any, look: Look) -> Cell:
    minutes = int(((duty.ended_at or look.now) - duty.started_at).total_seconds() // 60)
    return Cell(f"{minutes // 60}:{minutes % 60:02d}", "number")


def _late(look: Look) -> Q:
    return Q(ended_at=None, ends_at__lte=look.now)


def _forgotten(look: Look) -> Q:
    return Q(ended_at=None, started_at__lte=look.now - _SHIFT)


def _notices(duty: Any, look: Look) -> Sequence[Notice]:
    found = []
    if duty.ended_at is None and duty.ends_at is not None and duty.ends_at <= look.now:
        text = f"It was to end {look.moment(duty.ends_at)} and nobody ended it."
        found.append(Notice("Past the end", text, "over", "over"))
    if duty.ended_at is None and duty.started_at <= look.now - _SHIFT:
        text = f"On since {look.moment(duty.started_at)}: longer than any shift, or somebody forgot to log off."
        found.append(Notice("Over 16 hours", text))
    return found


def _details(duty: Any, look: Look) -> Sequence[Fact]:
    return [
        Fact("State", _state(duty, look)),
        Fact("Where", mono(duty.where)),
        Fact("Gets about by", duty.get_mode_display()),
        Fact("Since", look.moment(duty.started_at)),
        Fact("Until", _ends(duty, look)),
        Fact("Hours", _hours(duty, look)),
    ]


def _is_on(duty: Any, look: Look) -> bool:
    return duty.ended_at is None


DUTIES = Register(
    key="duties",
    title="Duties",
    sentence="Who is on now, on which unit or at which seat, and who was.",
    one="duty",
    many="duties",
    icon="user-check",
    letter="d",
    usual="on",
    read=Permission.BOARD_READ,
    write=Permission.DUTY_MANAGE,
    rows=_rows,
    prepare=_prepare,
    subject=lambda duty: f"person:{duty.person_id}",
    about_row=_of_duty,
    name=lambda duty: duty.person.call_name,
    about=lambda duty, look: duty.person.title,
    order="-since",
    columns=(
        Column("who", "Who", lambda duty, look: Cell(duty.person.call_name, "mono"), order="person__call_name"),
        Column("state", "State", _state),
        Column("where", "Where", lambda duty, look: mono(duty.where)),
        Column("mode", "By", lambda duty, look: duty.get_mode_display(), order="mode"),
        Column(
            "since",
            "Since",
            lambda duty, look: Cell(look.moment(duty.started_at), "number"),
            order="started_at",
            take=lambda duty, look: duty.started_at,
        ),
        Column("until", "Until", _ends, order="ends_at", take=lambda duty, look: duty.ended_at or duty.ends_at),
        Column("hours", "Hours", _hours),
    ),
    search=("person__call_name", "seat"),
    search_words="Call name or seat",
    filters=(
        Choice("mode", "By", "mode", lambda look: [(str(v), str(n)) for v, n in Mode.choices]),
        YesNo("seat", "At a dispatch seat", lambda look: ~Q(seat="")),
        Days("since", "Began", "started_at"),
    ),
    views=(
        Where("on", "On now", lambda look: Q(ended_at=None)),
        Where("seats", "Dispatch seats now", lambda look: Q(ended_at=None) & ~Q(seat="")),
        Where("own", "My own", lambda look: Q(person_id=look.by.person_id or 0)),
    ),
    gaps=(
        Where("late", "past their end", _late),
        Where("forgotten", "over 16 hours", _forgotten),
        Where("open", "without an end", lambda look: Q(ended_at=None, ends_at=None)),
    ),
    details=_details,
    notices=_notices,
    new=Button("new", "Start duty at a seat", _start, SeatForm, letter="n", said="On duty."),
    buttons=(
        Button(
            "end",
            "End duty",
            lambda duty, by, given: end_duty(duty, by=by, at=given["at"]),
            EndForm,
            fits=_is_on,
            letter="x",
            said="Off duty.",
        ),
        Button(
            "mode",
            "Change mode",
            lambda duty, by, given: change_mode(duty, by=by, mode=given["mode"]),
            ModeForm,
            fits=_is_on,
            letter="m",
            said="The mode is changed.",
        ),
    ),
)
