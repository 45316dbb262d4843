"""Going there: routine and selective patrols, fire watch, snow route."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from watchkeeper.engines.playbooks.spec import Evidence, Kind, Playbook, Risk, StepSpec

_THERE = StepSpec("there", _("Checkpoint reached"), Evidence.SCAN, hint=_("Scan the label, or say where you stand."))
_DOORS = StepSpec("doors", _("Doors locked that should be?"), Evidence.YES_NO, fails=("no",), risk=Risk.MEDIUM)
_BELONGINGS = StepSpec(
    "belongings", _("Offices and belongings secured?"), Evidence.YES_NO, fails=("no",), risk=Risk.LOW
)
_PEOPLE = StepSpec("people", _("Who was spoken with"), Evidence.TEXT, is_required=False)

SELECTIVE_PATROL = Playbook(
    key="selective_patrol", name=_("Selective patrol"), kind=Kind.PATROL, owes=("S09",), targets="area",
    about=_("A patrol of an area of concern, at moments drawn so that nobody can predict them."),
    steps=(_THERE, _DOORS, _BELONGINGS, _PEOPLE), is_logged=True,
)  # fmt: skip

ROUTINE_PATROL = Playbook(
    key="routine_patrol", name=_("Patrol"), kind=Kind.PATROL, owes=("S59", "S99"), targets="place",
    about=_("A round of owned or leased property, on foot, by bicycle, motorcycle or cruiser."),
    steps=(
        _THERE, _DOORS,
        StepSpec("lights", _("Lights working?"), Evidence.YES_NO, fails=("no",), risk=Risk.LOW,
                 opens="technician_visit"),
        StepSpec("hazards", _("Ways free of hazards?"), Evidence.YES_NO, fails=("no",), risk=Risk.HIGH),
        _BELONGINGS,
    ),
)  # fmt: skip

FIRE_WATCH = Playbook(
    key="fire_watch", name=_("Fire watch"), kind=Kind.PATROL, targets="place",
    about=_("A round every half hour while an alarm or a sprinkler is out of order."),
    window=timedelta(minutes=30),
    steps=(
        _THERE,
        StepSpec("clear", _("No smoke, heat or smell?"), Evidence.YES_NO, fails=("no",), risk=Risk.HIGH,
                 opens="code_red"),
        StepSpec("exits", _("Exits free?"), Evidence.YES_NO, fails=("no",), risk=Risk.HIGH),
    ),
)  # fmt: skip

SNOW_ROUTE = Playbook(
    key="snow_route", name=_("Snow route"), kind=Kind.PATROL, owes=("S119",), targets="place",
    about=_("Walks, ramps and entrances looked at in snow and ice."),
    steps=(
        _THERE,
        StepSpec("walks", _("Walks cleared?"), Evidence.YES_NO, fails=("no",), risk=Risk.MEDIUM),
        StepSpec("ramps", _("Ramps and emergency entrance free?"), Evidence.YES_NO, fails=("no",), risk=Risk.HIGH),
        StepSpec("ice", _("Ice melt spread?"), Evidence.YES_NO, fails=("no",), risk=Risk.MEDIUM),
    ),
)  # fmt: skip

PATROLS = (SELECTIVE_PATROL, ROUTINE_PATROL, FIRE_WATCH, SNOW_ROUTE)
