"""What can be chosen from on more than one page."""

from __future__ import annotations

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.models import DispatchCenter, Person
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.models import Site
from watchkeeper.engines.playbooks import versions
from watchkeeper.surfaces.console.desk.cells import Look
from watchkeeper.surfaces.console.desk.filters import Options


def sites(department_id: int) -> list[tuple[str, str]]:
    """The sites of a department by key."""
    rows = Site.objects.filter(department_id=department_id).values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def sites_of(look: Look) -> Options:
    """The sites of the reader's department."""
    return sites(look.by.department_id)


def people(department_id: int) -> list[tuple[str, str]]:
    """Those who work in a department, by call name."""
    rows = Person.objects.filter(department_id=department_id, is_active=True).values_list("pk", "call_name")
    return [(str(pk), name) for pk, name in rows]


def centers(department_id: int) -> list[tuple[str, str]]:
    """The dispatch centers of a department."""
    rows = DispatchCenter.objects.filter(department_id=department_id).values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def playbooks(department_id: int) -> list[tuple[str, str]]:
    """The playbooks for a department of its kind, as the catalog has them."""
    kind = Department.objects.values_list("kind", flat=True).get(pk=department_id)
    return [(book.key, str(book.name)) for book in versions.offered(kind)]


def owners(department_id: int) -> list[tuple[str, str]]:
    """Who can answer for something: a role, or somebody who works here by call name."""
    roles = [(str(role), role.replace("_", " ").capitalize()) for role in Role]
    return roles + [(name, name) for _, name in people(department_id)]
