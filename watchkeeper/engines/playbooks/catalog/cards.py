"""Code cards: who stands where, what is told to whom, what is searched; each with the time it may take.

They begin with the call of their code. Times are field defaults (services.md, section 2A).
"""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.services.kinds import HOSPITAL
from watchkeeper.engines.playbooks.spec import Each, Evidence, Kind, Playbook, Risk, StepSpec, Words

_HOSPITALS = frozenset({HOSPITAL})
_SEARCHED = ("clear", "not reached", "found")


def _seconds(count: int) -> timedelta:
    return timedelta(seconds=count)


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def _post(key: str, words: Words, within: timedelta, *, each: Each | None = None) -> StepSpec:
    return StepSpec(key, words, Evidence.POST, within=within, each=each)


def _told(key: str, words: Words, within: timedelta) -> StepSpec:
    return StepSpec(key, words, Evidence.TICK, within=within)


_SEARCH = StepSpec("search", _("Searched"), Evidence.CHOICE, choices=_SEARCHED, each=Each.AREA, is_required=False)


_DEBRIEF = StepSpec("debrief", _("What went well, what did not"), Evidence.TEXT, is_required=False)
_COMMAND = _post("command", _("Incident commander"), _seconds(60))

CODE_PINK = Playbook(
    key="code_pink", name=_("Code Pink"), kind=Kind.CARD, owes=("S49", "S55"), targets="place", level=Level.L2,
    about=_("An infant or child is gone: the doors first, then the count, the cameras and the search, cell by cell."),
    steps=(
        _COMMAND,
        _post("unit", _("At the unit"), _seconds(90)),
        _post("exits", _("Exit held"), _seconds(90), each=Each.EXIT),
        _post("cameras", _("Cameras looked back"), _minutes(2)),
        _told("police", _("Police told"), _minutes(2)),
        StepSpec("count", _("Every infant of the unit counted, and none missing?"), Evidence.YES_NO,
                 within=_minutes(3)),
        _post("family", _("With the family"), _minutes(5)),
        StepSpec("held", _("Who was asked to wait at an exit"), Evidence.TEXT, is_required=False),
        StepSpec("kept", _("Strap, tag and clothing kept, and by whom"), Evidence.TEXT, is_required=False),
        StepSpec("national", _("National center for missing children told, on the commander’s word"), Evidence.TICK,
                 is_required=False),
        _SEARCH,
        StepSpec("all_clear", _("All clear given"), Evidence.TICK),
        _DEBRIEF,
    ),
)  # fmt: skip

MISSING_PATIENT = Playbook(
    key="missing_patient", name=_("Missing patient"), kind=Kind.CARD, owes=("S53",), targets="place", level=Level.L2,
    offered_in=_HOSPITALS,
    about=_("A patient has left: who they may harm decides how many search, and how soon the police are told."),
    steps=(
        StepSpec("risk", _("Risk"), Evidence.CHOICE, choices=("high", "medium", "low"), within=_minutes(2),
                 hint=_("High: on a hold, a minor, dementia, or needs treatment now.")),
        _post("cameras", _("Cameras looked back"), _minutes(5)),
        _post("exits", _("Exit watched"), _minutes(5), each=Each.EXIT),
        _post("lead", _("Leads the search"), _minutes(5)),
        _told("police", _("Police told, at high risk"), _minutes(15)),
        _told("family", _("Family told"), _minutes(30)),
        _SEARCH,
        StepSpec("condition", _("Found where, and in what condition"), Evidence.TEXT, is_required=False),
        _DEBRIEF,
    ),
)  # fmt: skip

CODE_SILVER = Playbook(
    key="code_silver", name=_("Code Silver"), kind=Kind.CARD, owes=("S48",), targets="place", level=Level.L2,
    about=_("Somebody armed: the police are told without waiting for anybody to confirm it."),
    steps=(
        _told("police", _("Police told, unconfirmed"), _seconds(30)),
        _told("alert", _("Everybody near told what to do"), _seconds(60)),
        _COMMAND,
        _post("contact", _("First to go in"), _minutes(3)),
        _post("cameras", _("Following by camera"), _minutes(2)),
        _post("exits", _("Nobody let in"), _minutes(3), each=Each.EXIT),
        _post("meet", _("Meets the police with keys and plans"), _minutes(5)),
        _post("casualties", _("Where the injured are brought"), _minutes(10)),
        _SEARCH,
        StepSpec("all_clear", _("All clear given by the commander"), Evidence.TICK),
        StepSpec("reunion", _("Where families are told and met"), Evidence.TEXT, is_required=False),
        _DEBRIEF,
    ),
)  # fmt: skip

