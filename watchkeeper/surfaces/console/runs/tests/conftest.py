"""An AED to be checked, a run of its check, and browsers of those who do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.signing_in import a_browser
from tests.world import a_department, an_officer
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.places.models import Fixture, Site
from watchkeeper.engines.playbooks import actions
from watchkeeper.engines.playbooks.models import Run


@pytest.fixture
def department(db: None) -> Department:
    return a_department()


@pytest.fixture
def as_role(department: Department) -> Callable[[Role], Client]:
    """``as_role(Role.OFFICER)``: a browser signed in as the cast's own."""
    return lambda role: a_browser(role, department)


@pytest.fixture
def aed(department: Department) -> Fixture:
    site = Site.objects.create(department=department, key="main", name="Main", lon=0, lat=0)
    return Fixture.objects.create(
        department=department, site=site, key="aed-7", name="Lobby AED", kind="aed", number="7", lon=0, lat=0
    )


@pytest.fixture
def run(aed: Fixture) -> Run:
    """An AED check that is under way."""
    return actions.start_run(by=an_officer(), playbook="aed_check", target=f"fixture:{aed.pk}")
