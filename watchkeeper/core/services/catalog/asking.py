"""Questions that most services ask, in the same words, and what most services by appointment share."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.services.kinds import Door, Kind
from watchkeeper.core.services.parts import Ask, Choice, Purge, Within, days

PLACE = Ask("place", _("Where is it?"), Kind.PLACE, starts=True, fills="place")
DETAILS = Ask("details", _("What is happening?"), Kind.LONG_TEXT, fills="details")
NEED = replace(DETAILS, key="need", words=_("What do you need?"), starts=True)
CALLBACK = Ask("callback", _("How do we reach you?"), Kind.PHONE, fills="callback", level=Level.L2)
NAME = Ask("name", _("Your name"), fills="requester", level=Level.L2)
STARTS = Ask("starts_at", _("From when?"), Kind.WHEN, fills="starts_at", hint=_("Leave empty for now."))
ENDS = Ask("ends_at", _("Until when?"), Kind.WHEN, fills="ends_at")
INJURED = Ask(
    "injured",
    _("Is anyone hurt?"),
    Kind.CHOICE,
    choices=(Choice("no", _("No")), Choice("unknown", _("Not known")), Choice("yes", _("Yes"), danger=True)),
)
WEAPON = Ask(
    "weapon",
    _("Is there a weapon?"),
    Kind.CHOICE,
    choices=(Choice("no", _("No")), Choice("unknown", _("Not known")), Choice("yes", _("Yes"), danger=True)),
)

# Of what is held by appointment.
VENUE = replace(PLACE, words=_("Where should we come?"))
CONTACT = Ask("contact", _("Phone or mail where we reach you"), fills="callback")
DEPARTMENT = Ask("unit", _("Which unit or department?"))
HEADS = Ask("heads", _("How many people?"), Kind.NUMBER)
NOT_BEFORE = Ask("not_before", _("Not before"), Kind.WHEN)
TIMES = Ask("times", _("Which times suit you?"), Kind.CHOICES, choices=(
    Choice("morning", _("Morning")), Choice("midday", _("Midday")),
    Choice("afternoon", _("Afternoon")), Choice("evening", _("Evening")),
))  # fmt: skip
SUITS = (NOT_BEFORE, TIMES)
WHO = (NAME, CONTACT)
OTHER = Choice("other", _("Something else"))
FORGET_WHO = (Purge("contact", after=days(365)), Purge("name", after=days(365)))
PROPOSED = Within("opened", "proposed", days(1), is_working=True)

DESK = frozenset({Door.PHONE, Door.RADIO, Door.OFFICER, Door.WALK_IN, Door.API})
PUBLIC = DESK | {Door.PORTAL, Door.QR, Door.MAIL}
