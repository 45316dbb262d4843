"""Talks, seminars and courses: what people come to learn."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from watchkeeper.core.people.qualifications import Qualification
from watchkeeper.core.services.catalog.asking import (
    DEPARTMENT,
    FORGET_WHO,
    HEADS,
    NAME,
    NEED,
    PLACE,
    PROPOSED,
    PUBLIC,
    SUITS,
    VENUE,
    WHO,
)
from watchkeeper.core.services.flows import BOOK
from watchkeeper.core.services.kinds import CAMPUS, EVERYWHERE, HOSPITAL
from watchkeeper.core.services.parts import Words
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

_WISHES = replace(NEED, words=_("What should we know or speak about?"), starts=False)
_REPLY = _("We will propose three times within one working day.")
_SESSION = ("held", "held_in_part", "no_show", "canceled_by_caller")
_TALK = Booked(
    lasts=minutes(60), staff=(Staff(1, Qualification.PRESENTER),), opens=7, closes=20, around=minutes(15), material=True
)


def _talk(
    key: str, name: Words, label: Words, short: str, invite: Words, about: Words, *, booked: Booked = _TALK
) -> Service:
    return Service(
        key=key, name=name, label=label, short=(short,), invite=invite, about=about, next_step=_REPLY,
        topic=Topic.LEARN, owes=("S02", "S03", "S05"), flow=BOOK, offered_in=frozenset({HOSPITAL}), doors=PUBLIC,
        asks=(VENUE, DEPARTMENT, HEADS, *SUITS, _WISHES, *WHO),
        priority=Priority.P4, booked=booked, welfare_every=None,
        targets=(PROPOSED, Within("opened", "delivered", days(21))),
        outcomes=_SESSION, level=Level.L1, purge=FORGET_WHO,
    )  # fmt: skip


TALKS = (
    _talk(
        "talk_safe_workplace", _("How to Make Your Workplace a Safe Place"), _("Talk: safe workplace"), "safetalk",
        _("Book the talk on a safe workplace"),
        _("Simple habits that keep your unit safe: doors, badges, visitors, belongings. One hour, at your place."),
    ),
    _talk(
        "talk_avade", _("AVADE Workplace Violence Prevention"), _("Talk: AVADE"), "avade",
        _("Book AVADE violence prevention"),
        _("A certified instructor teaches how to notice, avoid and calm violence at work. Two hours, at your place."),
        booked=replace(_TALK, lasts=minutes(120), staff=(Staff(1, Qualification.AVADE),)),
    ),
    _talk(
        "talk_violent_situations", _("How to Handle Potentially Violent Situations"), _("Talk: violent situations"),
        "angertalk", _("Book the talk on violent situations"),
        _("What to say and do when somebody becomes angry, and when to call us. One hour, at your place."),
    ),
    _talk(
        "talk_packages", _("Handling Suspicious Packages or Letters"), _("Talk: packages, letters"), "mailtalk",
        _("Book the talk on suspicious packages"),
        _("How to tell a suspicious package or letter, and what not to do with it. One hour, at your place."),
    ),
    _talk(
        "talk_workplace_violence", _("Workplace Violence"), _("Talk: workplace violence"), "wpvtalk",
        _("Book the talk on workplace violence"),
        _("Where violence at work comes from, the signs before it, and how to report it. One hour, at your place."),
    ),
    _talk(
        "talk_domestic_violence", _("Domestic Violence"), _("Talk: domestic violence"), "dvtalk",
        _("Book the talk on domestic violence"),
        _("How to notice that a colleague is not safe at home, and who helps. One hour, at your place."),
        booked=replace(_TALK, staff=(Staff(1, Qualification.DOMESTIC_VIOLENCE),)),
    ),
    _talk(
        "talk_security_services", _("Security Services at MGH"), _("Talk: our services"), "ourtalk",
        _("Book the talk on our services"),
        _("What Police and Security does for your unit, and how to ask for it. One hour, at your place."),
    ),
)  # fmt: skip

CRIME_PREVENTION_SEMINAR = Service(
    key="crime_prevention_seminar", name=_("Crime-prevention seminar"), label=_("Seminar"),
    short=("sem", "seminar"), topic=Topic.LEARN, owes=("S97", "S106"), flow=BOOK, offered_in=frozenset({CAMPUS}),
    invite=_("Ask for a crime-prevention seminar"),
    about=_("Officers speak with your department or group about theft, scams and getting home safely. One hour."),
    next_step=_REPLY,
    doors=PUBLIC, asks=(VENUE, DEPARTMENT, HEADS, *SUITS, _WISHES, *WHO),
    priority=Priority.P4, booked=_TALK, welfare_every=None,
    targets=(PROPOSED, Within("opened", "delivered", days(21))),
    outcomes=_SESSION, level=Level.L1, purge=FORGET_WHO,
)  # fmt: skip

STUDENT_ORIENTATION = Service(
    key="student_orientation", name=_("Orientation of new students"), label=_("Orientation"),
    short=("orient", "orientation"), topic=Topic.LEARN, owes=("S98",), flow=BOOK, offered_in=frozenset({CAMPUS}),
    invite=_("Ask for an orientation session"),
    about=_("We introduce new students to our services and to life on an urban campus, each August and September."),
    next_step=_REPLY,
    doors=PUBLIC,
    asks=(
        VENUE, Ask("cohort", _("Which group of new students?")), HEADS, Ask("language", _("In which language?")),
        *SUITS, _WISHES, *WHO,
    ),
    priority=Priority.P4, booked=replace(_TALK, within=days(90), weekends=True), welfare_every=None,
    targets=(PROPOSED,), outcomes=_SESSION, level=Level.L1, purge=FORGET_WHO,
)  # fmt: skip

STUDENT_LIFE_WORKSHOP = Service(
    key="student_life_workshop", name=_("Safety workshop with Student Life"), label=_("Workshop"),
    short=("workshop",), topic=Topic.LEARN, owes=("S100",), flow=BOOK, offered_in=frozenset({CAMPUS}),
    invite=_("Ask for a safety workshop"),
    about=_("A workshop for a residence, a club or a team, held together with Student Life."),
    next_step=_REPLY,
    doors=PUBLIC,
    asks=(
        VENUE, DEPARTMENT, Ask("partner", _("Which office holds it with us?")), HEADS, *SUITS, _WISHES, *WHO,
    ),
    priority=Priority.P4, booked=replace(_TALK, closes=22, weekends=True), welfare_every=None,
    targets=(PROPOSED, Within("opened", "delivered", days(21))),
    outcomes=_SESSION, level=Level.L1, purge=FORGET_WHO,
)  # fmt: skip


def _course(
    key: str, name: Words, label: Words, short: tuple[str, ...], invite: Words, about: Words, owes: str, *,
    staff: Staff, seats: int, lasts: timedelta, offered_in: frozenset[str] = EVERYWHERE,
) -> Service:  # fmt: skip
    return Service(
        key=key, name=name, label=label, short=short, invite=invite, about=about,
        next_step=_("We will tell you when and where, and whether you have a seat or a place in line."),
        topic=Topic.LEARN, owes=("S05", "S86", owes, "S132"), flow=BOOK, offered_in=offered_in, doors=PUBLIC,
        asks=(
            replace(NAME, starts=True), WHO[1], replace(PLACE, words=_("Near which place?"), starts=False),
            Ask("for_whom", _("For whom is it?"), Kind.CHOICE, choices=(
                Choice("me", _("For me")), Choice("group", _("For a group that wants a session of its own")),
            )),
            DEPARTMENT, HEADS, *SUITS, Ask("needs", _("What would help you take part?"), level=Level.L2),
        ),
        priority=Priority.P4, welfare_every=None, targets=(PROPOSED,),
        booked=Booked(
            lasts=lasts, staff=(staff,), seats=seats, within=days(30), closes=21, weekends=True, around=minutes(30)
        ),
        outcomes=_SESSION, level=Level.L1, purge=(*FORGET_WHO, Purge("needs", after=days(90))),
    )  # fmt: skip


COURSES = (
    _course(
        "course_cpr", _("CPR class"), _("CPR class"), ("cpr",), _("Take a CPR class"),
        _("Learn to save a life with your hands and an AED. Three hours; the card is good for two years."),
        "S116", staff=Staff(1, Qualification.CPR, per=9), seats=18, lasts=minutes(180),
    ),
    _course(
        "course_active_shooter", _("Active shooter training"), _("Active shooter training"), ("ashooter",),
        _("Take active shooter training"),
        _("What to do when somebody is shooting: get out, hide, call, and what officers do. Ninety minutes."),
        "S114", staff=Staff(1, Qualification.ACTIVE_SHOOTER), seats=40, lasts=minutes(90),
    ),
    _course(
        "course_cert", _("Community Emergency Response Training (CERT)"), _("CERT"), ("cert",),
        _("Join CERT training"),
        _("Learn to help your neighbors in a disaster until help comes. Three hours a session."),
        "S120", staff=Staff(1, Qualification.CERT), seats=24, lasts=minutes(180), offered_in=frozenset({CAMPUS}),
    ),
    _course(
        "course_preparedness", _("General preparedness training"), _("Preparedness"), ("prep", "preparedness"),
        _("Take preparedness training"),
        _("How to be ready at work and at home for storms, fires and power outages. Ninety minutes."),
        "S122", staff=Staff(1, Qualification.PREPAREDNESS), seats=30, lasts=minutes(90),
    ),
)  # fmt: skip
