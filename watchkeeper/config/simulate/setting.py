"""Making the world of a run: departments, one of each role, units, a desk, and everybody's scripts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from watchkeeper.config.simulate.bookers import attend, bookers
from watchkeeper.config.simulate.callers import ASKED, callers
from watchkeeper.config.simulate.crews import SHIFT_S, shift
from watchkeeper.config.simulate.desk import watch
from watchkeeper.config.simulate.force import posts, raise_force
from watchkeeper.config.simulate.presenters import plan, raise_presenters
from watchkeeper.config.simulate.world import Desk, World
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import add_person, start_duty
from watchkeeper.core.people.actor import Actor, system, with_roles
from watchkeeper.core.people.cast import cast
from watchkeeper.core.people.models import Account, AccountRole, Duty, Person
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.people.rights import actor_of
from watchkeeper.core.places.actions import load_department
from watchkeeper.core.services import registry
from watchkeeper.engines.calls.models import Unit
from watchkeeper.kit import chance

FOLDERS = ("massgeneral", "mit")
PER_HOUR = {"hospital": 5.0, "campus": 1.5}
PER_DAY = {"hospital": 9.0, "campus": 5.0}  # of what is booked
PLANNED_DAYS = 21
SIMULATED = "D00"


def lay(
    folders: Iterable[str] = FOLDERS, *, name: str = "setup", today: date | None = None, is_seated: bool = True
) -> list[Department]:
    """Load the departments under ``name``, their cast, units and presenters; what exists is kept.

    Presenters are planned for three weeks from ``today``, by default the clock's. ``is_seated``: the desk is on duty.
    """
    found = []
    for folder in folders:
        department = load_department(folder, by=system(0, name))
        by = system(department.pk, "setup")
        cast(department, by)
        raise_force(department, by)
        plan(department, by, raise_presenters(department, by), days=PLANNED_DAYS, today=today)
        if is_seated:
            seat(department)
        found.append(department)
    return found


def seat(department: Department) -> None:
    """Somebody sits at the desk: the dispatcher and the supervisor of the cast."""
    by, accounts = system(department.pk, "setup"), {role.role: role.account for role in _roles(department)}
    for number, role in enumerate((Role.DISPATCHER, Role.SUPERVISOR), start=1):
        person = accounts[role].person
        if person is not None and not Duty.objects.filter(person=person, ended_at=None).exists():
            start_duty(person, by=by, seat=f"main/{number}")


def desk_of(department: Department, *, keeps_open: int = 0) -> Desk:
    """The department as the scripts see it."""
    by = system(department.pk, "setup")
    accounts = {role.role: role.account for role in _roles(department)}
    people = raise_force(department, by)
    return Desk(
        department=department,
        dispatcher=_at_the_desk(department, by, accounts[Role.DISPATCHER], is_living=keeps_open > 0),
        supervisor=replace(actor_of(accounts[Role.SUPERVISOR]), device="simulator"),
        crews={unit: _crew(department, person) for unit, person in people.items()},
        places=posts(department),
        services=[(s, ASKED.get(s.key, 5)) for s in registry.offered(department.pk) if not s.is_by_appointment],
        calls_per_hour=PER_HOUR[department.kind],
        keeps_open=keeps_open,
        booked=[s for s in registry.offered(department.pk) if s.is_by_appointment],
        bookings_per_day=PER_DAY[department.kind],
    )


def _at_the_desk(department: Department, by: Actor, account: Account, *, is_living: bool) -> Actor:
    """The dispatcher of the scripts. In a demo somebody else, lest its visitors undo what they have not done."""
    if not is_living:
        return replace(actor_of(account), device="simulator")
    known = Person.objects.filter(department=department, call_name=SIMULATED).first()
    person = known or add_person(department, by=by, call_name=SIMULATED, title="Dispatcher (simulated)")
    return with_roles(
        department_id=department.pk, key=f"person:{person.pk}", name=SIMULATED, roles=frozenset({Role.DISPATCHER}),
        person_id=person.pk, device="simulator",
    )  # fmt: skip


def _roles(department: Department) -> Iterable[AccountRole]:
    return AccountRole.objects.filter(account__department=department).select_related("account__person").order_by("-id")


def _crew(department: Department, person: Person) -> Actor:
    return with_roles(
        department_id=department.pk, key=f"person:{person.pk}", name=person.call_name, roles=frozenset({Role.OFFICER}),
        person_id=person.pk, device=f"phone:{person.call_name}",
    )  # fmt: skip


def people_of(desk: Desk) -> dict[int, Person]:
    """Each unit's person, by unit key."""
    persons = Person.objects.in_bulk([actor.person_id for actor in desk.crews.values() if actor.person_id])
    return {unit: persons[actor.person_id] for unit, actor in desk.crews.items() if actor.person_id in persons}


def populate(world: World, *, share_on_duty: float = 0.75) -> None:
    """Start the scripts of every desk: callers, the desk's own watch, and every unit's shifts."""
    rng = chance.rng()
    for desk in world.desks:
        world.start("callers", callers(world, desk), after=rng.uniform(1, 30))
        world.start("watch", watch(world, desk, 3.0 if world.is_living else 300.0), after=1.0)
        world.start("bookers", bookers(world, desk), after=1.0)
        if world.is_living:
            world.start("attend", attend(world, desk, 30.0), after=30.0)
        persons = people_of(desk)
        for unit in Unit.objects.filter(pk__in=desk.crews).order_by("pk"):
            on_now = unit.is_on_duty or rng.random() < share_on_duty
            after = rng.uniform(0, 20) if on_now else rng.uniform(600, SHIFT_S)
            world.start(
                "shift", shift(world, desk, unit, persons.get(unit.pk), rng.uniform(0.2, 1) * SHIFT_S), after=after
            )
