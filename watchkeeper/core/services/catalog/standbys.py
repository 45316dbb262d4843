"""Being there before anything happens: visible, covert, and with a patient."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from watchkeeper.core.services.catalog.asking import CALLBACK, DESK, ENDS, NAME, PLACE, PUBLIC, STARTS, WEAPON
from watchkeeper.core.services.flows import RESPOND_OR_BOOK
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
)

_WHO = Ask("who", _("Who is it about, and what is the risk?"), Kind.LONG_TEXT, starts=True, fills="details")
_BEHAVIOR = Ask("behavior", _("What behavior do you expect?"), Kind.CHOICES, choices=(
    Choice("upset", _("Upset or loud")),
    Choice("threats", _("Threats were made")),
    Choice("violent", _("Was violent before")),
    Choice("now", _("It is turning violent now"), danger=True),
))  # fmt: skip
_CODE_WORD = Ask("code_word", _("A word that means: come in now"))
_NOW_OR_BOOKED = (Within("opened", "on_scene", minutes(5)), Within("starts", "on_scene", -minutes(10)))
_SENDS = (Send(1), Send(1, at=Priority.P1))
_OUTCOMES = ("quiet", "left_when_asked", "escorted_out", "hands_on", "arrest", "canceled_by_caller")

STANDBY_VISIBLE = Service(
    key="standby_visible", name=_("Standby, visible"), label=_("Standby"), short=("sb", "standby"),
    topic=Topic.PRESENCE, owes=("S36", "S37", "S39"), flow=RESPOND_OR_BOOK,
    invite=_("Ask for a standby"),
    about=_("An officer stands by while you meet somebody, now or at a time you choose."),
    next_step=_("An officer will stand by at {place}."),
    doors=PUBLIC | {Door.CALENDAR},
    asks=(PLACE, _WHO, STARTS, ENDS, CALLBACK, NAME, _BEHAVIOR, WEAPON, _CODE_WORD),
    priority=Priority.P1, booked_priority=Priority.P4,
    sends=_SENDS, targets=_NOW_OR_BOOKED, outcomes=_OUTCOMES,
    level=Level.L2, purge=(Purge("who", after=days(365)), Purge("callback"), Purge("name")),
)  # fmt: skip

STANDBY_COVERT = Service(
    key="standby_covert", name=_("Standby, covert"), label=_("Standby (covert)"), short=("sbc", "covert"),
    topic=Topic.PRESENCE, owes=("S36", "S37", "S39"), flow=RESPOND_OR_BOOK,
    about=_("Officers wait out of sight in the next office."),
    next_step=_("Officers will be near {place}, out of sight."),
    doors=DESK | {Door.CALENDAR},
    asks=(
        PLACE, _WHO, STARTS, ENDS, CALLBACK, NAME, _BEHAVIOR, WEAPON, _CODE_WORD,
        Ask("next_office", _("Which office next door, and how is it opened?"), level=Level.L4),
        Ask("not_told", _("Who must not know?"), level=Level.L4),
    ),
    priority=Priority.P1, booked_priority=Priority.P4,
    sends=(Send(2),), targets=_NOW_OR_BOOKED, outcomes=_OUTCOMES,
    level=Level.L4, is_covert=True, purge=(Purge("who", after=days(365)), Purge("callback"), Purge("name")),
)  # fmt: skip

PATIENT_STANDBY = Service(
    key="patient_standby", name=_("Patient standby or restraint"), label=_("Patient standby"),
    short=("ps", "gray", "patient"), topic=Topic.PRESENCE, owes=("S57",), plan="Code Gray",
    offered_in=frozenset({HOSPITAL}),
    next_step=_("Officers are on their way to {place}. The clinical lead directs."),
    doors=DESK | {Door.DURESS},
    asks=(
        PLACE,
        Ask("behavior", _("What is the patient doing?"), Kind.LONG_TEXT, starts=True, fills="details"),
        WEAPON,
        Ask("clinical_lead", _("Who leads clinically? (role)")),
        Ask("order", _("Is there an order for restraint?"), Kind.CHOICE, choices=(
            Choice("none", _("None")), Choice("asked", _("Asked for")), Choice("given", _("Given")),
        )),
        CALLBACK,
    ),
    priority=Priority.P1, raises=(Raise("weapon", "yes", Priority.P0),),
    sends=(Send(2, Capability.RESTRAINT), Send(3, at=Priority.P0)),
    tells=(Tell(_("Clinical lead of the unit")), Tell(_("Shift supervisor"))),
    targets=(Within("opened", "on_scene", minutes(3)),),
    outcomes=("quiet", "hands_on", "care_needed", "no_report", "arrest", "canceled_by_caller"),
    level=Level.L2, purge=(Purge("behavior", after=days(365)), Purge("callback")),
)  # fmt: skip
