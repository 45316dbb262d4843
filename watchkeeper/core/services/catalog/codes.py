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
