"""One person and sign-in per role, for the demo and the tests. Call names only."""

from __future__ import annotations

from datetime import timedelta

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people import roster
from watchkeeper.core.people.actions import add_center, add_person, grant_role, open_account, plan_shift
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account, DispatchCenter, Person
from watchkeeper.core.people.permissions import Role
from watchkeeper.kit import clock

CALL_NAMES: dict[Role, str] = {
    Role.DISPATCHER: "D01",
    Role.OFFICER: "A12",
    Role.SUPERVISOR: "S01",
    Role.RECORDS_CLERK: "R01",
    Role.INVESTIGATOR: "I01",
    Role.PLANNER: "P01",
    Role.TECHNICIAN: "T01",
    Role.COORDINATOR: "C01",
    Role.DIRECTOR: "DIR",
    Role.AUDITOR: "AUD",
    Role.ADMINISTRATOR: "ADM",
}


def cast(department: Department, by: Actor) -> dict[Role, Account]:
    """An account for each role of ``department``, made through the actions; those that exist are kept."""
    return {role: one(department, by, role) for role in Role}


def one(department: Department, by: Actor, role: Role) -> Account:
    """The cast's account for ``role``, made now if it is not there yet."""
    username = f"{department.key}-{role.value.replace('_', '-')}"
    known = Account.objects.filter(department=department, username=username).first()
    if known is not None:
        return known
    person = _person(department, by, role)
    account = open_account(department, by=by, username=username, person=person)
    return grant_role(account, by=by, role=role)


def _person(department: Department, by: Actor, role: Role) -> Person:
    known = Person.objects.filter(department=department, call_name=CALL_NAMES[role], account__isnull=True).first()
    title = role.value.replace("_", " ").capitalize()
    return known or add_person(department, by=by, call_name=CALL_NAMES[role], title=title)


CENTERS = (("main", "Main dispatch", 2), ("second", "Second dispatch", 1))
WATCH = timedelta(hours=8)


def staff_the_desk(department: Department, by: Actor, *, days: int = 7) -> None:
    """Two dispatch centers and a roster without a gap, from the hour that has begun, ``days`` ahead.

    Nine dispatchers share the three seats in watches of eight hours. What is planned already is left as it is.
    """
    seats = [center for key, name, n in CENTERS for center in [_center(department, by, key, name, n)] * n]
    start = clock.now().replace(minute=0, second=0, microsecond=0)
    if not roster.gaps(department.pk, start, start + timedelta(hours=1)):
        return
    people = [_dispatcher(department, by, number) for number in range(1, 3 * len(seats) + 1)]
    for watch in range(3 * days):
        starts = start + watch * WATCH
        for number, center in enumerate(seats):
            person = people[(watch % 3) * len(seats) + number]
            plan_shift(department, by=by, person=person, center=center, starts_at=starts, ends_at=starts + WATCH)


def _center(department: Department, by: Actor, key: str, name: str, seats: int) -> DispatchCenter:
    known = DispatchCenter.objects.filter(department=department, key=key).first()
    return known or add_center(department, by=by, key=key, name=name, required_seats=seats)


def _dispatcher(department: Department, by: Actor, number: int) -> Person:
    call_name = f"D{number:02}"
    known = Person.objects.filter(department=department, call_name=call_name).first()
    return known or add_person(department, by=by, call_name=call_name, title="Dispatcher")
