"""Units and their vehicles: what each is, what it does now, and what is not known of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from watchkeeper.core.journal.feed import View
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Duty, Person
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places.models import Site
from watchkeeper.engines.calls import actions, guard
from watchkeeper.engines.calls.actions import crews
from watchkeeper.engines.calls.models import Unit
from watchkeeper.engines.calls.rows import seen, unit_row
from watchkeeper.surfaces.console.desk.cells import Cell, Fact, Look, Notice, gap, mono, muted
from watchkeeper.surfaces.console.desk.choices import people, sites, sites_of
from watchkeeper.surfaces.console.desk.filters import Choice, Options, YesNo
from watchkeeper.surfaces.console.desk.forms import DeskForm, Moment
from watchkeeper.surfaces.console.desk.register import Button, Column, Register, Where

_HALF = {"data-width": "half"}
MODES = [(one, one.capitalize()) for one in crews.MODES]

# Of a unit's state: the tone and glyph of the board, and the word.
STATES = {
    "available": ("idle", "idle", "available"),
    "out_of_service": ("idle", "out", "out of service"),
    "assigned": ("sent", "sent", "assigned"),
    "acknowledged": ("sent", "ack", "acknowledged"),
    "en_route": ("sent", "route", "en route"),
    "staged": ("sent", "staged", "staged"),
    "on_scene": ("scene", "scene", "on scene"),
    "transporting": ("move", "move", "transporting"),
    "at_destination": ("scene", "scene", "at destination"),
}


class UnitForm(DeskForm):
    """What a unit is."""

    call_sign = forms.CharField(
        label="Call sign", max_length=20, widget=forms.TextInput(attrs=_HALF | {"class": "mono"})
    )
    kind = forms.CharField(label="Kind", max_length=20, widget=forms.TextInput(attrs=_HALF))
    site = forms.ChoiceField(label="Site", required=False, widget=forms.Select(attrs=_HALF))
    beat = forms.CharField(label="Beat", max_length=20, required=False, widget=forms.TextInput(attrs=_HALF))
    mode = forms.ChoiceField(label="Gets about by", choices=MODES, widget=forms.Select(attrs=_HALF))
    vehicle = forms.CharField(label="Vehicle", max_length=40, required=False, widget=forms.TextInput(attrs=_HALF))
    capabilities = forms.CharField(
        label="Can do",
        max_length=400,
        help_text="With commas between: officer, restraint. It is recommended only for what it can do.",
    )

    def prepare(self) -> None:
        """The sites of the department."""
        self.choose("site", [("", "None"), *sites(self.by.department_id)])

    def first(self, row: Any) -> dict[str, Any]:
        """Capabilities on one line."""
        return super().first(row) | {"site": row.site_id or "", "capabilities": ", ".join(row.capabilities)}

    def blank(self) -> dict[str, Any]:
        """An officer on foot."""
        return {"kind": "officer", "mode": "foot", "capabilities": "officer"}

    def clean_capabilities(self) -> list[str]:
        """One by one."""
        several = self.cleaned_data["capabilities"].split(",")
        return [one.strip().lower().replace(" ", "_") for one in several if one.strip()]

    def clean_site(self) -> Site | None:
        """The site itself."""
        pk = self.cleaned_data["site"]
        return Site.objects.filter(department_id=self.by.department_id, pk=pk).first() if pk else None


class LogOnForm(DeskForm):
    """Who goes on, how, and until when."""

    person = forms.ChoiceField(label="Crew", required=False, widget=forms.Select(attrs=_HALF))
    mode = forms.ChoiceField(label="Gets about by", choices=MODES, widget=forms.Select(attrs=_HALF))
    vehicle = forms.CharField(label="Vehicle", max_length=40, required=False, widget=forms.TextInput(attrs=_HALF))
    until = Moment(label="Until", required=False)

    def prepare(self) -> None:
        """Those who work here."""
        self.choose("person", [("", "nobody yet"), *people(self.by.department_id)])


class OutForm(DeskForm):
    """Why it is out of service, and until when."""

    reason = forms.CharField(label="Why", max_length=120)
    until = Moment(label="Until", required=False)

    def first(self, row: Any) -> dict[str, Any]:
        """Nothing is known yet."""
        return {}


def _add(row: Any, by: Actor, given: dict[str, Any]) -> Unit:
    site = given.pop("site")
    return actions.add_unit(by=by, site_id=site.pk if site else None, **given)


def _log_on(unit: Any, by: Actor, given: dict[str, Any]) -> Unit:
    crew = list(Person.objects.filter(department_id=by.department_id, pk=given.pop("person") or 0))
    return actions.log_on(unit, by=by, persons=crew, **given)


def _prepare(rows: Sequence[Any], look: Look) -> None:
    """Hang on each unit its row of the board, as the reader may see it, and its crew."""
    held = guard.open_assignments(units=rows) if rows else []
    view = View(department_id=look.by.department_id, level=look.by.clearance, language=look.by.language)
    crews: dict[str, list[str]] = {}
    on = Duty.objects.filter(department_id=look.by.department_id, ended_at=None, unit__in=[row.subject for row in rows])
    for unit, name in on.values_list("unit", "person__call_name"):
        crews.setdefault(unit, []).append(name)
    for row in rows:
        row.on_board = seen(unit_row(row, [one for one in held if one.unit_id == row.pk]), view)
        row.crew = ", ".join(sorted(crews.get(row.subject, [])))


def _state(unit: Any, look: Look) -> Cell:
    if unit.on_board is None:
        return muted("off duty")
    tone, glyph, words = STATES[unit.on_board["st"]]
    if unit.out_of_service and unit.on_board["st"] == "out_of_service":
        words = f"{unit.out_of_service} until {look.moment(unit.out_until, 'further notice')}"
        is_over = unit.out_until is not None and unit.out_until <= look.now
        return Cell(words, tone="over" if is_over else tone, glyph="over" if is_over else glyph)
    call = unit.on_board["call"]
    return Cell(f"{words} on {call}" if call else words, tone=tone, glyph=glyph)


def _crew(unit: Any, look: Look) -> Cell | str:
    if unit.crew or not unit.is_on_duty:
        return unit.crew or muted("–")
    return gap("nobody")


def _without_crew(look: Look) -> Q:
    named = Concat(Value("unit:"), Cast(OuterRef("pk"), CharField()))
    return Q(is_on_duty=True) & Q(~Exists(Duty.objects.filter(unit=named, ended_at=None)))


def _vehicle(unit: Any, look: Look) -> Cell | str:
    if unit.vehicle or unit.mode in {"foot", "post"}:
        return unit.vehicle or muted("–")
    return gap("unknown")


def _no_vehicle(look: Look) -> Q:
    return Q(vehicle="") & ~Q(mode__in=("foot", "post"))


def _late(look: Look) -> Q:
    return Q(is_on_duty=True, out_until__lte=look.now) & ~Q(out_of_service="")


def _notices(unit: Any, look: Look) -> Sequence[Notice]:
    found = []
    if unit.is_on_duty and not unit.crew:
        found.append(Notice("On duty without a crew", "Nobody is logged on to it; no phone answers for it."))
    if unit.out_of_service and unit.out_until and unit.out_until <= look.now:
        found.append(Notice("Back by now", f"It was to be back at {look.moment(unit.out_until)}.", "over", "over"))
    return found


def _details(unit: Any, look: Look) -> Sequence[Fact]:
    return [
        Fact("State", _state(unit, look), True),
        Fact("Crew", _crew(unit, look), True),
        Fact("On duty", look.moment(unit.on_duty_at, "no"), True),
        Fact("Until", look.moment(unit.duty_until, "not stated"), True),
        Fact("Kind", unit.kind),
        Fact("Site", unit.site.name if unit.site else muted("none")),
        Fact("Beat", unit.beat or muted("none")),
        Fact("Gets about by", unit.mode),
        Fact("Vehicle", _vehicle(unit, look)),
        Fact("Can do", ", ".join(unit.capabilities)),
    ]


def _some(field: str) -> Any:
    def options(look: Look) -> Options:
        rows = Unit.objects.of(look.by).exclude(**{field: ""}).order_by(field)
        return [(one, one) for one in rows.values_list(field, flat=True).distinct()]

    return options


def _is_on(unit: Any, look: Look) -> bool:
    return bool(unit.is_on_duty)


UNITS = Register(
    key="units",
    title="Units",
    sentence="Every unit and its vehicle: what it can do, who is on it and what it is doing now.",
    one="unit",
    many="units",
    icon="car",
    letter="u",
    read=Permission.BOARD_READ,
    write=Permission.UNIT_MANAGE,
    rows=lambda by: Unit.objects.of(by).select_related("site"),
    prepare=_prepare,
    subject=lambda unit: unit.subject,
    name=lambda unit: unit.call_sign,
    about=lambda unit, look: f"{unit.kind.capitalize()}, {unit.site.name if unit.site else 'no site'}",
    order="sign",
    columns=(
        Column("sign", "Unit", lambda unit, look: Cell(unit.call_sign, "mono"), order="call_sign"),
        Column("state", "State", _state),
        Column("crew", "Crew", _crew),
        Column("kind", "Kind", lambda unit, look: unit.kind, order="kind"),
        Column("beat", "Beat", lambda unit, look: unit.beat or muted("–"), order="beat"),
        Column("site", "Site", lambda unit, look: unit.site.name if unit.site else muted("–"), order="site__name"),
        Column("mode", "By", lambda unit, look: unit.mode, order="mode"),
        Column("vehicle", "Vehicle", _vehicle, order="vehicle"),
        Column("can", "Can do", lambda unit, look: ", ".join(unit.capabilities), is_usual=False),
        Column(
            "since",
            "On duty since",
            lambda unit, look: mono(look.moment(unit.on_duty_at, "–")),
            order="on_duty_at",
            is_usual=False,
        ),
        Column("until", "Until", lambda unit, look: mono(look.moment(unit.duty_until, "–")), is_usual=False),
    ),
    search=("call_sign", "vehicle", "kind", "beat"),
    search_words="Call sign, vehicle or beat",
    filters=(
        Choice("site", "Site", "site_id", sites_of),
        Choice("kind", "Kind", "kind", _some("kind")),
        Choice("mode", "By", "mode", lambda look: MODES),
        YesNo("on", "On duty", lambda look: Q(is_on_duty=True)),
    ),
    views=(
        Where("on", "On duty", lambda look: Q(is_on_duty=True)),
        Where("out", "Out of service", lambda look: Q(is_on_duty=True) & ~Q(out_of_service="")),
        Where("vehicles", "With a vehicle", lambda look: ~Q(vehicle="")),
    ),
    gaps=(
        Where("late", "out past their time", _late),
        Where("crew", "without a crew", _without_crew),
        Where("vehicle", "vehicle unknown", _no_vehicle),
    ),
    details=_details,
    notices=_notices,
    new=Button("new", "New unit", _add, UnitForm, letter="n", said="The unit is added."),
    edit=Button(
        "edit",
        "Save unit",
        lambda unit, by, given: actions.edit_unit(unit, by=by, **given),
        UnitForm,
        said="The unit is changed.",
    ),
    buttons=(
        Button(
            "on",
            "Log on",
            _log_on,
            LogOnForm,
            needs=Permission.DUTY_MANAGE,
            fits=lambda unit, look: not unit.is_on_duty,
            said="The unit is on duty.",
        ),
        Button(
            "out",
            "Out of service",
            lambda unit, by, given: actions.out_of_service(unit, by=by, **given),
            OutForm,
            needs=Permission.UNIT_MOVE,
            fits=lambda unit, look: _is_on(unit, look) and not unit.out_of_service,
            letter="o",
            said="The unit is out of service.",
        ),
        Button(
            "in",
            "Back in service",
            lambda unit, by, given: actions.in_service(unit, by=by),
            needs=Permission.UNIT_MOVE,
            fits=lambda unit, look: _is_on(unit, look) and bool(unit.out_of_service),
            letter="i",
            said="The unit is back in service.",
        ),
        Button(
            "off",
            "Log off",
            lambda unit, by, given: actions.log_off(unit, by=by),
            needs=Permission.DUTY_MANAGE,
            fits=_is_on,
            said="The unit is off duty.",
        ),
    ),
)
