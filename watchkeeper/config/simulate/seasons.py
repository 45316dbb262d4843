"""What the demo's season is made of, department by department: one line for each request, session and course.

Whoever asks is a unit or an office; whoever holds it is a call sign. Nothing here is anybody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Held:
    """How a session of the past went; ``went`` is the asker's own word, if they said one."""

    outcome: str = "held"
    attended: int | None = None
    material: str = ""
    unanswered: str = ""
    went: str = ""


@dataclass(frozen=True)
class Enrolled:
    """How many have a seat and wait in line; ``seats`` where the session has others than usual."""

    many: int
    in_line: int = 0
    seats: int | None = None


@dataclass(frozen=True)
class Booking:
    """One request. ``day`` is the working day of its session counted from today; None: it is still asked for.

    ``offered`` are days proposed, the session's own besides. ``ago`` is how many hours ago it was asked for when there
    is no session yet; ``is_due_soon``: so long ago that the answer is due within the hour. ``is_today``: it begins
    within the hour, and whoever holds it crews the unit of the same call sign.
    """

    service: str
    who: str = ""
    details: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    day: int | None = None
    hour: float = 10
    people: tuple[str, ...] = ()
    offered: tuple[int, ...] = ()
    ago: float = 20
    is_due_soon: bool = False
    is_today: bool = False
    enrolled: Enrolled | None = None
    held: Held | None = None


_DECK = "2026.1"
_TERMINATION = Booking(
    "contentious_termination", details="Meeting of human resources; voices were raised before.", day=4, hour=10,
    people=("DET1", "DET2"), answers={"kind": "employee", "way_out": "By the stairs to the service court"},
)  # fmt: skip
_DETAIL = Booking(
    "security_detail", "Events office", "Donors' evening in the lobby", {"heads": "120", "budget": "4410"},
    day=6, hour=11, people=("DET1", "DET2"),
)  # fmt: skip

HOSPITAL = (
    # Asked for, and not answered yet.
    Booking("talk_violent_situations", "Nurse manager, White 9", answers={"heads": "18"}, is_due_soon=True),
    Booking("survey_after_incident", "Unit clerk, Gray 3", "A visitor would not leave", is_due_soon=True),
    Booking("planning_review", "Planning office", "Infusion suite, second floor", ago=7),
    Booking("parking_request", "Unit clerk, Wang 2", answers={"kind": "permit"}, ago=26),
    Booking("photography_job", "Research office", "Posters of the lab", {"purpose": "event"}, ago=2),
    # Proposed.
    Booking("talk_avade", "Nurse manager, Lunder 7", answers={"heads": "25"}, ago=9, hour=13, offered=(3, 5, 7)),
    Booking("security_survey", "Pharmacy", answers={"area": "pharmacy"}, ago=30, offered=(4, 6)),
    Booking("fingerprints", "Volunteer office", answers={"for_what": "license"}, ago=5, hour=9, offered=(1, 2, 3)),
    # Confirmed.
    Booking("talk_safe_workplace", "Nurse manager, Blake 12", answers={"heads": "14"}, day=0, people=("A12",),
            is_today=True),
    Booking("talk_domestic_violence", "Social service", answers={"heads": "12"}, day=1, hour=9, offered=(2,)),
    Booking("device_lockdown", "Unit clerk, Bigelow 11", answers={"device": "computer"}, day=1, hour=11),
    Booking("device_lockdown", "Radiology", answers={"device": "printer"}, day=2, hour=9.5),
    Booking("technician_visit", "Unit clerk, Cox 1", "Reader of the side door is dark", day=2, hour=13),
    Booking("security_survey", "Women's health", answers={"area": "women"}, day=2, hour=13, people=("CP2",)),
    Booking("course_cpr", answers={"heads": "18"}, day=5, hour=12.5, enrolled=Enrolled(14)),
    Booking("course_active_shooter", day=3, hour=9, people=("INST1",), enrolled=Enrolled(10, in_line=3, seats=10)),
    Booking("talk_packages", "Mail room", answers={"heads": "9"}, day=8, hour=11, people=("CP2",), offered=(9,)),
    Booking("photography_job", "Front office", "Portraits of new staff", {"purpose": "badge"}, day=3, hour=10.5),
    Booking("background_check", "Volunteer office", answers={"for_what": "volunteer"}, day=1, hour=10),
    Booking("aed_request", "Outpatient clinic", answers={"wish": "parts"}, day=5, hour=9),
    _DETAIL,
    _TERMINATION,
    # Held, or not.
    Booking("talk_safe_workplace", "Nurse manager, Ellison 16", answers={"heads": "20"}, day=-12, people=("CP1",),
            held=Held(attended=24, material=_DECK, went="well")),
    Booking("talk_avade", "Emergency department", answers={"heads": "16"}, day=-9, hour=13, people=("CP2",),
            held=Held(attended=15, material=_DECK, went="all_right")),
    Booking("course_cpr", answers={"heads": "9"}, day=-7, hour=12.5, enrolled=Enrolled(9), held=Held(attended=9)),
    Booking("security_survey", "Animal facility", answers={"area": "animal"}, day=-6, people=("CP1",),
            held=Held("completed", went="well")),
    Booking("device_lockdown", "Research office", answers={"device": "computer"}, day=-4,
            held=Held("installed", went="not_well")),
    Booking("talk_violent_situations", "Unit clerk, Wang 2", answers={"heads": "8"}, day=-3, people=("CP1",),
            held=Held("no_show")),
    Booking("talk_security_services", "Front office", answers={"heads": "11"}, day=-2, people=("CP2",), hour=11,
            held=Held(attended=13, material=_DECK, unanswered="Who may open the garage at night?", went="well")),
    Booking("talk_workplace_violence", "Nurse manager, Cox 1", answers={"heads": "10"}, day=-1, people=("CP1",)),
)  # fmt: skip

