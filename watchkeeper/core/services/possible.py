"""What a declaration may not say: checked when a service is made, whether in code or from a screen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.services.flows import FLOWS
from watchkeeper.core.services.kinds import FILLS, MOMENTS, Kind, Priority
from watchkeeper.core.services.outcomes import OUTCOMES
from watchkeeper.core.services.parts import Ask, Raise, RaiseAfter, Within

if TYPE_CHECKING:
    from watchkeeper.core.services.spec import Service

_KEY = re.compile(r"[a-z][a-z0-9_]{1,59}")
_SHORT = re.compile(r"[a-z0-9]{1,12}")


def refuse_impossible(service: Service) -> None:
    """Raise ``ValueError`` naming everything about ``service`` that cannot be."""
    wrong = [*_names(service), *_questions(service), *_urgency(service), *_targets(service), *_endings(service)]
    if wrong:
        raise ValueError(f"The service {service.key!r} cannot be: " + "; ".join(wrong))


def _names(service: Service) -> Iterable[str]:
    if not _KEY.fullmatch(service.key):
        yield "its key must be small letters, digits and underscores"
    # Translations are not ready while the catalog is imported: only plain texts are looked into.
    if any(isinstance(words, str) and not words.strip() for words in (service.name, service.label)):
        yield "it has no name"
    if not service.doors:
        yield "nobody can ask for it: it has no door"
    if bad := [form for form in service.short if not _SHORT.fullmatch(form)]:
        yield f"short form {bad[0]!r} must be small letters or digits"
    if service.flow.key not in FLOWS:
        yield f"there is no flow {service.flow.key!r}"
    if service.is_covert and service.level < Level.L3:
        yield "a covert service must be of level L3 or L4"


def _questions(service: Service) -> Iterable[str]:
    twice = [key for key, count in Counter(ask.key for ask in service.asks).items() if count > 1]
    if twice:
        yield f"the question {twice[0]!r} is asked twice"
    filled = Counter(ask.fills for ask in service.asks if ask.fills)
    if more := [column for column, count in filled.items() if count > 1]:
        yield f"two questions fill {more[0]!r}"
    starting = service.starting_asks
    if not 1 <= len(starting) <= 2:
        yield "one or two questions start a call, no more and no fewer"
    # Who books tells the place when it has one; help is sent nowhere without.
    asked_for_place = service.asks if service.is_by_appointment else starting
    needs_place = service.booked is None or service.booked.lasts is not None
    if needs_place and not any(ask.kind is Kind.PLACE and ask.fills == "place" for ask in asked_for_place):
        yield "the place must be one of the questions that start a call"
    for ask in service.asks:
        yield from _question(ask.key, ask.fills, bool(ask.choices), ask.kind)
        if ask.required and not ask.starts and service.emergency:
            yield f"{ask.key!r} may not be required: nothing is, in an emergency, that is not needed to send help"
        if len({choice.value for choice in ask.choices}) != len(ask.choices):
            yield f"{ask.key!r} offers one answer twice"


def _question(key: str, fills: str, has_choices: bool, kind: Kind) -> Iterable[str]:
    if not _KEY.fullmatch(key):
        yield f"the question {key!r} must be small letters, digits and underscores"
    if fills and fills not in FILLS:
        yield f"{key!r} fills {fills!r}, which a call does not have"
    if has_choices != (kind in {Kind.CHOICE, Kind.CHOICES}):
        yield f"{key!r} must have choices exactly when it is a choice"


def _urgency(service: Service) -> Iterable[str]:
    for rule in service.raises:
        if rule.to >= service.priority:
            yield f"it is raised to P{int(rule.to)}, which is not above P{int(service.priority)}"
        if isinstance(rule, RaiseAfter) and rule.after.total_seconds() <= 0:
            yield "it is raised after no time at all"
        if isinstance(rule, Raise):
            ask = service.ask(rule.ask)
            if ask is None or not _can_answer(ask, rule.value):
                yield f"it is raised by {rule.ask}={rule.value}, which nobody can answer"
    yield from _booking(service) if service.is_by_appointment else _sending(service)
    if service.booked_priority is not None and not service.flow.books:
        yield "it has a priority for booked calls and cannot be booked"
    if service.priority is Priority.P4 and not service.flow.books:
        yield "P4 is for scheduled work and it cannot be booked"


def _sending(service: Service) -> Iterable[str]:
    if not service.sends:
        yield "it sends nobody"
    if any(send.count < 1 for send in service.sends):
        yield "it sends less than one unit"
    if not any(send.at is None for send in service.sends):
        yield "it sends nobody at its own priority"
    if service.booked is not None:
        yield "it says how it is booked and has no appointments"


def _booking(service: Service) -> Iterable[str]:
    booked = service.booked
    if booked is None:
        yield "it has appointments and does not say how it is booked"
        return
    if service.sends or service.raises or service.shares or service.booked_priority is not None:
        yield "it is held by appointment: it sends no unit, and nothing raises it"
    if service.priority is not Priority.P4:
        yield "what is held by appointment is scheduled work, P4"
    if booked.lasts is None and (booked.seats or booked.material or booked.around):
        yield "it is answered at a desk and says how a session of it is held"
    if booked.lasts is not None and not timedelta(0) < booked.lasts <= timedelta(days=14):
        yield "a session of it lasts no possible time"
    if booked.lasts is not None and not booked.staff:
        yield "nobody is held for its sessions"
    if any(staff.count < 1 or staff.per < 0 for staff in booked.staff):
        yield "it needs less than one person"
    if len({staff.qualification for staff in booked.staff}) != len(booked.staff):
        yield "it names one qualification twice"
    if not 0 <= booked.opens < booked.closes <= 24:
        yield "its hours are no hours of a day"
    if not timedelta(0) <= booked.notice < booked.within:
        yield "its times are proposed in no possible span"
    if min(booked.around, booked.remind) < timedelta(0) or booked.seats < 0 or booked.hourly_cents < 0:
        yield "it says a number below nothing"


def _can_answer(ask: Ask, value: str) -> bool:
    return ask.choice(value) is not None or (ask.kind is Kind.YES_NO and value in {"yes", "no"})


def _targets(service: Service) -> Iterable[str]:
    for target in service.targets:
        yield from _target(target)
        if target.start == "starts" and not service.flow.books:
            yield "a target runs from a booked start and it cannot be booked"
    if service.shares is not None and service.shares.most < 2:
        yield "sharing needs at least two askers"


def _target(target: Within) -> Iterable[str]:
    for moment in (target.start, target.end):
        if moment not in MOMENTS:
            yield f"there is no moment {moment!r}"
            return
    if MOMENTS.index(target.end) <= MOMENTS.index(target.start):
        yield f"{target.end} cannot follow {target.start}"
    if target.duration.total_seconds() == 0 or (target.duration.total_seconds() < 0 and target.start != "starts"):
        yield f"{target.end} within {target.duration} is no target"
    if target.is_working and (target.duration < timedelta(days=1) or target.duration % timedelta(days=1)):
        yield f"{target.end} within {target.duration} is no number of working days"
    if not 1 <= target.percentile <= 100:
        yield f"{target.percentile} is no percentile"


def _endings(service: Service) -> Iterable[str]:
    if not service.outcomes:
        yield "it can never end: it has no outcome"
    if unknown := [key for key in service.outcomes if key not in OUTCOMES]:
        yield f"there is no outcome {unknown[0]!r}"
    states = {*service.flow.states, *service.flow.ends, *service.outcomes}
    if broken := [key for key in ("refused", "expired", *service.never) if key in states]:
        yield f"it may end {broken[0]!r}, which no request ever may"
    keys = {ask.key for ask in service.asks}
    for rule in service.purge:
        if rule.what not in keys:
            yield f"it forgets {rule.what!r}, which it never asks"
        if rule.to not in {"zone", "nothing"} or rule.after.total_seconds() <= 0:
            yield f"it forgets {rule.what!r} in no known way"
        if rule.outcome and rule.outcome not in service.outcomes:
            yield f"it forgets {rule.what!r} after {rule.outcome!r}, which is no outcome of it"