CODE_RED = Playbook(
    key="code_red", name=_("Code Red"), kind=Kind.CARD, owes=("S51",), targets="place",
    about=_("Fire, or the alarm of one: somebody at the point, the fire department told and met with keys."),
    steps=(
        _told("fire", _("Fire department told"), _seconds(90)),
        _post("point", _("At the point"), _minutes(3)),
        _post("meet", _("Meets the fire department with keys"), _minutes(4)),
        StepSpec("cause", _("Cause"), Evidence.CHOICE,
                 choices=("fire", "smoke", "work dust", "cooking", "pulled by somebody", "fault", "unknown")),
        StepSpec("people", _("Was anybody moved or hurt?"), Evidence.YES_NO, fails=("yes",), risk=Risk.HIGH),
        StepSpec("restored", _("Panel restored?"), Evidence.YES_NO, fails=("no",), risk=Risk.HIGH,
                 opens="technician_visit", hint=_("If not, begin a fire watch.")),
        _DEBRIEF,
    ),
)  # fmt: skip

CODE_BLUE = Playbook(
    key="code_blue", name=_("Code Blue"), kind=Kind.CARD, owes=("S50",), targets="place", level=Level.L2,
    offered_in=_HOSPITALS,
    about=_("Somebody’s heart or breath has stopped: the way is kept free for those who help."),
    steps=(
        _post("way", _("Path and elevator kept free"), _minutes(3)),
        StepSpec("aed", _("AED at the patient, where the place is public"), Evidence.TICK, within=_minutes(3),
                 is_required=False),
        _post("family", _("With family and bystanders"), _minutes(5)),
    ),
)  # fmt: skip

CODE_GRAY = Playbook(
    key="code_gray", name=_("Code Gray"), kind=Kind.CARD, owes=("S57",), targets="place", level=Level.L2,
    offered_in=_HOSPITALS,
    about=_("Somebody is violent or may soon be: the care team leads, security keeps everybody from harm."),
    steps=(
        _post("lead", _("Speaks with the person"), _minutes(2)),
        StepSpec("others", _("Others brought out of reach"), Evidence.TICK, within=_minutes(3)),
        StepSpec("force", _("Was anybody held?"), Evidence.YES_NO),
        StepSpec("hurt", _("Was anybody hurt?"), Evidence.YES_NO, fails=("yes",), risk=Risk.HIGH),
        _DEBRIEF,
    ),
)  # fmt: skip

CODE_ORANGE = Playbook(
    key="code_orange", name=_("Code Orange"), kind=Kind.CARD, owes=("S61",), targets="place", level=Level.L2,
    about=_("A hazardous material is out: nobody goes in, those exposed are kept together, the specialists are told."),
    steps=(
        _told("specialists", _("Environmental health and safety told"), _minutes(2)),
        _post("zone", _("Keeps people out, upwind"), _minutes(5)),
        StepSpec("fire", _("Fire department told, where somebody is exposed or it is not known what it is"),
                 Evidence.TICK, within=_minutes(5), is_required=False),
        StepSpec("air", _("Air handling stopped or turned, by the engineer"), Evidence.TICK, is_required=False),
        StepSpec("exposed", _("How many were exposed"), Evidence.NUMBER, most=0, risk=Risk.HIGH),
        StepSpec("open", _("Zone opened again, on whose word"), Evidence.TEXT),
        _DEBRIEF,
    ),
)  # fmt: skip

PACKAGE_CARD = Playbook(
    key="package_card", name=_("Package card"), kind=Kind.CARD, owes=("S62",), targets="place",
    about=_("Something left behind or sent that may do harm: nobody touches it, nobody uses a radio near it."),
    steps=(
        _post("away", _("Keeps people away, out of sight of it"), _minutes(5)),
        StepSpec("radio", _("Radios and telephones silent near it"), Evidence.TICK, within=_minutes(5)),
        StepSpec("cameras", _("Who left it, by camera"), Evidence.TEXT, is_required=False),
        StepSpec("police", _("Police told, where it cannot be explained"), Evidence.TICK, within=_minutes(10),
                 is_required=False),
        StepSpec("what", _("What it was"), Evidence.TEXT),
    ),
)  # fmt: skip

CARDS = (
    CODE_BLUE, CODE_RED, CODE_SILVER, CODE_PINK, CODE_GRAY, CODE_ORANGE, MISSING_PATIENT, PACKAGE_CARD,
)  # fmt: skip
