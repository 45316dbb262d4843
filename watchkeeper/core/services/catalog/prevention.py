"""Looking before anything happens: surveys, reviews, locks, equipment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from watchkeeper.core.people.qualifications import Qualification
from watchkeeper.core.services.catalog.asking import (
    DEPARTMENT,
    FORGET_WHO,
    NEED,
    OTHER,
    PROPOSED,
    PUBLIC,
    SUITS,
    VENUE,
    WHO,
)
from watchkeeper.core.services.flows import BOOK
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

_REPLY = _("We will propose three times within one working day.")
_VISIT = ("completed", "completed_in_part", "follow_up", "no_show", "canceled_by_caller")
_WEAK = replace(NEED, words=_("What worries you there?"), starts=False, level=Level.L2)


def _held(lasts: timedelta, qualification: Qualification) -> Booked:
    return Booked(lasts=lasts, staff=(Staff(1, qualification),), opens=7, around=minutes(15))


SECURITY_SURVEY = Service(
    key="security_survey", name=_("Security survey"), label=_("Survey"), short=("survey", "sv"),
    topic=Topic.PREVENT, owes=("S13", "S19"), flow=BOOK,
    invite=_("Ask for a security survey"),
    about=_("A surveyor walks through your area with you, notes what is strong and what is weak, and advises."),
    next_step=_REPLY,
    doors=PUBLIC,
    asks=(
        VENUE, DEPARTMENT,
        Ask("area", _("What kind of area is it?"), Kind.CHOICE, choices=(
            Choice("lobby", _("Lobby")), Choice("emergency", _("Emergency department")),
            Choice("psychiatry", _("Psychiatry")), Choice("hazmat", _("HAZMAT storage")),
            Choice("irradiator", _("Irradiator")), Choice("animal", _("Animal facility")),
            Choice("women", _("Women’s health")), Choice("pediatrics", _("Pediatrics")),
            Choice("pharmacy", _("Pharmacy")), Choice("health_center", _("Health center")), OTHER,
        )),
        Ask("handles", _("What do you keep there?"), Kind.CHOICES, choices=(
            Choice("cash", _("Cash")), Choice("narcotics", _("Narcotics")), Choice("research", _("Research")),
            Choice("infants", _("Infants or other patients with special needs")),
        )),
        *SUITS, _WEAK, *WHO,
    ),
    priority=Priority.P4, booked=_held(minutes(120), Qualification.SURVEYOR), welfare_every=None,
    targets=(PROPOSED,), outcomes=_VISIT, level=Level.L1, purge=(*FORGET_WHO, Purge("need", after=days(730))),
)  # fmt: skip

SURVEY_AFTER_INCIDENT = Service(
    key="survey_after_incident", name=_("Survey after an incident"), label=_("Survey after incident"),
    short=("svi", "aftersurvey"), topic=Topic.PREVENT, owes=("S16",), flow=BOOK,
    invite=_("Ask us to look after an incident"),
    about=_("Something happened that still worries you? We come and look at your place with you."),
    next_step=_("Somebody will come within 24 hours, and you will hear what was done."),
    tip=_("If anybody is in danger now, do not wait: call us."),
    doors=PUBLIC,
    asks=(
        VENUE,
        replace(NEED, key="fears", words=_("What happened, and what are you afraid of?")),
        Ask("incident", _("Number of the incident, if you know it")),
        Ask("done", _("What was done at once?"), Kind.LONG_TEXT),
        DEPARTMENT, *SUITS, *WHO,
    ),
    priority=Priority.P4, welfare_every=None,
    booked=Booked(
        lasts=minutes(60), staff=(Staff(1, Qualification.SURVEYOR),), notice=minutes(30), within=days(1),
        opens=7, closes=22, weekends=True, around=minutes(15), remind=minutes(30),
    ),
    targets=(Within("opened", "delivered", days(1)),), outcomes=_VISIT, level=Level.L2,
    purge=(*FORGET_WHO, Purge("fears", after=days(365)), Purge("done", after=days(365))),
)  # fmt: skip

PLANNING_REVIEW = Service(
    key="planning_review", name=_("Review of new space"), label=_("Planning review"), short=("plans",),
    topic=Topic.PREVENT, owes=("S17",), flow=BOOK,
    invite=_("Have plans for new space reviewed"),
    about=_("Bring us in while a space is still on paper: doors, sight lines, alarms and cameras cost least then."),
    next_step=_REPLY,
    doors=PUBLIC,
    asks=(
        VENUE,
        replace(NEED, key="project", words=_("Which project is it, and what will it hold?")),
        Ask("gate", _("At which stage is it?"), Kind.CHOICE, choices=(
            Choice("schematic", _("Schematic design")), Choice("development", _("Design development")),
            Choice("documents", _("Construction documents")), Choice("commissioning", _("Commissioning")),
        )),
        Ask("gate_date", _("When does this stage end?"), Kind.WHEN),
        DEPARTMENT, *SUITS, *WHO,
    ),
    priority=Priority.P4, booked=_held(minutes(60), Qualification.SURVEYOR), welfare_every=None,
    targets=(PROPOSED,), outcomes=_VISIT, level=Level.L2, purge=FORGET_WHO,
)  # fmt: skip

ACCESS_CONSULTATION = Service(
    key="access_consultation", name=_("Advice on locks, keys and alarms"), label=_("Access advice"),
    short=("access",), topic=Topic.PREVENT, owes=("S20",), flow=BOOK,
    invite=_("Ask for advice on locks and alarms"),
    about=_("We look at locks, keys, alarms and access control with you, and say what would help."),
    next_step=_REPLY,
    doors=PUBLIC,
    asks=(
        VENUE,
        Ask("systems", _("What is it about?"), Kind.CHOICES, choices=(
            Choice("locks", _("Locks")), Choice("keys", _("Keys")), Choice("alarms", _("Alarms")),
            Choice("access", _("Access control")),
        )),
        DEPARTMENT, *SUITS, _WEAK, *WHO,
    ),
    priority=Priority.P4, booked=_held(minutes(60), Qualification.SURVEYOR), welfare_every=None,
    targets=(PROPOSED,), outcomes=("answered", *_VISIT), level=Level.L1,
    purge=(*FORGET_WHO, Purge("need", after=days(730))),
)  # fmt: skip

DEVICE_LOCKDOWN = Service(
    key="device_lockdown", name=_("Locking device for equipment"), label=_("Lockdown of a device"),
    short=("lock", "lockdown"), topic=Topic.PREVENT, owes=("S22",), flow=BOOK,
    invite=_("Have a computer locked down"),
    about=_("We fasten computers, printers, televisions and video recorders so that nobody carries them off."),
    next_step=_("We will be in touch within two working days, and install it within ten."),
    doors=PUBLIC,
    asks=(
        VENUE,
        Ask("device", _("What is to be locked down?"), Kind.CHOICE, choices=(
            Choice("computer", _("Computer or laptop")), Choice("printer", _("Printer")),
            Choice("television", _("Television")), Choice("recorder", _("Video recorder")), OTHER,
        )),
        Ask("asset", _("Asset tag or serial number")), Ask("room", _("Room")), Ask("cost_center", _("Cost center")),
        DEPARTMENT, *SUITS, *WHO,
    ),
    priority=Priority.P4, booked=_held(minutes(45), Qualification.INSTALLER), welfare_every=None,
    targets=(Within("opened", "proposed", days(2), is_working=True),
             Within("opened", "delivered", days(10), is_working=True)),
    outcomes=("installed", "not_suitable", "follow_up", "no_show", "canceled_by_caller"), level=Level.L1,
    purge=FORGET_WHO,
)  # fmt: skip

TECHNICIAN_VISIT = Service(
    key="technician_visit", name=_("Visit of a systems technician"), label=_("Technician"),
    short=("tech", "technician"), topic=Topic.PREVENT, owes=("S76",), flow=BOOK,
    invite=_("Report a fault of a lock, camera or alarm"),
    about=_("A technician comes for a door reader, a camera, an alarm or a duress button that does not work."),
    next_step=_REPLY,
    tip=_("Is a duress button, an infant tag or a fire door out of order? Call us now."),
    doors=PUBLIC,
    asks=(
        VENUE, replace(NEED, key="fault", words=_("What does not work?")),
        Ask("asset", _("Asset tag or serial number")), *SUITS, *WHO,
    ),
    priority=Priority.P4, booked=_held(minutes(60), Qualification.TECHNICIAN), welfare_every=None,
    targets=(PROPOSED, Within("opened", "delivered", days(5), is_working=True)),
    outcomes=_VISIT, level=Level.L1, purge=FORGET_WHO,
)  # fmt: skip

AED_REQUEST = Service(
    key="aed_request", name=_("AED: place or service one"), label=_("AED request"), short=("aed",),
    topic=Topic.PREVENT, owes=("S117",), flow=BOOK,
    invite=_("Ask about an AED"),
    about=_("A new AED for your area, or one whose light is not green, whose pads are old or that was used."),
    next_step=_REPLY,
    doors=PUBLIC,
    asks=(
        VENUE,
        Ask("wish", _("What is it about?"), Kind.CHOICE, choices=(
            Choice("new", _("A new AED")), Choice("not_ready", _("It does not show that it is ready")),
            Choice("parts", _("Pads or battery")), Choice("used", _("It was used")), OTHER,
        )),
        Ask("asset", _("Asset tag or serial number")), DEPARTMENT, *SUITS, *WHO,
    ),
    priority=Priority.P4, booked=_held(minutes(30), Qualification.PLANNER), welfare_every=None,
    targets=(PROPOSED,), outcomes=("installed", "not_suitable", *_VISIT), level=Level.L1, purge=FORGET_WHO,
)  # fmt: skip
