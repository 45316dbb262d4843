"""What a run is made of: the version in force, its place, and a step for each thing to do."""

from __future__ import annotations

from datetime import datetime

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Person
from watchkeeper.core.places import find
from watchkeeper.engines.playbooks import cells, versions
from watchkeeper.engines.playbooks.models import PlaybookVersion, Run, Step
from watchkeeper.engines.playbooks.spec import Playbook, StepSpec
from watchkeeper.engines.playbooks.states import RunStatus
from watchkeeper.kit import lengths
from watchkeeper.kit.errors import Invalid, NotAllowed


def place_named(book: Playbook, target: str, place: str, by: Actor) -> str:
    """The target in words. Raises Invalid for one this department does not have."""
    if not target:
        lengths.check(place=(place, Run, "place"))
        return place.strip()
    found = find.resolve(target, by.department_id)
    if found is None:
        raise Invalid("There is no such place here.", fields={"target": ["unknown"]})
    return (place.strip() or found.label)[:200]


def made(
    book: Playbook,
    by: Actor,
    target: str,
    place: str,
    status: RunStatus,
    person: Person | None,
    is_sim: bool,
    source: str,
    starts_at: datetime | None,
    ends_at: datetime | None,
) -> Run:
    """A new run of ``book`` with its steps. Raises a hidden NotAllowed for a person of another department."""
    if person is not None and person.department_id != by.department_id:
        raise NotAllowed("", hidden=True)
    version: PlaybookVersion = versions.in_force(book, by)
    run = Run.objects.create(
        department_id=by.department_id, playbook=version, key=book.key, target=target, place=place, status=status,
        level=int(book.level), is_sim=is_sim, person=person, source=source, starts_at=starts_at, ends_at=ends_at,
    )  # fmt: skip
    several = [one for spec in version.steps() for one in _each(run, spec)]
    for number, step in enumerate(several):
        step.position = number
    Step.objects.bulk_create(several)
    return run


def _each(run: Run, spec: StepSpec) -> list[Step]:
    """The steps of ``run`` that ``spec`` makes: one, or one for each place of the building."""
    places = cells.places(spec.each, run.target, run.department_id) if spec.each else []
    if not places:
        return [Step(run=run, key=spec.key)]
    return [
        Step(run=run, key=f"{spec.key}-{number}", place_ref=ref, place=label[:200])
        for number, (ref, label) in enumerate(places, 1)
    ]


def words_of(step: Step, spec: StepSpec) -> str:
    """What a step is called: in the words of its playbook, and its own place."""
    return f"{spec.words}: {step.place}" if step.place else str(spec.words)
