from __future__ import annotations

import pytest

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import register_console, retire_console
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.tests.said import said
from watchkeeper.kit.errors import NotAllowed, Refused


def test_a_console_is_registered_by_a_key_that_is_not_kept(department: Department, administrator: Actor) -> None:
    registered = register_console(department, by=administrator, name="Seat 1", is_in_secure_room=True)
    assert registered.key not in str(vars(registered.console))
    assert said("console.registered")[0].fields == {"name": "Seat 1", "is_in_secure_room": True}


def test_a_console_is_retired_once(department: Department, administrator: Actor) -> None:
    console = register_console(department, by=administrator, name="Seat 1").console
    retire_console(console, by=administrator)
    with pytest.raises(Refused):
        retire_console(console, by=administrator)


def test_dispatchers_do_not_register_consoles(department: Department, dispatcher: Actor, stranger: Actor) -> None:
    for someone in (dispatcher, stranger):
        with pytest.raises(NotAllowed):
            register_console(department, by=someone, name="Seat 1")
