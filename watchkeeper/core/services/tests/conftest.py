"""A department, one who may change what it offers, and one who may not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor, with_roles
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.services import effective


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    effective.forget()
    yield
    effective.forget()


@pytest.fixture
def department(db: None) -> Department:
    return Department.objects.create(key="general", name="General", kind="hospital")


@pytest.fixture
def director(department: Department) -> Actor:
    return with_roles(department_id=department.pk, key="person:1", name="DIR", roles=frozenset({Role.DIRECTOR}))


@pytest.fixture
def officer(department: Department) -> Actor:
    return with_roles(department_id=department.pk, key="person:2", name="A12", roles=frozenset({Role.OFFICER}))
