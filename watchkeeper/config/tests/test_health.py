from __future__ import annotations

from collections.abc import Iterator

import pytest

from watchkeeper.config import health
from watchkeeper.core.departments.models import Department
from watchkeeper.core.services import effective
from watchkeeper.core.services.models import Question


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    effective.forget()
    yield
    effective.forget()


def test_a_service_that_is_not_as_its_department_set_it_is_named(db: None) -> None:
    department = Department.objects.create(key="north", name="North", kind="hospital")
    assert health.services().ok
    effective.forget()
    Question.objects.create(department=department, service="security_escort", key="callback", words="?", kind="text")
    found = health.services()
    assert not found.ok
    assert "security_escort of North" in found.says
