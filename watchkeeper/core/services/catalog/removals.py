"""Asking somebody to leave."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from watchkeeper.core.services.catalog.asking import CALLBACK, DESK, PLACE, WEAPON
from watchkeeper.core.services.spec import (
    Ask,
    Choice,
    Door,
    Kind,
    Level,
    Priority,
    Purge,
    Raise,
    Send,
    Service,
    Topic,
    Within,
    days,
    minutes,
)

UNAUTHORIZED_PERSON = Service(
    key="unauthorized_person", name=_("Removal of an unauthorized person"), label=_("Removal"),
    short=("up", "rem", "removal"), topic=Topic.PRESENCE, owes=("S60",),
    next_step=_("Officers are on their way to {place}."),
    doors=DESK | {Door.SIGNAL, Door.DURESS},
    asks=(
        PLACE,
        Ask("behavior", _("What is the person doing?"), Kind.LONG_TEXT, starts=True, fills="details",
            behavior_only=True),
        Ask("signs", _("Is any of this true?"), Kind.CHOICES, choices=(
            Choice("refuses", _("Refuses to leave")), Choice("threatens", _("Threatens somebody"), danger=True),
        )),
        WEAPON,
        Ask("patient", _("Is the person a patient?"), Kind.CHOICE, choices=(
            Choice("no", _("No")), Choice("yes", _("Yes: not before clinical sign-off")),
            Choice("unknown", _("Not known")),
        )),
        Ask("known_order", _("Is a no-trespass order known?"), Kind.YES_NO),
        CALLBACK,
    ),
    priority=Priority.P2,
    raises=(Raise("signs", "refuses", Priority.P1), Raise("signs", "threatens", Priority.P1),
            Raise("known_order", "yes", Priority.P1)),
    sends=(Send(2),), targets=(Within("opened", "on_scene", minutes(5)),),
    outcomes=("left_when_asked", "escorted_out", "trespass_notice", "care_needed", "arrest", "gone_on_arrival",
              "report_to_follow", "canceled_by_caller"),
    level=Level.L2, purge=(Purge("behavior", after=days(365)), Purge("callback")),
)  # fmt: skip
