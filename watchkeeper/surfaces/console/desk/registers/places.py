"""Sites and what stands on them: names people say, classes, what has no address, no number and no way to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places.actions import close_way, edit_place, open_way
from watchkeeper.core.places.models import Area, AreaClass, Building, Closure, Fixture, FixtureKind, Floor, Site
from watchkeeper.kit.errors import Refused
from watchkeeper.surfaces.console.desk.cells import Cell, Fact, Look, Notice, gap, mono, muted
from watchkeeper.surfaces.console.desk.choices import sites_of
from watchkeeper.surfaces.console.desk.filters import Choice, YesNo
from watchkeeper.surfaces.console.desk.forms import DeskForm, Moment
from watchkeeper.surfaces.console.desk.register import Button, Column, Register, Where
from watchkeeper.surfaces.console.desk.registers.cautions import caution_here

_HALF = {"data-width": "half"}
FAMILY = "Places"


class PlaceForm(DeskForm):
    """What every place is called."""

    name = forms.CharField(label="Name", max_length=120)
    aliases = forms.CharField(
        label="Also called",
        required=False,
        max_length=1000,
        help_text="What people say and dispatchers type, with commas between: ER, emergency, bay 1.",
    )

    def first(self, row: Any) -> dict[str, Any]:
        """The other names on one line."""
        return super().first(row) | {"aliases": ", ".join(row.aliases)}

    def clean_aliases(self) -> list[str]:
        """The other names one by one."""
        return [one.strip() for one in self.cleaned_data["aliases"].split(",") if one.strip()]


class SiteForm(PlaceForm):
    """A site has an address."""

    short_name = forms.CharField(label="Short name", max_length=40, required=False)
    address = forms.CharField(label="Address", max_length=200, required=False)


class AreaForm(PlaceForm):
    """An area has a class."""

    area_class = forms.ChoiceField(label="Class", choices=AreaClass.choices)


class FixtureForm(PlaceForm):
    """A fixture has a number on its label."""

    number = forms.CharField(
        label="Number on its label", max_length=20, required=False, widget=forms.TextInput(attrs={"class": "mono"})
    )


class CloseForm(DeskForm):
    """Why nobody can pass, and until when."""

    reason = forms.CharField(label="Why it is closed", max_length=200)
    until = Moment(label="Until (empty: until it is opened)", required=False)

    def first(self, row: Any) -> dict[str, Any]:
        """Nothing is known yet."""
        return {}


class OpenForm(DeskForm):
    """Why it is open again, if there is something to say."""

    reason = forms.CharField(label="What was done", max_length=200, required=False)


def _rows(model: type[Model], *joined: str) -> Callable[[Actor], QuerySet[Any]]:
    held = ["outline"] if model in (Building, Area) else []

    def rows(by: Actor) -> QuerySet[Any]:
        found = model._default_manager.filter(department_id=by.department_id)
        return found.select_related(*joined).defer(*held) if joined else found

    return rows


def _edit(place: Any, by: Actor, given: dict[str, Any]) -> Any:
    return edit_place(place, by=by, **given)


def _name(place: Any, look: Look) -> Cell:
    return Cell(place.name, "strong")


def _aliases(place: Any, look: Look) -> Cell | str:
    return ", ".join(place.aliases) or muted("–")


def _site(place: Any, look: Look) -> Cell | str:
    return str(place.site.name)


def _floor(place: Any, look: Look) -> Cell | str:
    return place.floor.name if place.floor else muted("outdoors")


def _way(place: Any, look: Look) -> Cell:
    return muted("known") if place.node_id else gap("unknown")


def _where(place: Any) -> Fact:
    return Fact("Where", mono(f"{place.lat:.6f}, {place.lon:.6f}"), True)


def _key(place: Any) -> Fact:
    return Fact("Key", mono(place.key), True)


def _poster(place: Any) -> Fact:
    asked = urlencode({"place": f"{place._meta.model_name}:{place.pk}"})
    return Fact("For the public", "Print a poster", True, address=f"{reverse('place_poster')}?{asked}")


def _of_place(place: Any, look: Look) -> Sequence[Fact]:
    shown = [Fact("Name", place.name), Fact("Also called", _aliases(place, look)), _where(place), _key(place)]
    return [*shown, _poster(place)] if isinstance(place, Building | Floor | Area) else shown


def _no_way(place: Any, look: Look) -> Sequence[Notice]:
    if place.node_id:
        return ()
    text = "Nobody knows where one stands here: units are ranked by straight distance, and no route is drawn."
    return [Notice("No way to it", text)]


_NAME = Column("name", "Name", _name, order="name")
_ALIASES = Column("aliases", "Also called", _aliases)
_SITE = Column("site", "Site", _site, order="site__name")
_WAY = Column("way", "Way to it", _way)
_KEY = Column("key", "Key", lambda place, look: mono(place.key), order="key", is_usual=False)
_OF_SITE = Choice("site", "Site", "site_id", sites_of)
_NOWHERE = Where("way", "without a way to it", lambda look: Q(node=None))


def _register(kind: str, **more: Any) -> Register:
    return Register(
        key=f"{kind}s",
        path=f"places/{kind}s/",
        one=kind,
        many=f"{kind}s",
        title=f"{kind}s".capitalize(),
        family=FAMILY,
        icon="building-hospital",
        read=Permission.BOARD_READ,
        write=Permission.PLACE_MANAGE,
        subject=lambda place: f"{kind}:{place.pk}",
        search=("name", "key"),
        search_words="Name or key",
        **{"details": _of_place, "order": "name", **more},
    )


SITES = _register(
    "site",
    sentence="Every place of its own with its own desk, in the order of the portal.",
    letter="p",
    order="order",
    rows=_rows(Site),
    name=lambda site: site.name,
    about=lambda site, look: "The main site" if site.is_main else "Site",
    columns=(
        Column("order", "No.", lambda site, look: Cell(str(site.order + 1), "number"), order="order"),
        _NAME,
        Column("short", "Short", lambda site, look: site.short_name or muted("–"), order="short_name"),
        Column("address", "Address", lambda site, look: site.address or gap("none"), order="address"),
        _ALIASES,
        Column("map", "Map", lambda site, look: gap("schematic") if site.is_schematic else muted("surveyed")),
        _KEY,
    ),
    gaps=(
        Where("address", "without an address", lambda look: Q(address="")),
        Where("schematic", "drawn schematically", lambda look: Q(is_schematic=True)),
    ),
    edit=Button("edit", "Save site", _edit, SiteForm, said="The site is changed."),
    buttons=(caution_here("site"),),
)

BUILDINGS = _register(
    "building",
    sentence="Every building and garage, as it is drawn and as people call it.",
    rows=_rows(Building, "site"),
    about=lambda building, look: building.site.name,
    columns=(
        _NAME,
        _SITE,
        _ALIASES,
        Column("map", "Outline", lambda row, look: gap("schematic") if row.is_schematic else muted("surveyed")),
        _KEY,
    ),
    filters=(_OF_SITE,),
    gaps=(Where("schematic", "drawn schematically", lambda look: Q(is_schematic=True)),),
    edit=Button("edit", "Save building", _edit, PlaceForm, said="The building is changed."),
    buttons=(caution_here("building"),),
)

FLOORS = _register(
    "floor",
    sentence="Every floor, by level; the street is 0.",
    rows=_rows(Floor, "site", "building"),
    about=lambda floor, look: f"{floor.building.name}, {floor.site.name}",
    columns=(
        _NAME,
        Column("building", "Building", lambda floor, look: floor.building.name, order="building__name"),
        Column("level", "Level", lambda floor, look: Cell(str(floor.level), "number"), order="level"),
        _SITE,
        _ALIASES,
        _WAY,
        _KEY,
    ),
    filters=(_OF_SITE,),
    gaps=(_NOWHERE,),
    notices=_no_way,
    edit=Button("edit", "Save floor", _edit, PlaceForm, said="The floor is changed."),
    buttons=(caution_here("floor"),),
)

AREAS = _register(
    "area",
    sentence="Every named part of a floor or of the ground; ten classes are high-risk and surveyed apart.",
    rows=_rows(Area, "site", "floor"),
    about=lambda area, look: f"{area.floor.name if area.floor else 'Outdoors'}, {area.site.name}",
    columns=(
        _NAME,
        Column("class", "Class", lambda area, look: AreaClass(area.area_class).label, order="area_class"),
        Column("floor", "Floor", _floor, order="floor__name"),
        _SITE,
        _ALIASES,
        _WAY,
        _KEY,
    ),
    filters=(
        _OF_SITE,
        Choice("class", "Class", "area_class", lambda look: [(str(v), str(n)) for v, n in AreaClass.choices]),
    ),
    views=(Where("risk", "High-risk areas", lambda look: ~Q(area_class=AreaClass.GENERAL)),),
    gaps=(_NOWHERE,),
    notices=_no_way,
    edit=Button("edit", "Save area", _edit, AreaForm, said="The area is changed."),
    buttons=(caution_here("area"),),
)


def _closures(rows: Sequence[Any], look: Look) -> None:
    """Hang on each fixture how it is closed now."""
    held = Closure.objects.filter(_shut(look), fixture__in=[row.pk for row in rows])
    by_fixture = {one.fixture_id: one for one in held}
    for row in rows:
        row.closure = by_fixture.get(row.pk)


def _shut(look: Look) -> Q:
    open_ended = Q(until=None) | Q(until__gt=look.now)
    return Q(department_id=look.by.department_id, opened_at=None) & open_ended


def _passable(fixture: Any, look: Look) -> Cell:
    if fixture.closure is None:
        return muted("open")
    until = look.moment(fixture.closure.until, "further notice")
    return Cell(f"closed until {until}", tone="over", glyph="out")


def _closed(look: Look) -> Q:
    return Q(pk__in=Closure.objects.filter(_shut(look)).exclude(fixture=None).values("fixture"))


def _open(fixture: Any, by: Actor, given: dict[str, Any]) -> Any:
    held = Closure.objects.filter(fixture=fixture, department_id=by.department_id, opened_at=None)
    closure = held.order_by("-closed_at").first()
    if closure is None:
        raise Refused(f"{fixture.name} is open already.")
    return open_way(closure, by=by, reason=given["reason"])


def _of_fixture(fixture: Any, look: Look) -> Sequence[Fact]:
    closure = fixture.closure
    why = [Fact("Closed", f"{closure.reason}, since {look.moment(closure.closed_at)}", True)] if closure else []
    return [Fact("State", _passable(fixture, look), True), *why, *_of_place(fixture, look)]


FIXTURES = _register(
    "fixture",
    sentence="Every door, camera, AED, blue phone, elevator and stair, by the number on its label.",
    order="key",
    rows=_rows(Fixture, "site", "floor"),
    prepare=_closures,
    about=lambda fixture, look: (
        f"{FixtureKind(fixture.kind).label}, {fixture.floor.name if fixture.floor else fixture.site.name}"
    ),
    columns=(
        _NAME,
        Column("kind", "Kind", lambda row, look: FixtureKind(row.kind).label, order="kind"),
        Column("number", "Number", lambda row, look: mono(row.number) if row.number else gap("none"), order="number"),
        Column("floor", "Floor", _floor),
        _SITE,
        Column("state", "State", _passable),
        _WAY,
        Column("key", "Key", lambda place, look: mono(place.key), order="key"),
    ),
    filters=(
        _OF_SITE,
        Choice("kind", "Kind", "kind", lambda look: [(str(v), str(n)) for v, n in FixtureKind.choices]),
        YesNo("closed", "Closed", _closed),
    ),
    views=(
        Where("aeds", "AEDs", lambda look: Q(kind=FixtureKind.AED)),
        Where("phones", "Blue phones", lambda look: Q(kind=FixtureKind.BLUE_PHONE)),
        Where("closed", "Closed now", _closed),
    ),
    gaps=(Where("number", "without a number", lambda look: Q(number="")), _NOWHERE),
    details=_of_fixture,
    notices=_no_way,
    edit=Button("edit", "Save fixture", _edit, FixtureForm, said="The fixture is changed."),
    buttons=(
        Button(
            "close",
            "Close it",
            lambda row, by, given: close_way(row, by=by, **given),
            CloseForm,
            needs=Permission.CLOSURE_WRITE,
            fits=lambda row, look: row.closure is None,
            said="Closed: nobody is routed through it.",
        ),
        Button(
            "open",
            "Open it again",
            _open,
            OpenForm,
            needs=Permission.CLOSURE_WRITE,
            fits=lambda row, look: row.closure is not None,
            said="Open again.",
        ),
        caution_here("fixture"),
    ),
)

PLACES = (SITES, BUILDINGS, FLOORS, AREAS, FIXTURES)
