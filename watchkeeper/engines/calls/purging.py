"""What must be forgotten by now: ended calls whose service's rule says so, found once each from the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from watchkeeper.core.journal import aged, personal
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.journal.transaction import writing
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import registry
from watchkeeper.core.services.spec import Purge
from watchkeeper.engines.calls import purged
from watchkeeper.engines.calls.actions import purging
from watchkeeper.engines.calls.actions.purging import Purged
from watchkeeper.engines.calls.models import Call, Requester
from watchkeeper.engines.calls.states import BOOKED, OPEN
from watchkeeper.engines.calls.verbs import ENDINGS
from watchkeeper.kit import clock


@dataclass(frozen=True)
class Due:
    """Calls of one department and service of which one rule is due."""

    department_id: int
    service: str
    rule: Purge
    calls: tuple[Call, ...]


def run_once(actor_of: Callable[[int, str], Actor]) -> int:
    """Purge everything that is due, a hundred entries a transaction; returns how many calls were touched."""
    touched = 0
    while (done := step(actor_of)) is not None:
        touched += done
    return touched


def step(actor_of: Callable[[int, str], Actor]) -> int | None:
    """Purge what one batch of entries calls for; returns how many calls were touched, None when nothing is left.

    Calls are found by the entries that ended them, read once each when they are as old as the rule. The worker takes
    one step at a time, so that no timer waits behind a long past. Two at once do nothing twice.
    """
    for age, rules in _by_age().items():
        reader = _reader(age, rules)
        if not (entries := aged.entries(reader, ENDINGS, age)):
            continue
        with writing():
            if not aged.move(reader, entries[-1]):
                return 0
            found = list(_due(entries, rules, age))
            acted = [(due, actor_of(due.department_id, "purge:calls")) for due in found]
            return sum(purging.purge(due.calls, by=by, rule=due.rule).calls for due, by in acted)
    return None


def readers() -> list[str]:
    """The names of the cursors that :func:`step` moves."""
    return [_reader(age, rules) for age, rules in _by_age().items()]


def look() -> list[tuple[Due, Purged]]:
    """What a run would purge now, with how many calls, notes and files; nothing is changed."""
    found: dict[tuple[int, str, Purge], dict[int, Call]] = defaultdict(dict)
    for age, rules in _by_age().items():
        after = None
        while entries := aged.entries(_reader(age, rules), ENDINGS, age, after=after):
            after = entries[-1].position
            for due in _due(entries, rules, age):
                found[due.department_id, due.service, due.rule] |= {call.pk: call for call in due.calls}
    return [_counted(Due(*key, tuple(calls.values()))) for key, calls in sorted(found.items(), key=str)]


def _counted(due: Due) -> tuple[Due, Purged]:
    columns = purged.reach(registry.get(due.service, due.department_id), due.rule)
    keys = [call.pk for call in due.calls]
    if "details" not in columns:
        return due, Purged(calls=len(keys))
    return due, Purged(len(keys), purged.held_notes(keys).count(), purged.held_files(keys).count())


def _by_age() -> dict[timedelta, dict[str, list[Purge]]]:
    """The rules by age, then by service, as the code declares them."""
    found: dict[timedelta, dict[str, list[Purge]]] = defaultdict(lambda: defaultdict(list))
    for service in registry.offered():
        for rule in service.purge:
            found[rule.after][service.key].append(rule)
    return {age: found[age] for age in sorted(found)}


def _reader(age: timedelta, rules: dict[str, list[Purge]]) -> str:
    """The cursor's name; other rules are another reader, which reads everything once more."""
    text = repr(sorted((key, [repr(rule) for rule in held]) for key, held in rules.items()))
    return f"purge:{age.days}d:{sha256(text.encode()).hexdigest()[:12]}"


def _due(entries: Sequence[Entry], rules: dict[str, list[Purge]], age: timedelta) -> Iterator[Due]:
    """The calls these entries ended, for each rule that applies and finds something to destroy."""
    keys = {int(entry.subject.partition(":")[2]) for entry in entries}
    until = clock.now() - age
    calls = Call.objects.filter(pk__in=keys, service__in=list(rules)).exclude(status__in=(*OPEN, *BOOKED))
    by_rule: dict[tuple[int, str, Purge], list[Call]] = defaultdict(list)
    for call in calls.select_related("site").prefetch_related("requesters").order_by("pk"):
        ended = call.closed_at or call.cleared_at
        if ended is None or ended > until:
            continue  # it was reopened; the entry that ended it again will come
        for rule in rules[call.service]:
            if rule.outcome in ("", call.outcome):
                by_rule[call.department_id, call.service, rule].append(call)
    for (department_id, service, rule), found in by_rule.items():
        if held := _holding(found, department_id, service, rule):
            yield Due(department_id, service, rule, tuple(held))


def _holding(calls: Sequence[Call], department_id: int, service: str, rule: Purge) -> list[Call]:
    """Those that still hold what the rule names."""
    columns = purged.reach(registry.get(service, department_id), rule)
    keys = [call.pk for call in calls]
    papers: set[int | None] = set()
    if "details" in columns:
        papers |= set(purged.held_notes(keys).values_list("call_id", flat=True))
        papers |= set(purged.held_files(keys).values_list("call_id", flat=True))
        told = personal.subjects_of(department_id, [call.subject for call in calls], purging.WORDS)
        papers |= {call.pk for call in calls if call.hold_reason or call.subject in told}
    return [call for call in calls if call.pk in papers or _says(call, rule, columns)]


def _says(call: Call, rule: Purge, columns: frozenset[str]) -> bool:
    """Whether the call or an asker holds what the rule names; a place already reduced is known by the call's flag."""
    is_done = purged.flag(rule) in call.flags
    rows: list[Call | Requester] = [call, *call.requesters.all()]
    for row in rows:
        if rule.what in row.answers:
            return True
        for column in columns:
            text = getattr(row, _ASKED.get(column, column), "") or ""
            if getattr(row, f"{column}_ref", "") or (text and not _is_purged(column, text, is_done=is_done)):
                return True
    return False


_ASKED = {"requester": "name"}


def _is_purged(column: str, text: str, *, is_done: bool) -> bool:
    return text.startswith(purged.MARK) or (is_done and column in ("place", "destination"))