CAMPUS = (
    Booking("crime_prevention_seminar", "Department office", answers={"heads": "30"}, is_due_soon=True),
    Booking("survey_after_incident", "Library desk", "A laptop was taken from a desk", is_due_soon=True),
    Booking("trip_registration", "Field course office", "Two cities, two weeks", {"kind": "student"}, ago=28),
    Booking("student_life_workshop", "Residence office", answers={"heads": "40"}, ago=8, hour=13, offered=(3, 5, 6)),
    Booking("fingerprints", "Childcare center", answers={"for_what": "job"}, ago=4, hour=9, offered=(1, 2, 3)),
    Booking("crime_prevention_seminar", "Graduate office", answers={"heads": "22"}, day=0, people=("F02",),
            is_today=True),
    Booking("student_orientation", "International office", answers={"heads": "60", "language": "English"}, day=2,
            hour=13, people=("CP1",), offered=(3,)),
    Booking("device_lockdown", "Computing lab", answers={"device": "computer"}, day=1, hour=11),
    Booking("technician_visit", "Library desk", "Camera at the gate shows nothing", day=3, hour=9),
    Booking("security_survey", "Chemistry stores", answers={"area": "hazmat"}, day=4, people=("CP1",)),
    Booking("course_cpr", answers={"heads": "18"}, day=5, hour=12, enrolled=Enrolled(14)),
    Booking("course_cert", day=7, hour=9, people=("INST1",), enrolled=Enrolled(6, in_line=2, seats=6)),
    Booking("photography_job", "Alumni office", "Reception in the dome", {"purpose": "event"}, day=3, hour=14),
    _DETAIL,
    _TERMINATION,
    Booking("crime_prevention_seminar", "Athletics", answers={"heads": "25"}, day=-8, people=("CP1",),
            held=Held(attended=31, material=_DECK, went="well")),
    Booking("device_lockdown", "Music library", answers={"device": "recorder"}, day=-5, held=Held("installed")),
    Booking("student_life_workshop", "Club office", answers={"heads": "15"}, day=-3, hour=14, people=("CP1",),
            held=Held("no_show")),
    Booking("crime_prevention_seminar", "Residence office", answers={"heads": "20"}, day=-2, people=("CP1",),
            held=Held(attended=18, material=_DECK, unanswered="Do you mark bicycles on weekends?", went="all_right")),
    Booking("security_survey", "Machine shop", day=-1, people=("CP1",)),
)  # fmt: skip

SEASONS: Mapping[str, tuple[Booking, ...]] = {"hospital": HOSPITAL, "campus": CAMPUS}
