"""Who holds what is booked: people by call sign, what they are qualified for, and the hours they work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import add_person, plan_shift, qualify
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Person, PersonQualification, RosterSlot
from watchkeeper.core.people.qualifications import Qualification
from watchkeeper.kit import clock

SATURDAY = 5
ISSUED = timedelta(days=200)  # how long ago their cards were issued, and how long they are good for
GOOD_FOR = timedelta(days=730)


@dataclass(frozen=True)
class Presenter:
    """Somebody who holds sessions. ``works``: from and to which hour, Monday to Friday; None comes in when needed."""

    sign: str
    title: str
    keys: tuple[Qualification, ...]
    works: tuple[int, int] | None = None
    office: str = "Community policing"


# T01 and P01 are of the cast and A12 and F02 crew a unit; whoever tries the demo as one of them finds a calendar.
PRESENTERS: dict[str, tuple[Presenter, ...]] = {
    "hospital": (
        Presenter(
            "CP1",
            "Community policing",
            (Qualification.PRESENTER, Qualification.DOMESTIC_VIOLENCE, Qualification.SURVEYOR),
            (8, 16),
        ),
        Presenter(
            "CP2",
            "Community policing",
            (Qualification.PRESENTER, Qualification.AVADE, Qualification.SURVEYOR),
            (10, 18),
        ),
        Presenter(
            "INST1",
            "Instructor",
            (Qualification.CPR, Qualification.ACTIVE_SHOOTER, Qualification.PREPAREDNESS),
            (8, 16),
            "Training",
        ),
        Presenter("INST2", "Instructor", (Qualification.CPR, Qualification.AVADE), (12, 20), "Training"),
        Presenter("DET1", "Detail officer", (Qualification.DETAIL, Qualification.SCREENER), (7, 15), "Details"),
        Presenter("DET2", "Detail officer", (Qualification.DETAIL, Qualification.SCREENER), (9, 17), "Details"),
        Presenter("DET3", "Detail officer", (Qualification.DETAIL,)),
        Presenter("T01", "Technician", (Qualification.TECHNICIAN, Qualification.INSTALLER), (8, 16), "Systems"),
        Presenter("PHO1", "Photographer", (Qualification.PHOTOGRAPHER,), (9, 17), "Photography"),
        Presenter("EX1", "Examiner", (Qualification.EXAMINER, Qualification.CLERK), (8, 16), "Front office"),
        Presenter("P01", "Planner", (Qualification.PLANNER,)),
        Presenter("A12", "Officer", (Qualification.PRESENTER,)),
    ),
    "campus": (
        Presenter(
            "CP1",
            "Community policing",
            (Qualification.PRESENTER, Qualification.ACTIVE_SHOOTER, Qualification.SURVEYOR),
            (8, 16),
        ),
        Presenter("CP2", "Community policing", (Qualification.PRESENTER, Qualification.SURVEYOR), (12, 20)),
        Presenter(
            "INST1",
            "Instructor",
            (Qualification.CPR, Qualification.CERT, Qualification.PREPAREDNESS),
            (8, 16),
            "Training",
        ),
        Presenter("INST2", "Instructor", (Qualification.CPR,)),
        Presenter("DET1", "Detail officer", (Qualification.DETAIL, Qualification.SCREENER), (8, 16), "Details"),
        Presenter("DET2", "Detail officer", (Qualification.DETAIL, Qualification.SCREENER)),
        Presenter("T01", "Technician", (Qualification.TECHNICIAN, Qualification.INSTALLER), (8, 16), "Systems"),
        Presenter("PHO1", "Photographer", (Qualification.PHOTOGRAPHER,)),
        Presenter("EX1", "Examiner", (Qualification.EXAMINER, Qualification.CLERK), (8, 16), "Front office"),
        Presenter("P01", "Planner", (Qualification.PLANNER,)),
        Presenter("F02", "Officer", (Qualification.PRESENTER,)),
    ),
}


def raise_presenters(department: Department, by: Actor, *, since: date | None = None) -> dict[str, Person]:
    """Everybody who holds sessions, by call sign, made and qualified where they are not there yet."""
    issued = (since or clock.now().date()) - ISSUED
    people = {person.call_name: person for person in Person.objects.filter(department=department)}
    rows = PersonQualification.objects.filter(person__department=department, ended_at=None)
    held = set(rows.values_list("person_id", "key"))
    found: dict[str, Person] = {}
    for one in PRESENTERS[department.kind]:
        person = found[one.sign] = people.get(one.sign) or add_person(
            department, by=by, call_name=one.sign, title=one.title
        )
        for key in one.keys:
            if (person.pk, str(key)) not in held:
                qualify(person, by=by, key=str(key), since=issued, until=issued + GOOD_FOR, basis="Card on file")
    return found


def plan(department: Department, by: Actor, people: dict[str, Person], *, days: int, today: date | None = None) -> None:
    """Their shifts from ``today``, ``days`` ahead, Monday to Friday. Whoever is planned already is left as they are."""
    zone = ZoneInfo(department.time_zone)
    today = today or clock.now().astimezone(zone).date()
    wanted = {people[one.sign].pk: one for one in PRESENTERS[department.kind] if one.works}
    planned = set(RosterSlot.objects.filter(person__in=list(wanted)).values_list("person_id", flat=True))
    for one in wanted.values():
        person = people[one.sign]
        if person.pk in planned or one.works is None:
            continue
        for day in (today + timedelta(days=number) for number in range(days)):
            if day.weekday() < SATURDAY:
                starts, ends = (at_hour(day, hour, zone) for hour in one.works)
                plan_shift(department, by=by, person=person, unit=one.office, starts_at=starts, ends_at=ends)


def at_hour(day: date, hour: float, zone: ZoneInfo) -> datetime:
    """``hour`` (8.5 is half past eight) of ``day`` at the department, in UTC."""
    return datetime.combine(day, time(int(hour), round(hour % 1 * 60)), zone).astimezone(UTC)
