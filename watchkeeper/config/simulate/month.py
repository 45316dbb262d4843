"""The demo's month of rounds and of what people said: patrols, tags, findings, checks, feedback, by the actions.

Nobody has a name here. Moments are drawn, so that gaps between patrols differ as they do in the field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from watchkeeper.config.simulate.world import Desk
from watchkeeper.core.places import labels
from watchkeeper.core.places.models import Fixture
from watchkeeper.engines.notices import actions as notices
from watchkeeper.engines.playbooks import actions as playbooks
from watchkeeper.engines.playbooks.models import Run
from watchkeeper.engines.playbooks.targets import high_risk
from watchkeeper.kit import chance

PATROLS = 40
CHECKS = 16
A_DAY = timedelta(days=1)
LABELED = 0.7  # of the patrols, how many are proved by the label of the place
TAGS = (("laptop", 22), ("office", 18), ("bag", 15), ("keys", 12), ("laptop", 9), ("laptop", 5), ("door", 3))
FINDINGS = (
    ("The side door does not close by itself", "high", 20),
    ("The light over the walk is out", "medium", 12),
    ("The camera at the dock looks at a tree", "medium", 8),
    ("The key box stands open by day", "high", 2),
)
SAID = (
    ("praise", "The officer who walked me to the garage waited until my car started.", "employee", 16),
    ("suggestion", "A lamp at the bicycle racks would help on the late shift.", "employee", 19),
    ("question", "May a visitor ask for an escort too?", "visitor", 6),
    ("complaint", "Nobody told us that the north entrance closes at nine.", "patient", 2),
)


def steps(desk: Desk, now: datetime) -> Iterator[tuple[datetime, Callable[[], object]]]:
    """What is done when, in no order; nothing of it within the last two hours before ``now``."""
    yield from _rounds(desk, now)
    yield from _findings(desk, now)
    yield from _feedback(desk, now)


def _rounds(desk: Desk, now: datetime) -> Iterator[tuple[datetime, Callable[[], object]]]:
    rng, areas = chance.rng(), [f"area:{pk}" for pk, _ in high_risk(desk.pk)]
    if areas:
        for _ in range(PATROLS):
            target = rng.choice(areas)
            seen = labels.code_of(target) if rng.random() < LABELED else ""
            walked = partial(playbooks.log_patrol, by=desk.dispatcher, playbook="selective_patrol")
            yield now - rng.uniform(0.1, 28) * A_DAY, partial(walked, target=target, seen=seen)
        for what, days in TAGS:
            target = areas[0] if what == "laptop" else rng.choice(areas)
            yield now - days * A_DAY, partial(playbooks.tag, by=desk.dispatcher, what=what, target=target)
    if Fixture.objects.filter(department=desk.department, kind="aed").exists():
        yield now - 4 * A_DAY, partial(playbooks.plan_due, by=desk.supervisor, playbook="aed_check")
        for number in range(CHECKS):
            yield now - rng.uniform(0.2, 3) * A_DAY, partial(_check, desk, now, number)


def _check(desk: Desk, now: datetime, number: int) -> None:
    """One AED looked at; the fourth's pads will soon be too old."""
    run = Run.objects.filter(department=desk.department, key="aed_check", status="scheduled").order_by("pk").first()
    if run is None:
        return
    begun = playbooks.begin(run, by=desk.dispatcher)
    good, soon = (f"{now + days * A_DAY:%Y-%m-%d}" for days in (400, 30))
    said = {"ready": "yes", "pads": soon if number == 3 else good, "battery": good, "cabinet": "yes"}
    for step in begun.steps.all():
        playbooks.record(step, by=desk.dispatcher, value=said[step.key])
    playbooks.complete(begun, by=desk.dispatcher)


def _findings(desk: Desk, now: datetime) -> Iterator[tuple[datetime, Callable[[], object]]]:
    for number, (words, risk, days) in enumerate(FINDINGS):
        yield now - days * A_DAY, partial(_found, desk, words, risk, number)


def _found(desk: Desk, words: str, risk: str, number: int) -> None:
    """One finding; the first is fixed and seen to hold, the second fixed, the third accepted."""
    found = playbooks.raise_finding(by=desk.dispatcher, words=words, risk=risk, place="Main entrance")
    if number < 3:
        playbooks.accept(found, by=desk.supervisor, owner="technician")
    if number < 2:
        playbooks.fix(found, by=desk.dispatcher, words="Mended, and tried twice.")
    if number < 1:
        playbooks.verify(found, by=desk.supervisor, holds=True)


def _feedback(desk: Desk, now: datetime) -> Iterator[tuple[datetime, Callable[[], object]]]:
    for kind, words, sector, days in SAID:
        yield now - days * A_DAY, partial(_said, desk, kind, words, sector)


def _said(desk: Desk, kind: str, words: str, sector: str) -> None:
    """One piece of feedback; praise is closed, the suggestion is told in public, the question answered."""
    by = desk.supervisor
    told = notices.receive(by=by, kind=kind, words=words, sector=sector, door="card", wants_reply=False)
    if kind == "complaint":
        return
    notices.acknowledge(told, by=by)
    if kind == "question":
        notices.answer(told, by=by, words="Yes. Anybody on the grounds may ask, at any hour.")
        return
    notices.close(told, by=by, outcome="changed" if kind == "suggestion" else "passed_on")
    if kind == "suggestion":
        notices.publish(
            told, by=by, you_said="A lamp at the bicycle racks would help.", we_did="Two lamps hang there now.",
            you_said_es="Una lámpara junto a las bicicletas ayudaría de noche.",
            we_did_es="Ahora hay dos lámparas.",
        )  # fmt: skip
