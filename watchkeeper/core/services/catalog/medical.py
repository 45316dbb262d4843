"""Medical help: the campus ambulance, and officers who get there first."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from watchkeeper.core.services.catalog.asking import CALLBACK, DESK, PLACE
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

MEDICAL_RESPONSE = Service(
    key="medical_response", name=_("Medical response, ambulance"), label=_("Medical"),
    short=("m", "med", "ems", "medical"), topic=Topic.EMERGENCY, owes=("S125", "S126"), doors=DESK | {Door.SIGNAL},
    asks=(
        PLACE,
        Ask("complaint", _("What is wrong?"), Kind.LONG_TEXT, starts=True, fills="details", level=Level.L2),
        Ask("conscious", _("Awake?"), Kind.CHOICE, choices=(
            Choice("yes", _("Yes")), Choice("no", _("No"), danger=True), Choice("unknown", _("Not known")),
        )),
        Ask("breathing", _("Breathing?"), Kind.CHOICE, choices=(
            Choice("yes", _("Yes")), Choice("no", _("No, or not normally"), danger=True),
            Choice("unknown", _("Not known")),
        )),
        Ask("age", _("Age, about"), Kind.NUMBER),
        Ask("scene_safe", _("Is the scene safe?"), Kind.YES_NO),
        CALLBACK,
    ),
    priority=Priority.P0,
    sends=(Send(1, Capability.AMBULANCE, job=_("Crew of three")), Send(1, job=_("AED, door, the scene made safe"))),
    tells=(Tell(_("City ambulance, when advanced care or back-up is needed"), seconds(60)),),
    targets=(Within("opened", "assigned", seconds(60)), Within("assigned", "en_route", seconds(90)),
             Within("opened", "on_scene", minutes(6))),
    outcomes=("transported", "treated", "care_refused", "assisted", "unable_to_locate", "gone_on_arrival",
              "canceled_by_caller"),
    level=Level.L2, purge=(Purge("complaint", after=days(30)), Purge("age", after=days(30)), Purge("callback")),
)  # fmt: skip
