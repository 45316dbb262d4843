"""Walking with people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from watchkeeper.core.services.catalog.asking import CALLBACK, NAME, PUBLIC
from watchkeeper.core.services.flows import RESPOND_OR_BOOK
from watchkeeper.core.services.spec import (
    Ask,
    Choice,
    Kind,
    Level,
    Priority,
    Purge,
    Raise,
    RaiseAfter,
    Send,
    Service,
    Share,
    Topic,
    Within,
    days,
    minutes,
)

SECURITY_ESCORT = Service(
    key="security_escort", name=_("Security escort"), label=_("Escort"), short=("e", "esc", "escort"), topic=Topic.WALK,
    owes=("S24", "S25", "S26", "S27", "S28", "S29", "S30", "S31", "S32", "S33", "S34", "S35"), flow=RESPOND_OR_BOOK,
    invite=_("Ask for an escort"),
    about=_("An officer walks with you to a garage, a lot or a nearby street. For anyone, at any hour."),
    next_step=_("An officer will meet you at {place}."),
    tip=_("Wait inside, in the light, near other people. Pepper spray is no sure deterrent; company is."),
    doors=PUBLIC,
    asks=(
        Ask("origin", _("Where are you now?"), Kind.PLACE, starts=True, fills="place"),
        Ask("destination", _("Where are you going?"), Kind.PLACE, starts=True, fills="destination"),
        CALLBACK,
        NAME,
        Ask("reason", _("Why now?"), Kind.CHOICE, choices=(
            Choice("dark", _("It is dark")),
            Choice("mobility", _("I need help walking")),
            Choice("threat", _("I feel threatened")),
            Choice("followed", _("Somebody is following or threatening me now"), danger=True),
        )),
        Ask("alone_outdoors", _("Are you alone outdoors?"), Kind.YES_NO),
        Ask("mobility_aid", _("Wheelchair, cane or other aid")),
        Ask("party_size", _("How many people?"), Kind.NUMBER),
    ),
    priority=Priority.P3,
    raises=(
        Raise("alone_outdoors", "yes", Priority.P2), Raise("reason", "threat", Priority.P2),
        RaiseAfter(minutes(15), Priority.P2),
    ),
    sends=(Send(1),), shares=Share(most=3, on="same_way"),
    targets=(Within("opened", "on_scene", minutes(10), percentile=50), Within("opened", "on_scene", minutes(25))),
    outcomes=("arrived_safe", "gone_on_arrival", "canceled_by_caller"),
    level=Level.L2,
    purge=(Purge("origin", to="zone", after=days(90)), Purge("destination", to="zone", after=days(90)),
           Purge("callback"), Purge("name")),
)  # fmt: skip
