"""Looking after things: AEDs, systems, emergency telephones; a survey of an area."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from watchkeeper.core.services.kinds import CAMPUS, EVERYWHERE, HOSPITAL
from watchkeeper.engines.playbooks.spec import Evidence, Kind, Playbook, Risk, StepSpec

_MONTH = timedelta(days=30)
WORK = "technician_visit"

AED_CHECK = Playbook(
    key="aed_check", name=_("AED check"), kind=Kind.CHECK, owes=("S117",), targets="aed", every=_MONTH,
    owner="planner",
    about=_("Every defibrillator is looked at once a month; pads and battery have a day to be replaced by."),
    steps=(
        StepSpec("ready", _("Ready light on?"), Evidence.YES_NO, fails=("no",), risk=Risk.HIGH, opens=WORK),
        StepSpec("pads", _("Pads good until"), Evidence.DATE, ahead_days=60, risk=Risk.MEDIUM, opens=WORK),
        StepSpec("battery", _("Battery good until"), Evidence.DATE, ahead_days=60, risk=Risk.MEDIUM,
                 opens=WORK),
        StepSpec("cabinet", _("Cabinet and sign in order?"), Evidence.YES_NO, fails=("no",), risk=Risk.LOW),
    ),
)  # fmt: skip

SYSTEMS_CHECK = Playbook(
    key="systems_check", name=_("Systems check"), kind=Kind.CHECK, owes=("S10",), targets="panel", every=_MONTH,
    owner="technician", about=_("Panels, duress buttons and alarms tried once a month."),
    steps=(
        StepSpec("tried", _("Tried, and the desk heard it?"), Evidence.YES_NO, fails=("no",), risk=Risk.HIGH,
                 opens=WORK),
        StepSpec("seconds", _("Seconds until the desk heard it"), Evidence.NUMBER, most=30, risk=Risk.MEDIUM,
                 opens=WORK),
        StepSpec("power", _("Power and battery in order?"), Evidence.YES_NO, fails=("no",), risk=Risk.HIGH,
                 opens=WORK),
    ),
)  # fmt: skip

PHONE_TEST = Playbook(
    key="phone_test", name=_("Emergency telephone test"), kind=Kind.CHECK, owes=("S10",), targets="blue_phone",
    every=_MONTH, owner="technician", about=_("Every emergency telephone is tried once a month."),
    steps=(
        StepSpec("answered", _("Answered by the desk?"), Evidence.YES_NO, fails=("no",), risk=Risk.HIGH,
                 opens=WORK),
        StepSpec("placed", _("Did the desk see where it stands?"), Evidence.YES_NO, fails=("no",), risk=Risk.HIGH,
                 opens=WORK),
        StepSpec("light", _("Blue light working?"), Evidence.YES_NO, fails=("no",), risk=Risk.LOW,
                 opens=WORK),
    ),
    offered_in=EVERYWHERE,
)  # fmt: skip

INFANT_ZONE_TEST = Playbook(
    key="infant_zone_test", name=_("Infant zone test"), kind=Kind.CHECK, owes=("S55",), targets="area", every=None,
    owner="technician", about=_("A tag carried to each door of the zone: it must alarm and the door must hold."),
    offered_in=frozenset({HOSPITAL}),
    steps=(
        StepSpec("alarm", _("Alarm at the door?"), Evidence.YES_NO, fails=("no",), risk=Risk.HIGH, opens=WORK),
        StepSpec("held", _("Door held?"), Evidence.YES_NO, fails=("no",), risk=Risk.HIGH, opens=WORK),
        StepSpec("seconds", _("Seconds until it held"), Evidence.NUMBER, most=5, risk=Risk.HIGH, opens=WORK),
    ),
)  # fmt: skip

TABLETOP = Playbook(
    key="tabletop", name=_("Tabletop exercise"), kind=Kind.EXERCISE, owes=("S115",), owner="planner",
    offered_in=frozenset({HOSPITAL, CAMPUS}),
    about=_("A case talked through, told piece by piece; what did not work becomes findings."),
    steps=(
        StepSpec("objectives", _("What is to be tried out"), Evidence.TEXT),
        StepSpec("first", _("First report given; who does what?"), Evidence.TEXT),
        StepSpec("told", _("Would everybody affected have been told?"), Evidence.YES_NO, fails=("no",), risk=Risk.HIGH),
        StepSpec("roles", _("Was it clear who decides?"), Evidence.YES_NO, fails=("no",), risk=Risk.HIGH),
        StepSpec("reached", _("Could everybody be reached?"), Evidence.YES_NO, fails=("no",), risk=Risk.MEDIUM),
        StepSpec("recovery", _("Is it known how to get back to normal?"), Evidence.YES_NO, fails=("no",)),
        StepSpec("hot_wash", _("What went well, what did not"), Evidence.TEXT),
    ),
)  # fmt: skip

CHECKS = (AED_CHECK, SYSTEMS_CHECK, PHONE_TEST, INFANT_ZONE_TEST, TABLETOP)
