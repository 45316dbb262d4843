"""A dispatcher signed in at the desk of a department with a unit and a call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests import world
from watchkeeper.config.sign_in.desk import enter
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.cast import one
from watchkeeper.core.people.permissions import Role


@pytest.fixture
def department(db: None) -> Department:
    return world.a_department()


@pytest.fixture
def at_desk(department: Department) -> Callable[..., Client]:
    """``at_desk()``: a browser signed in as the cast's dispatcher, or another role."""

    def sign_in(role: Role = Role.DISPATCHER, *, at: Department | None = None) -> Client:
        place = at or department
        client = Client(headers={"Accept": "application/json"})
        account = one(place, world.the_house(place), role)
        client.force_login(account)
        request: Any = client.get("/sign-in/").wsgi_request
        request.session = client.session
        enter(request, account, method="demo")
        return client

    return sign_in
