"""A department that offers services, and browsers of those who change what it offers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.signing_in import a_browser
from tests.world import a_department
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.permissions import Role


@pytest.fixture
def department(db: None) -> Department:
    return a_department()


@pytest.fixture
def as_role(department: Department) -> Callable[[Role], Client]:
    """``as_role(Role.DIRECTOR)``: a browser signed in as the cast's own."""
    return lambda role: a_browser(role, department)
