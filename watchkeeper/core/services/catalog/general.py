"""Any other help."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from watchkeeper.core.services.catalog.asking import CALLBACK, INJURED, NAME, NEED, PLACE, PUBLIC, WEAPON
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
    minutes,
)

GENERIC_ASSISTANCE = Service(
    key="generic_assistance", name=_("Assistance"), label=_("Assist"), short=("g", "ga", "assist"), topic=Topic.REPORT,
    owes=("S41", "S42", "S95", "S96"),
    invite=_("Report something else"),
    about=_("Anything that worries you, or any help you need."),
    next_step=_("The dispatcher reads this now."),
    doors=PUBLIC | {Door.DURESS, Door.SIGNAL},
    asks=(
        PLACE, NEED,
        Ask("urgency", _("How urgent is it?"), Kind.CHOICE, choices=(
            Choice("can_wait", _("It can wait a little")),
            Choice("soon", _("Somebody should come soon")),
            Choice("danger", _("Somebody is in danger now"), danger=True),
        )),
        INJURED, WEAPON,
        Ask("still_there", _("Still going on?"), Kind.YES_NO),
        CALLBACK, NAME,
    ),
    priority=Priority.P3,
    raises=(Raise("urgency", "soon", Priority.P2), Raise("urgency", "danger", Priority.P1)),
    sends=(Send(1), Send(1, at=Priority.P1)),
    targets=(Within("opened", "on_scene", minutes(20)),),
    outcomes=("assisted", "advised", "report_to_follow", "no_report", "unfounded", "gone_on_arrival",
              "unable_to_locate", "canceled_by_caller"),
    level=Level.L1, purge=(Purge("callback"), Purge("name")),
)  # fmt: skip
