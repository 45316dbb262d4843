"""Reports of a crime."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from watchkeeper.core.services.catalog.asking import CALLBACK, INJURED, NAME, PLACE, PUBLIC, WEAPON
from watchkeeper.core.services.spec import (
    Ask,
    Choice,
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
)

CRIME_REPORT = Service(
    key="crime_report", name=_("Report of a crime"), label=_("Crime"), short=("cr", "crime", "theft"),
    topic=Topic.REPORT, owes=("S43",),
    invite=_("Report a crime"),
    about=_("Theft, damage, assault, a threat. No name needed."),
    next_step=_("An officer reads this now and calls or comes to you."),
    doors=PUBLIC,
    asks=(
        Ask("offense", _("What happened?"), Kind.LONG_TEXT, starts=True, fills="details"),
        PLACE,
        Ask("when", _("When was it?"), Kind.CHOICE, choices=(
            Choice("now", _("It is happening now"), danger=True),
            Choice("just", _("Within the last half hour")),
            Choice("past", _("Earlier")),
        )),
        Ask("when_seen", _("Between which times, as far as you know?")),
        Ask("threat_continues", _("Is somebody in danger from it now?"), Kind.CHOICE, choices=(
            Choice("no", _("No")), Choice("yes", _("Yes"), danger=True),
        )),
        INJURED, WEAPON,
        Ask("property", _("What was taken or damaged?")),
        Ask("suspect", _("What did the person do, and where did they go?"), Kind.LONG_TEXT, behavior_only=True),
        Ask("wants_contact", _("May we contact you about it?"), Kind.YES_NO),
        CALLBACK, NAME,
    ),
    priority=Priority.P3,
    raises=(
        Raise("threat_continues", "yes", Priority.P0),
        Raise("when", "now", Priority.P1), Raise("when", "just", Priority.P2),
    ),
    sends=(Send(1), Send(1, at=Priority.P1)), tells=(Tell(_("Records clerk, for the crime log"), days(2)),),
    targets=(Within("opened", "on_scene", minutes(5), at=Priority.P1), Within("opened", "on_scene", minutes(30))),
    outcomes=("report_to_follow", "report_taken", "arrest", "unfounded", "gone_on_arrival", "unable_to_locate",
              "no_report", "canceled_by_caller"),
    level=Level.L2, purge=(Purge("callback", after=days(365)), Purge("name", after=days(365))),
)  # fmt: skip
