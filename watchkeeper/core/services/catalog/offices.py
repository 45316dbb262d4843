"""What is done at a counter: checks, fingerprints, trips, parking, commuting."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from watchkeeper.core.people.qualifications import Qualification
from watchkeeper.core.services.catalog.asking import (
    CONTACT,
    DEPARTMENT,
    FORGET_WHO,
    NAME,
    NEED,
    OTHER,
    PLACE,
    PROPOSED,
    PUBLIC,
    SUITS,
)
from watchkeeper.core.services.flows import BOOK
from watchkeeper.core.services.kinds import CAMPUS, HOSPITAL
from watchkeeper.core.services.spec import (
    Ask,
    Booked,
    Choice,
    Kind,
    Level,
    Priority,
    Purge,
    Service,
    Staff,
    Topic,
    Within,
    days,
    minutes,
)

_WHO = (replace(NAME, starts=True), CONTACT)
_OFFICE = replace(PLACE, words=_("Which office suits you?"), starts=False)
_WORD = replace(NEED, words=_("What else should we know?"), starts=False)
_AT_A_DESK = Booked(lasts=None, staff=(Staff(1, Qualification.CLERK),))


def _examined(lasts: timedelta) -> Booked:
    return Booked(lasts=lasts, staff=(Staff(1, Qualification.EXAMINER),), opens=7)


BACKGROUND_CHECK = Service(
    key="background_check", name=_("Background check appointment"), label=_("Background check"),
    short=("bgc", "background"), topic=Topic.OFFICE, owes=("S129",), flow=BOOK,
    invite=_("Come in for a background check"),
    about=_("Twenty minutes at our office to show your papers and sign. Nothing is checked without your consent."),
    next_step=_("We will propose three times within one working day."),
    doors=PUBLIC,
    asks=(
        *_WHO, _OFFICE,
        Ask("for_what", _("What is it for?"), Kind.CHOICE, choices=(
            Choice("job", _("A new job")), Choice("transfer", _("A change of job")),
            Choice("volunteer", _("Volunteering")), OTHER,
        )),
        DEPARTMENT, *SUITS,
    ),
    priority=Priority.P4, booked=_examined(minutes(20)), welfare_every=None, targets=(PROPOSED,),
    outcomes=("completed", "follow_up", "no_show", "canceled_by_caller"), level=Level.L2, purge=FORGET_WHO,
)  # fmt: skip

FINGERPRINTS = Service(
    key="fingerprints", name=_("Fingerprints"), label=_("Fingerprints"), short=("fp", "prints"),
    topic=Topic.OFFICE, owes=("S129",), flow=BOOK,
    invite=_("Have your fingerprints taken"),
    about=_("Fifteen minutes at our office. Bring a photo ID and the form you were given."),
    next_step=_("We will propose three times within one working day."),
    doors=PUBLIC,
    asks=(
        *_WHO, _OFFICE,
        Ask("for_what", _("What is it for?"), Kind.CHOICE, choices=(
            Choice("job", _("A new job")), Choice("license", _("A license")), OTHER,
        )),
        *SUITS,
    ),
    priority=Priority.P4, booked=_examined(minutes(15)), welfare_every=None, targets=(PROPOSED,),
    outcomes=("completed", "follow_up", "no_show", "canceled_by_caller"), level=Level.L2, purge=FORGET_WHO,
)  # fmt: skip

TRIP_REGISTRATION = Service(
    key="trip_registration", name=_("Registration of a trip abroad"), label=_("Trip"), short=("trip", "travel"),
    topic=Topic.OFFICE, owes=("S127",), flow=BOOK, offered_in=frozenset({CAMPUS}),
    invite=_("Register a trip abroad"),
    about=_("So that we know where you are when something happens there, and can help."),
    next_step=_("Your trip is registered within five working days; we write if the place needs approval first."),
    doors=PUBLIC,
    asks=(
        replace(NAME, starts=True),
        Ask("countries", _("Which countries and cities?"), starts=True, fills="details"),
        Ask("first_day", _("First day"), Kind.WHEN), Ask("last_day", _("Last day"), Kind.WHEN),
        Ask("kind", _("How do you travel?"), Kind.CHOICE, choices=(
            Choice("student", _("As a student")), Choice("staff", _("As staff")),
        )),
        Ask("purpose", _("What is the trip for?"), hint=_("Nothing about your health, please.")), DEPARTMENT, CONTACT,
    ),
    priority=Priority.P4, booked=_AT_A_DESK, welfare_every=None,
    targets=(Within("opened", "closed", days(5), is_working=True),),
    outcomes=("registered", "answered", "follow_up", "canceled_by_caller"), level=Level.L2,
    purge=(*FORGET_WHO, Purge("countries", after=days(365)), Purge("purpose", after=days(365))),
)  # fmt: skip

PARKING_REQUEST = Service(
    key="parking_request", name=_("Parking request"), label=_("Parking"), short=("park", "parking"),
    topic=Topic.OFFICE, owes=("S77",), flow=BOOK, offered_in=frozenset({HOSPITAL}),
    invite=_("Ask about parking"),
    about=_("A permit, a validation for a patient or visitor, or a ticket you think is wrong."),
    next_step=_("You will have an answer within ten working days."),
    doors=PUBLIC,
    asks=(
        replace(NAME, starts=True),
        Ask("kind", _("What is it about?"), Kind.CHOICE, starts=True, choices=(
            Choice("permit", _("A permit")), Choice("validation", _("A validation")),
            Choice("appeal", _("Appeal of a ticket")), OTHER,
        )),
        Ask("plate", _("License plate")), _WORD, CONTACT,
    ),
    priority=Priority.P4, booked=_AT_A_DESK, welfare_every=None,
    targets=(Within("opened", "closed", days(10), is_working=True),),
    outcomes=("completed", "answered", "follow_up", "canceled_by_caller"), level=Level.L2,
    purge=(*FORGET_WHO, Purge("plate", after=days(365)), Purge("need", after=days(365))),
)  # fmt: skip

COMMUTER_REQUEST = Service(
    key="commuter_request", name=_("Commuter services"), label=_("Commuting"), short=("commute", "shuttle"),
    topic=Topic.OFFICE, owes=("S79",), flow=BOOK, offered_in=frozenset({HOSPITAL}),
    invite=_("Ask about your way to work"),
    about=_("Transit passes, carpools, the bicycle cage and the shuttle, for staff."),
    next_step=_("You will have an answer within five working days."),
    doors=PUBLIC,
    asks=(
        replace(NAME, starts=True),
        Ask("mode", _("What is it about?"), Kind.CHOICE, starts=True, choices=(
            Choice("transit", _("Transit pass")), Choice("carpool", _("Carpool")),
            Choice("bicycle", _("Bicycle cage")), Choice("shuttle", _("Shuttle")),
        )),
        _WORD, DEPARTMENT, CONTACT,
    ),
    priority=Priority.P4, booked=_AT_A_DESK, welfare_every=None,
    targets=(Within("opened", "closed", days(5), is_working=True),),
    outcomes=("registered", "completed", "answered", "canceled_by_caller"), level=Level.L2,
    purge=(*FORGET_WHO, Purge("need", after=days(365))),
)  # fmt: skip
