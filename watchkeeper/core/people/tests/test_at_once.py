"""Several at the same moment, each with a connection of its own: what may happen once happens once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people import tries
from watchkeeper.core.people.actions import (
    add_center,
    build_handover,
    end_duty,
    grant_role,
    plan_shift,
    refuse_sign_in,
    revoke_role,
    sign_handover,
    start_duty,
)
from watchkeeper.core.people.actor import Actor, system
from watchkeeper.core.people.cast import cast, one
from watchkeeper.core.people.models import Account, AccountRole, Duty, HandoverBrief, Person, RosterSlot
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.people.rights import actor_of
from watchkeeper.kit import clock
from watchkeeper.kit.errors import WatchkeeperError

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run all from one starting line; what each ended as: "done" or the error's code."""
    line = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        line.wait()
        try:
            act()
        except WatchkeeperError as error:
            return error.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@pytest.fixture
def department() -> Department:
    return Department.objects.create(key="north", name="North", kind="hospital")


@pytest.fixture
def house(department: Department) -> Actor:
    return system(department.pk, "setup")


def officer(department: Department, house: Actor) -> Person:
    person = one(department, house, Role.OFFICER).person
    assert person is not None
    return person


def test_of_eight_log_ons_of_one_person_one_counts(department: Department, house: Actor) -> None:
    person = officer(department, house)
    ended = at_once(*[lambda n=n: start_duty(person, by=house, unit=f"unit:{n}") for n in range(8)])
    assert ended == ["done"] + ["refused"] * 7
    assert Duty.objects.filter(ended_at__isnull=True).count() == 1


def test_duty_ends_once(department: Department, house: Actor) -> None:
    duty = start_duty(officer(department, house), by=house, unit="unit:1")
    assert at_once(*[lambda: end_duty(duty, by=house)] * 4) == ["done"] + ["refused"] * 3


def test_a_hand_over_is_signed_by_one(department: Department, house: Actor) -> None:
    brief = build_handover(department, by=house)
    assert at_once(*[lambda: sign_handover(brief, by=house)] * 4) == ["done"] + ["refused"] * 3
    assert HandoverBrief.objects.get().signed_by == house.key


def test_nobody_is_planned_twice_by_two_planners(department: Department, house: Actor) -> None:
    person, center = officer(department, house), add_center(department, by=house, key="main", name="Main")
    starts = clock.now()

    def plan() -> object:
        ends = starts + timedelta(hours=8)
        return plan_shift(department, by=house, person=person, center=center, starts_at=starts, ends_at=ends)

    assert at_once(*[plan] * 4) == ["done"] + ["refused"] * 3
    assert RosterSlot.objects.count() == 1


def test_failures_counted_by_several_processes_add_up_and_lock(department: Department, house: Actor) -> None:
    account = one(department, house, Role.OFFICER)

    def fail() -> None:
        refuse_sign_in(account, by=house, name=account.username, address="10.0.0.9", reason="password")

    at_once(*[fail] * settings.SIGN_IN_FAILURES_ALLOWED)
    assert tries.count(account.username) == settings.SIGN_IN_FAILURES_ALLOWED
    assert tries.is_closed(account.username, "10.0.0.9")


def test_two_administrators_cannot_remove_each_other_at_once(department: Department, house: Actor) -> None:
    accounts: dict[Role, Account] = cast(department, house)
    first, second = accounts[Role.ADMINISTRATOR], accounts[Role.SUPERVISOR]
    grant_role(second, by=house, role=Role.ADMINISTRATOR)
    by = actor_of(first)
    at_once(
        lambda: revoke_role(first, by=by, role=Role.ADMINISTRATOR),
        lambda: revoke_role(second, by=by, role=Role.ADMINISTRATOR),
    )
    assert AccountRole.objects.filter(role=Role.ADMINISTRATOR).count() == 1
