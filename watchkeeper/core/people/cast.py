"""One person and sign-in per role, for the demo and the tests. Call names only."""

from __future__ import annotations

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import add_person, grant_role, open_account
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account, Person
from watchkeeper.core.people.permissions import Role

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
