"""Who comes next, and where nobody is planned: no dispatch seat is ever empty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q

from watchkeeper.core.departments.models import Department
from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.people import roster
from watchkeeper.core.people.actions import cancel_shift, fill_shift, plan_shift
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import DispatchCenter, Person, RosterSlot
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls.models import Unit
from watchkeeper.kit import clock
from watchkeeper.surfaces.console.desk.cells import Band, Cell, Fact, Look, gap, mono, muted
from watchkeeper.surfaces.console.desk.choices import centers, people
from watchkeeper.surfaces.console.desk.filters import Choice, Days
from watchkeeper.surfaces.console.desk.forms import DeskForm, Moment
from watchkeeper.surfaces.console.desk.register import Button, Column, Register, Where

AHEAD = timedelta(days=7)
SHIFT = timedelta(hours=8)
MOST_GAPS = 4


class ShiftForm(DeskForm):
    """A stretch at a dispatch center or on a unit; it may wait for its person."""

    where = forms.ChoiceField(label="Where")
    person = forms.ChoiceField(label="Who", required=False)
    starts_at = Moment(label="From")
    ends_at = Moment(label="To")

    def prepare(self) -> None:
        """Centers and units of the department, and those who work here."""
        units = Unit.objects.of(self.by).order_by("call_sign").values_list("pk", "call_sign")
        several = [(f"center:{pk}", name) for pk, name in centers(self.by.department_id)]
        self.choose("where", [("", "choose"), *several, *((f"unit:{pk}", sign) for pk, sign in units)])
        self.choose("person", [("", "nobody yet"), *people(self.by.department_id)])

    def blank(self) -> dict[str, Any]:
        """Eight hours from this hour."""
        now = clock.now().astimezone(zone_of(self.by.department_id)).replace(minute=0, second=0, microsecond=0)
        return {"starts_at": Moment.shown(now, self.by), "ends_at": Moment.shown(now + SHIFT, self.by)}


class FillForm(DeskForm):
    """Who works it."""

    person = forms.ChoiceField(label="Who", required=False)

    def prepare(self) -> None:
        """Those who work here."""
        self.choose("person", [("", "nobody yet"), *people(self.by.department_id)])

    def first(self, row: Any) -> dict[str, Any]:
        """Who is planned now."""
        return {"person": row.person_id or ""}


class CancelForm(DeskForm):
    """Why it is taken off."""

    reason = forms.CharField(label="Why it is taken off", max_length=200)

    def first(self, row: Any) -> dict[str, Any]:
        """Nothing is known yet."""
        return {}


def _person(by: Actor, pk: str) -> Person | None:
    return Person.objects.filter(department_id=by.department_id, pk=pk).first() if pk else None


def _plan(row: Any, by: Actor, given: dict[str, Any]) -> RosterSlot:
    kind, _, pk = given["where"].partition(":")
    center = DispatchCenter.objects.get(department_id=by.department_id, pk=pk) if kind == "center" else None
    return plan_shift(
        Department.objects.get(pk=by.department_id),
        by=by,
        center=center,
        unit="" if center else given["where"],
        person=_person(by, given["person"]),
        starts_at=given["starts_at"],
        ends_at=given["ends_at"],
    )


def _prepare(rows: Sequence[Any], look: Look) -> None:
    keys = {int(row.unit[5:]) for row in rows if row.unit.startswith("unit:") and row.unit[5:].isdecimal()}
    signs = dict(Unit.objects.of(look.by).filter(pk__in=keys).values_list("pk", "call_sign"))
    for row in rows:
        key = int(row.unit[5:]) if row.unit[5:].isdecimal() else 0
        row.where = row.center.name if row.center else signs.get(key, row.unit)


def _who(slot: Any, look: Look) -> Cell:
    return mono(slot.person.call_name) if slot.person else gap("nobody")


def _state(slot: Any, look: Look) -> Cell:
    if slot.canceled_at is not None:
        return muted("taken off")
    if slot.ends_at <= look.now:
        return muted("over")
    return Cell("now", tone="scene", glyph="scene") if slot.starts_at <= look.now else muted("planned")


def _ahead(look: Look) -> Q:
    return Q(canceled_at=None, ends_at__gt=look.now, starts_at__lt=look.now + AHEAD)


def _nobody(look: Look) -> Q:
    return Q(canceled_at=None, ends_at__gt=look.now, person=None)


def _bands(look: Look) -> list[Band]:
    """The seats at this moment, and the stretches of the next week in which nobody is planned."""
    here = look.by.department_id
    seats: list[Cell | str] = [_seat(one) for one in roster.seats_now(here)]
    found = roster.gaps(here, look.now, look.now + AHEAD)
    bands = [Band("Dispatch seats now", seats or [muted("no dispatch center is set up")])]
    if not seats:
        return bands
    shown: list[Cell | str] = [
        gap(f"{one.name}, {look.moment(one.starts_at)} to {look.moment(one.ends_at)}: {one.filled} of {one.required}")
        for one in found[:MOST_GAPS]
    ]
    if len(found) > MOST_GAPS:
        shown.append(f"and {len(found) - MOST_GAPS} more")
    full = Cell("every seat is planned for seven days", tone="scene", glyph="clear")
    return [*bands, Band("Nobody is planned", shown or [full])]


def _seat(one: roster.Seats) -> Cell:
    said = f"{one.name}: {', '.join(one.people) or 'nobody'}, {len(one.people)} of {one.required}"
    return gap(said) if one.is_short else Cell(said, tone="scene", glyph="scene")


def _details(slot: Any, look: Look) -> Sequence[Fact]:
    return [
        Fact("State", _state(slot, look)),
        Fact("Who", _who(slot, look)),
        Fact("Where", slot.where),
        Fact("From", look.moment(slot.starts_at)),
        Fact("To", look.moment(slot.ends_at)),
    ]


def _stands(slot: Any, look: Look) -> bool:
    return slot.canceled_at is None and slot.ends_at > look.now


def _moment(field: str, words: str) -> Column:
    return Column(
        field.removesuffix("_at"),
        words,
        lambda slot, look: Cell(look.moment(getattr(slot, field)), "number"),
        order=field,
        take=lambda slot, look: getattr(slot, field),
    )


ROSTER = Register(
    key="roster",
    title="Roster",
    sentence="Who comes when, seven days ahead and as far as it was planned. No dispatch seat is ever empty.",
    one="shift",
    many="shifts",
    icon="calendar-event",
    letter="o",
    usual="ahead",
    read=Permission.BOARD_READ,
    write=Permission.ROSTER_MANAGE,
    rows=lambda by: RosterSlot.objects.filter(department_id=by.department_id).select_related("person", "center"),
    prepare=_prepare,
    subject=lambda slot: f"shift:{slot.pk}",
    name=lambda slot: slot.person.call_name if slot.person else "Nobody yet",
    about=lambda slot, look: f"{slot.where}, {look.moment(slot.starts_at)} to {look.moment(slot.ends_at)}",
    bands=_bands,
    order="starts",
    columns=(
        _moment("starts_at", "From"),
        _moment("ends_at", "To"),
        Column("who", "Who", _who, order="person__call_name"),
        Column("where", "Where", lambda slot, look: slot.where),
        Column("state", "State", _state),
    ),
    search=("person__call_name", "center__name"),
    search_words="Call name or center",
    filters=(
        Choice("center", "Center", "center_id", lambda look: centers(look.by.department_id)),
        Choice("person", "Who", "person_id", lambda look: people(look.by.department_id)),
        Days("from", "From", "starts_at"),
    ),
    views=(
        Where("ahead", "Next seven days", _ahead),
        Where("now", "Now", lambda look: Q(canceled_at=None, starts_at__lte=look.now, ends_at__gt=look.now)),
        Where("own", "My own", lambda look: Q(person_id=look.by.person_id or 0, canceled_at=None)),
        Where("off", "Taken off", lambda look: Q(canceled_at__isnull=False)),
    ),
    gaps=(Where("nobody", "with nobody in it", _nobody),),
    details=_details,
    new=Button("new", "Plan a shift", _plan, ShiftForm, letter="n", said="The shift is planned."),
    buttons=(
        Button(
            "fill",
            "Put somebody in",
            lambda slot, by, given: fill_shift(slot, by=by, person=_person(by, given["person"])),
            FillForm,
            fits=_stands,
            letter="p",
            said="The shift is changed.",
        ),
        Button(
            "cancel",
            "Take off the roster",
            lambda slot, by, given: cancel_shift(slot, by=by, reason=given["reason"]),
            CancelForm,
            fits=_stands,
            letter="x",
            said="The shift is off the roster.",
        ),
    ),
)
