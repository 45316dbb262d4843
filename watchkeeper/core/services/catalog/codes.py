"""Codes: everything else waits."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from watchkeeper.core.services.catalog.asking import CALLBACK, DESK, DETAILS, INJURED, PLACE
from watchkeeper.core.services.kinds import HOSPITAL
from watchkeeper.core.services.spec import (
    Ask,
    Capability,
    Choice,
    Door,
    Kind,
    Level,
    Priority,
    Purge,
    Raise,
    Send,
    Service,
    Tell,
    Topic,
    Within,
    days,
    minutes,
    seconds,
)

_ALARMS = DESK | {Door.SIGNAL, Door.DURESS}

CODE_BLUE_SUPPORT = Service(
    key="code_blue_support", name=_("Code Blue support"), label=_("Code Blue"), short=("cb", "blue"),
    topic=Topic.EMERGENCY, owes=("S50",), plan="Code Blue", offered_in=frozenset({HOSPITAL}), doors=_ALARMS,
    asks=(
        PLACE,
        Ask("patient", _("Adult or child?"), Kind.CHOICE, choices=(
            Choice("adult", _("Adult")), Choice("child", _("Child")),
        )),
        Ask("public_area", _("In a public area?"), Kind.YES_NO),
        Ask("outdoors", _("Outdoors?"), Kind.YES_NO),
        DETAILS,
    ),
    priority=Priority.P0, sends=(Send(1, job=_("Path, elevator, AED if public, family")),),
    tells=(Tell(_("Emergency medical services, if outdoors"), seconds(60)),),
    targets=(Within("opened", "assigned", seconds(60)), Within("opened", "on_scene", minutes(3))),
    outcomes=("supported", "false_alarm", "canceled_by_caller"), level=Level.L2,
)  # fmt: skip

CODE_RED = Service(
    key="code_red", name=_("Code Red, fire alarm"), label=_("Code Red"), short=("red", "fire"),
    topic=Topic.EMERGENCY, owes=("S51",), plan="Code Red", doors=_ALARMS,
    asks=(
        PLACE,
        Ask("device", _("What raised it?"), Kind.CHOICE, choices=(
            Choice("smoke", _("Smoke detector")), Choice("heat", _("Heat detector")), Choice("pull", _("Pull station")),
            Choice("water", _("Water flow")), Choice("person", _("A person")),
        )),
        Ask("panel", _("Panel and point")),
        Ask("smoke_or_flame", _("Smoke or flame seen?"), Kind.YES_NO),
        DETAILS,
    ),
    priority=Priority.P0,
    sends=(Send(2, job=_("To the point")), Send(1, job=_("Meets the fire department with keys"))),
    tells=(Tell(_("Fire department"), seconds(90)), Tell(_("Engineer on duty"))),
    targets=(Within("opened", "assigned", seconds(60)), Within("opened", "on_scene", minutes(3))),
    outcomes=("fire", "false_alarm", "system_fault", "all_clear", "canceled_by_caller"), level=Level.L1,
)  # fmt: skip

ARMED_INTRUDER = Service(
    key="armed_intruder", name=_("Armed intruder"), label=_("Armed intruder"), short=("ai", "silver", "shooter"),
    topic=Topic.EMERGENCY, owes=("S48",), plan="Code Silver", doors=_ALARMS,
    asks=(
        PLACE,
        Ask("intruders", _("How many, and what do they look like?"), Kind.LONG_TEXT),
        Ask("weapon", _("What weapon?")),
        Ask("direction", _("Last seen going where?")),
        INJURED, DETAILS, CALLBACK,
    ),
    priority=Priority.P0, sends=(Send(2, Capability.SWORN, every=True),),
    tells=(Tell(_("City police, without waiting for confirmation"), seconds(30)),
           Tell(_("Incident commander"), seconds(60))),
    targets=(Within("opened", "assigned", seconds(60)), Within("opened", "on_scene", minutes(3))),
    outcomes=("all_clear", "arrest", "handed_to_police", "unfounded", "false_alarm", "canceled_by_caller"),
    level=Level.L2, purge=(Purge("callback", after=days(365)),),
)  # fmt: skip

INFANT_ABDUCTION = Service(
    key="infant_abduction", name=_("Infant or child abduction"), label=_("Code Pink"),
    short=("pink", "ia", "abduction"), topic=Topic.EMERGENCY, owes=("S49",), plan="Code Pink", doors=_ALARMS,
    asks=(
        PLACE,
        Ask("band", _("Band or tag number (never the name)")),
        Ask("age", _("Age")),
        Ask("clothing", _("Clothing")),
        Ask("suspect", _("Who took the child, and which way?"), Kind.LONG_TEXT),
        Ask("last_seen", _("Last seen when?")),
        DETAILS, CALLBACK,
    ),
    priority=Priority.P0,
    sends=(Send(2, job=_("To the unit")), Send(4, job=_("One to each exit")),
           Send(1, Capability.CAMERAS, job=_("Camera look-back")),
           Send(1, job=_("Family liaison"))),
    tells=(Tell(_("Police"), minutes(2)), Tell(_("Incident commander"), seconds(60))),
    targets=(Within("opened", "assigned", seconds(60)), Within("opened", "on_scene", seconds(90))),
    outcomes=("recovered_safe", "handed_to_police", "unfounded", "false_alarm", "all_clear", "canceled_by_caller"),
    level=Level.L2, purge=(Purge("suspect", after=days(365), outcome="unfounded"), Purge("callback", after=days(365))),
)  # fmt: skip

HAZARDOUS_MATERIALS = Service(
    key="hazardous_materials", name=_("Hazardous material spilled or released"), label=_("Code Orange"),
    short=("orange", "hz", "spill", "hazmat"), topic=Topic.EMERGENCY, owes=("S61",), plan="Code Orange", doors=_ALARMS,
    asks=(
        PLACE,
        Ask("substance", _("What is it, and how much?"), Kind.LONG_TEXT),
        Ask("exposed", _("Is anybody exposed?"), Kind.CHOICE, choices=(
            Choice("no", _("No")), Choice("unknown", _("Not known")), Choice("yes", _("Yes"), danger=True),
        )),
        INJURED, DETAILS, CALLBACK,
    ),
    priority=Priority.P1,
    raises=(Raise("exposed", "yes", Priority.P0), Raise("exposed", "unknown", Priority.P0)),
    sends=(Send(2, job=_("Keep people out, upwind")),),
    tells=(Tell(_("Environmental health and safety"), minutes(2)),
           Tell(_("Fire department, where somebody is exposed"), minutes(5))),
    targets=(Within("opened", "assigned", seconds(60)), Within("opened", "on_scene", minutes(5))),
    outcomes=("all_clear", "care_needed", "false_alarm", "unfounded", "canceled_by_caller"), level=Level.L2,
    purge=(Purge("callback", after=days(365)),),
)  # fmt: skip

MISSING_PATIENT = Service(
    key="missing_patient", name=_("Search for a missing patient"), label=_("Missing patient"),
    short=("mp", "missing", "elope"), topic=Topic.EMERGENCY, owes=("S53",), plan="Missing patient", doors=DESK,
    offered_in=frozenset({HOSPITAL}),
    asks=(
        PLACE,
        Ask("band", _("Band number (never the name)")),
        Ask("risk", _("How great is the risk?"), Kind.CHOICE, choices=(
            Choice("low", _("Low: may decide to leave")), Choice("medium", _("Medium")),
            Choice("high", _("High: on a hold, a minor, dementia, or needs treatment now"), danger=True),
        )),
        Ask("looks", _("What do they look like, and what do they wear?"), Kind.LONG_TEXT),
        Ask("last_seen", _("Last seen when, going where?")),
        Ask("goals", _("Where may they want to go?")),
        DETAILS, CALLBACK,
    ),
    priority=Priority.P2,
    raises=(Raise("risk", "high", Priority.P0), Raise("risk", "medium", Priority.P1)),
    sends=(Send(2, job=_("Search, cell by cell")), Send(4, at=Priority.P0, job=_("Search, cell by cell")),
           Send(1, Capability.CAMERAS, at=Priority.P1, job=_("Camera look-back"))),
    tells=(Tell(_("Police, at high risk"), minutes(15)), Tell(_("Family"), minutes(30))),
    targets=(Within("opened", "assigned", minutes(2)), Within("opened", "on_scene", minutes(5))),
    outcomes=("found", "recovered_safe", "handed_to_police", "unable_to_locate", "unfounded", "canceled_by_caller"),
    level=Level.L2, purge=(Purge("looks", after=days(365)), Purge("callback", after=days(365))),
)  # fmt: skip
