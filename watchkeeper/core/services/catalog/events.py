"""Officers and photographers for something planned, and a meeting that may turn."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from watchkeeper.core.people.qualifications import Qualification
from watchkeeper.core.services.catalog.asking import (
    CONTACT,
    DEPARTMENT,
    ENDS,
    FORGET_WHO,
    HEADS,
    NAME,
    NEED,
    OTHER,
    PLACE,
    PROPOSED,
    PUBLIC,
    STARTS,
    SUITS,
    VENUE,
    WHO,
)
from watchkeeper.core.services.flows import BOOK
from watchkeeper.core.services.spec import (
    Ask,
    Booked,
    Choice,
    Door,
    Kind,
    Level,
    Priority,
    Purge,
    Service,
    Staff,
    Topic,
    days,
    minutes,
)

_BEGINS = replace(STARTS, hint="")

SECURITY_DETAIL = Service(
    key="security_detail", name=_("Security detail"), label=_("Detail"), short=("detail", "sd"),
    topic=Topic.EVENT, owes=("S63",), flow=BOOK,
    invite=_("Ask for officers at an event"),
    about=_("Officers for an event, a construction site or a visit, as long as you need. You have the price first."),
    next_step=_("You will have a quote within one working day."),
    doors=PUBLIC,
    asks=(
        VENUE, replace(NEED, key="event", words=_("What is planned?")), _BEGINS, ENDS, HEADS,
        Ask("alcohol", _("Will alcohol be served?"), Kind.YES_NO),
        Ask("vip", _("Does anybody come who needs protection?"), Kind.YES_NO),
        Ask("budget", _("Budget code")), DEPARTMENT, *WHO,
    ),
    priority=Priority.P4, welfare_every=None,
    booked=Booked(
        lasts=minutes(240), staff=(Staff(2, Qualification.DETAIL, per=100),), notice=days(3), within=days(90),
        opens=0, closes=24, weekends=True, hourly_cents=7500,
    ),
    targets=(PROPOSED,), outcomes=("held", "held_in_part", "no_show", "canceled_by_caller"), level=Level.L1,
    purge=FORGET_WHO,
)  # fmt: skip

PHOTOGRAPHY_JOB = Service(
    key="photography_job", name=_("Photography"), label=_("Photography"), short=("photo",),
    topic=Topic.EVENT, owes=("S80",), flow=BOOK,
    invite=_("Ask for a photographer"),
    about=_("Portraits for badges, pictures of an event, clinical pictures, pictures of evidence."),
    next_step=_("We will propose three times within one working day."),
    doors=PUBLIC,
    asks=(
        VENUE,
        Ask("purpose", _("What are the pictures for?"), Kind.CHOICE, choices=(
            Choice("badge", _("Badge portrait")), Choice("event", _("Event")), Choice("clinical", _("Clinical")),
            Choice("evidence", _("Evidence")), OTHER,
        )),
        Ask("consent", _("Have all who are shown signed a consent form?"), Kind.YES_NO),
        DEPARTMENT, *SUITS,
        replace(NEED, words=_("What should be shown, and how may it be used?"), starts=False,
                hint=_("No names of patients.")),
        *WHO,
    ),
    priority=Priority.P4, welfare_every=None,
    booked=Booked(lasts=minutes(60), staff=(Staff(1, Qualification.PHOTOGRAPHER),), around=minutes(15)),
    targets=(PROPOSED,),
    outcomes=("completed", "completed_in_part", "follow_up", "no_show", "canceled_by_caller"), level=Level.L2,
    purge=(*FORGET_WHO, Purge("need", after=days(365))),
)  # fmt: skip

CONTENTIOUS_TERMINATION = Service(
    key="contentious_termination", name=_("Standby at a contentious termination"), label=_("Termination"),
    short=("term",), topic=Topic.EVENT, owes=("S38",), flow=BOOK,
    invite=_("Plan a difficult termination"),
    about=_("For human resources and clinic managers: officers near the meeting, and a plan for badge and way out."),
    next_step=_("A trained screener will speak with you within one working day."),
    doors=frozenset({Door.PHONE, Door.WALK_IN, Door.API, Door.CALENDAR}),
    asks=(
        replace(PLACE, words=_("Where is the meeting?")),
        replace(NEED, key="who", words=_("Who is it about, and what is known?")), _BEGINS, ENDS,
        Ask("kind", _("Employee or patient?"), Kind.CHOICE, choices=(
            Choice("employee", _("Employee")), Choice("patient", _("Patient")),
        )),
        Ask("way_out", _("Which way out?")), Ask("not_told", _("Who must not know?"), level=Level.L4),
        Ask("badge", _("Badge number")), Ask("vehicle", _("Vehicle")),
        Ask("property", _("What has to be handed back?"), Kind.LONG_TEXT), NAME, CONTACT,
    ),
    priority=Priority.P4, welfare_every=None,
    booked=Booked(
        lasts=minutes(60), staff=(Staff(2, Qualification.SCREENER),), notice=minutes(120), opens=7, closes=20,
        around=minutes(15), start_words=_("Go"),
    ),
    targets=(PROPOSED,),
    outcomes=("quiet", "left_when_asked", "escorted_out", "hands_on", "arrest", "no_show", "canceled_by_caller"),
    level=Level.L3,
    purge=(*FORGET_WHO, Purge("who", after=days(365)), Purge("badge", after=days(365)),
           Purge("vehicle", after=days(365)), Purge("not_told", after=days(90))),
)  # fmt: skip
