"""Suspicious people and packages: what is done, not how somebody looks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from watchkeeper.core.services.catalog.asking import CALLBACK, NAME, PLACE, PUBLIC, WEAPON
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

SUSPICIOUS_PERSON = Service(
    key="suspicious_person", name=_("Suspicious person"), label=_("Suspicious person"), short=("sp", "susp"),
    topic=Topic.REPORT, owes=("S62",),
    invite=_("Report somebody acting suspiciously"),
    about=_("Tell us what the person does: trying doors, following people, looking into cars."),
    next_step=_("Officers are told now."),
    doors=PUBLIC,
    asks=(
        PLACE,
        Ask("doing", _("What is the person doing?"), Kind.LONG_TEXT, starts=True, fills="details", behavior_only=True,
            hint=_("Behavior, not looks.")),
        Ask("signs", _("Is any of this true?"), Kind.CHOICES, choices=(
            Choice("doors", _("Trying doors, cars or lockers")),
            Choice("following", _("Following somebody")),
            Choice("inside", _("Inside an area that is closed to them")),
            Choice("violent", _("Threatening or attacking somebody"), danger=True),
        )),
        WEAPON,
        Ask("still_there", _("Still there?"), Kind.CHOICE, choices=(
            Choice("yes", _("Yes")), Choice("left", _("Left")), Choice("unknown", _("Not known")),
        )),
        Ask("direction", _("Which way did they go?")),
        Ask("description", _("Clothing, bag, vehicle"), Kind.LONG_TEXT, behavior_only=True),
        CALLBACK, NAME,
    ),
    priority=Priority.P2,
    raises=tuple(Raise("signs", sign, Priority.P1) for sign in ("doors", "following", "inside", "violent")),
    sends=(Send(2),), targets=(Within("opened", "on_scene", minutes(5)),),
    outcomes=("found", "unfounded", "left_when_asked", "trespass_notice", "arrest", "gone_on_arrival",
              "unable_to_locate", "report_to_follow", "canceled_by_caller"),
    level=Level.L2,
    purge=(Purge("description", after=days(90), outcome="unfounded"),
           Purge("doing", after=days(90), outcome="unfounded"),
           Purge("callback"), Purge("name")),
)  # fmt: skip

SUSPICIOUS_PACKAGE = Service(
    key="suspicious_package", name=_("Suspicious package"), label=_("Package"), short=("pk", "pkg", "package"),
    topic=Topic.REPORT, owes=("S62",), plan="Package card",
    invite=_("Report a suspicious package"),
    about=_("Do not touch it, do not move it. Leave the room and keep others out."),
    next_step=_("An officer is on the way to {place}. Stay away from it."),
    tip=_("Move away before you phone. Do not use a radio or a cell phone next to it."),
    doors=PUBLIC,
    asks=(
        PLACE,
        Ask("marks", _("What does it look like? Marks, stains, wires, sounds"), Kind.LONG_TEXT, starts=True,
            fills="details"),
        Ask("touched_by", _("How many people touched it?"), Kind.NUMBER),
        Ask("signs", _("Is any of this true?"), Kind.CHOICES, choices=(
            Choice("threat", _("There was a threat with it"), danger=True),
            Choice("leaking", _("Leaking, powder or a smell"), danger=True),
            Choice("ticking", _("Wires, ticking or smoke"), danger=True),
        )),
        CALLBACK, NAME,
    ),
    priority=Priority.P1,
    raises=tuple(Raise("signs", sign, Priority.P0) for sign in ("threat", "leaking", "ticking")),
    sends=(Send(1, job=_("Holds the cordon")), Send(1, at=Priority.P0)),
    tells=(Tell(_("Bomb squad"), minutes(2)), Tell(_("Environmental health and safety"), minutes(2))),
    targets=(Within("opened", "on_scene", minutes(5)),),
    outcomes=("safe_object", "removed", "handed_to_police", "unfounded", "canceled_by_caller"),
    level=Level.L2, purge=(Purge("callback"), Purge("name")),
)  # fmt: skip
