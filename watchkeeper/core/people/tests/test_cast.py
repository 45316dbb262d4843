from __future__ import annotations

from datetime import timedelta

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people import roster
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.cast import CALL_NAMES, cast, staff_the_desk
from watchkeeper.core.people.models import Account, Person, RosterSlot
from watchkeeper.core.people.permissions import GRANTED
from watchkeeper.core.people.rights import actor_of
from watchkeeper.kit.clock import SteppedClock


def test_the_cast_has_one_account_a_role_and_is_made_once(department: Department, house: Actor) -> None:
    first = cast(department, house)
    assert {role: actor_of(account).permissions for role, account in first.items()} == GRANTED
    assert cast(department, house) == first
    assert Account.objects.count() == Person.objects.count() == len(CALL_NAMES)


def test_the_demo_s_desk_is_never_empty(department: Department, house: Actor, stepped: SteppedClock) -> None:
    cast(department, house)
    staff_the_desk(department, house, days=2)
    assert roster.gaps(department.pk, stepped.now(), stepped.now() + timedelta(days=2)) == []
    planned = RosterSlot.objects.count()
    staff_the_desk(department, house, days=2)
    assert RosterSlot.objects.count() == planned == 18
