"""Lines of a department, and browsers of those who keep them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.signing_in import a_browser
from tests.world import a_department, the_house
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.actions import add_line
from watchkeeper.core.places.models import Line


@pytest.fixture
def department(db: None) -> Department:
    return a_department()


@pytest.fixture
def as_role(department: Department) -> Callable[[Role], Client]:
    """``as_role(Role.ADMINISTRATOR)``: a browser signed in as the cast's own."""
    return lambda role: a_browser(role, department)


@pytest.fixture
def lines(department: Department) -> list[Line]:
    """Three lines: one always answered, one of unknown hours, one without a number."""
    by = the_house(department)
    return [
        add_line("main", by=by, purpose="Main desk", number="617-726-2121", hours="always", is_desk=True, owner="desk"),
        add_line("chelsea", by=by, purpose="Chelsea desk", number="617-887-4300", is_desk=True, owner="site lead"),
        add_line("survey", by=by, purpose="Survey contact", owner="site lead"),
    ]
