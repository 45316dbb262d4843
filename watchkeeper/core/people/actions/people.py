"""People join the department and change their title or division."""

from __future__ import annotations

from watchkeeper.core.departments.models import Department, Division
from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actions.accounts import someone_else_administers
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.boundary import inside
from watchkeeper.core.people.models import Account, Person
from watchkeeper.core.people.permissions import Permission
from watchkeeper.kit.errors import Invalid, NotAllowed

_EDITABLE = {"call_name", "title", "division", "is_active"}


@action
def add_person(
    department: Department, *, by: Actor, call_name: str, title: str = "", division: Division | None = None
) -> Person:
    """Add someone under a call name that nobody else in the department has. Raises ``Invalid`` if taken or empty."""
    by.require(Permission.ACCOUNT_MANAGE)
    if department.pk != by.department_id:
        raise NotAllowed("This belongs to another department.", hidden=True)
    person = Person(department=department, call_name=_free(department.pk, call_name), title=title, division=division)
    _same_department(person)
    person.save()
    journal.write(by, "person.added", f"person:{person.pk}", data={"call_name": person.call_name, "title": title})
    return person


@action
def edit_person(person: Person, *, by: Actor, **changes: object) -> Person:
    """Change ``call_name``, ``title``, ``division`` or ``is_active``; what the rights rest on takes effect at once.

    Whoever no longer works here does not sign in, and what is signed in ends. Raises Refused for the last person who
    can manage accounts.
    """
    by.require(Permission.ACCOUNT_MANAGE)
    inside(by, person)
    unknown = set(changes) - _EDITABLE
    if unknown:
        raise Invalid("This cannot be changed.", fields={name: ["cannot be changed"] for name in sorted(unknown)})
    if "call_name" in changes and changes["call_name"] != person.call_name:
        changes["call_name"] = _free(person.department_id, str(changes["call_name"]))
    accounts = list(Account.objects.filter(person=person))
    if changes.get("is_active") is False:
        for account in accounts:
            someone_else_administers(account)
    for name, value in changes.items():
        setattr(person, name, value)
    _same_department(person)
    person.version += 1
    person.save()
    for account in accounts:
        account.bump_rights()
    data = {"call_name": person.call_name, "changed": ", ".join(sorted(changes))}
    journal.write(by, "person.edited", f"person:{person.pk}", data=data)
    return person


def _free(department_id: int, call_name: str) -> str:
    name = call_name.strip()
    if not name or len(name) > 20:
        raise Invalid("A call name has 1 to 20 characters.", fields={"call_name": ["1 to 20 characters"]})
    if Person.objects.filter(department_id=department_id, call_name=name).exists():
        raise Invalid(f"{name} is taken.", fields={"call_name": ["is taken"]})
    return name


def _same_department(person: Person) -> None:
    if person.division is not None and person.division.department_id != person.department_id:
        raise Invalid("That division is not of this department.", fields={"division": ["is of another department"]})
