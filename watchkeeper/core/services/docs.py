"""The page ``docs/services.md``, written from the catalog and from what is owed.

``python -m watchkeeper.core.services.docs`` writes it; ``--check`` says whether it is what the catalog says.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from watchkeeper.core.people.qualifications import WORDS as QUALIFIED
from watchkeeper.core.services.outcomes import OUTCOMES
from watchkeeper.core.services.owed import carriers, items
from watchkeeper.core.services.parts import Booked, Raise
from watchkeeper.core.services.spec import Ask, Service, Within

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "docs" / "services.md"
# A test's own mark, with whatever other marks stand between it and the test.
_PROOF = re.compile(r"^@pytest\.mark\.proves\(([^)]*)\)\n(?:@.*\n)*def (test_\w+)", re.MULTILINE)
HEAD = """# The services

Written from `watchkeeper/core/services/catalog` and `owed.jsonl`, and from the marks of the tests, by
`python -m watchkeeper.core.services.docs`; do not edit by hand.
Each is a declaration. A department changes what it may on a screen (a policy), and adds services of its own.
Priorities: P0 life at risk now · P1 in progress, may become P0 · P2 prompt · P3 routine · P4 scheduled.
"""


def page(services: Iterable[Service]) -> str:
    """The whole page, as Markdown."""
    several = list(services)
    lines = [
        HEAD,
        "| service | key | short forms | priority | on scene | sends or holds |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_row(service) for service in several]
    for service in several:
        lines += ["", *_section(service)]
    lines += ["", *_owed(declared())]
    return "\n".join(lines) + "\n"


def declared() -> dict[str, list[str]]:
    """For each item the tests that say they prove it, as ``tests/journeys/test_lines.py::test_one``; by name."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for marks, name in _PROOF.findall(path.read_text(encoding="utf-8")):
            for s in re.findall(r'"(S\d{2,3})"', marks):
                found.setdefault(s, []).append(f"{path.relative_to(ROOT)}::{name}")
    return found


def _owed(proofs: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield "## What is owed"
    yield ""
    yield (
        "Every item the two departments publish. `watchkeeper services --owed` says which of them work: those that "
        "something carries and whose tests all passed in the last `make test` on this very source."
    )
    yield ""
    yield "| item | what | the platform owes it | carried by | proved by |"
    yield "|---|---|---|---|---|"
    for item in items():
        carried = " ".join(f"`{one}`" for one in carriers(item.s))
        tests = " ".join(f"`{one.rpartition('::')[2]}`" for one in proofs.get(item.s, ()))
        yield f"| {item.s} | {item.name} | {item.obligation} | {carried} | {tests} |"


def span(duration: timedelta) -> str:
    """A span in words: "60 s", "25 min", "1 day", "2 days"; a negative one is "10 min before"."""
    seconds = int(abs(duration.total_seconds()))
    words = f"{seconds} s"
    if seconds % 86400 == 0:
        words = "1 day" if seconds == 86400 else f"{seconds // 86400} days"
    elif seconds % 60 == 0 and seconds > 60:
        words = f"{seconds // 60} min"
    return f"{words} before" if duration.total_seconds() < 0 else words


def within(target: Within) -> str:
    """When a target is due, in words: "within 25 min of opened", "10 min before starts"."""
    how, start = span(target.duration), target.start.replace("_", " ")
    if target.is_working:
        how = f"{target.duration.days} working {'day' if target.duration.days == 1 else 'days'}"
    return f"{how} {start}" if target.duration.total_seconds() < 0 else f"within {how} of {start}"


def _row(service: Service) -> str:
    due = service.due("on_scene", service.priority)
    forms = " ".join(f"`{form}`" for form in service.short)
    units = ", ".join(f"{'all, at least ' if s.every else ''}{s.count} {s.capability}" for s in service.sends)
    if service.booked is not None:
        units = _people(service.booked)
    scene = span(due) if due else "at a desk" if _is_at_a_desk(service) else "by appointment"
    return f"| {service.name} | `{service.key}` | {forms} | {service.priority.name} | {scene} | {units} |"


def _is_at_a_desk(service: Service) -> bool:
    return service.booked is not None and service.booked.lasts is None


def _people(booked: Booked) -> str:
    return ", ".join(f"{one.count} × {QUALIFIED[one.qualification]}" for one in booked.staff)


def _section(service: Service) -> Iterator[str]:
    yield f"## {service.name}"
    yield ""
    if service.about:
        yield f"{service.about}"
        yield ""
    yield f"Owes {', '.join(service.owes)}. Level {service.level.name}. In {' and '.join(sorted(service.offered_in))}."
    yield f"Doors: {', '.join(sorted(door.value for door in service.doors))}." + (
        f" Plan: {service.plan}." if service.plan else ""
    )
    yield ""
    yield "| asks | kind | answers |"
    yield "|---|---|---|"
    yield from (_ask(ask) for ask in service.asks)
    yield ""
    yield from _rules(service)


def _ask(ask: Ask) -> str:
    marks = " (starts the call)" if ask.starts else ""
    answers = " · ".join(f"{c.words}{' **danger: call now**' if c.danger else ''}" for c in ask.choices)
    return f"| {ask.words}{marks} | {ask.kind.value.replace('_', ' ')} | {answers} |"


def _rules(service: Service) -> Iterator[str]:
    yield f"* Priority {service.priority.name}" + (
        f", booked {service.booked_priority.name}" if service.booked_priority is not None else ""
    )
    if service.booked is not None:
        yield from _booked(service.booked)
    for rule in service.raises:
        why = (
            f"{rule.ask} is “{rule.value}”" if isinstance(rule, Raise) else f"nobody has come after {span(rule.after)}"
        )
        yield f"* Raised to {rule.to.name} when {why}"
    for send in service.sends:
        only = f", from {send.at.name} up" if send.at is not None else ""
        job = f": {send.job}" if send.job else ""
        yield f"* Sends {'every free unit, at least ' if send.every else ''}{send.count} {send.capability}{only}{job}"
    if service.shares:
        yield f"* Up to {service.shares.most} askers share it when they go the same way"
    for tell in service.tells:
        yield f"* Tells: {tell.who}" + (f", within {span(tell.within)}" if tell.within else "")
    yield from (f"* Target: {_target(target)}" for target in service.targets)
    if service.welfare_every:
        yield f"* The crew on scene is asked after every {span(service.welfare_every)}"
    yield "* Ends: " + ", ".join(str(OUTCOMES[key].words).lower() for key in service.outcomes)
    yield "* Never: " + ", ".join(service.never)
    for purge in service.purge:
        when = f" when it ended “{OUTCOMES[purge.outcome].words}”" if purge.outcome else ""
        yield f"* After {span(purge.after)}{when}, {purge.what} is reduced to {purge.to}"


def _booked(booked: Booked) -> Iterator[str]:
    if booked.lasts is None:
        yield "* Answered at a desk, without a time held" + (f", by {_people(booked)}" if booked.staff else "")
        return
    around = f", with {span(booked.around)} kept free before and after" if booked.around else ""
    yield f"* Lasts {span(booked.lasts)}{around}"
    for one in booked.staff:
        per = f", or one for every {one.per} people when that is more" if one.per else ""
        yield f"* Held by {one.count} × {QUALIFIED[one.qualification]}{per}"
    if booked.seats:
        yield f"* {booked.seats} seats, with a line for those who come after"
    days = "every day" if booked.weekends else "Monday to Friday"
    yield (
        f"* Times {days}, {booked.opens:02}:00 to {booked.closes:02}:00, no sooner than {span(booked.notice)} "
        f"and no later than {span(booked.within)} from now; a reminder {span(booked.remind)} before"
    )
    if booked.material:
        yield "* The version of what is shown is kept with the session"
    if booked.start_words:
        yield f"* Starting it is called “{booked.start_words}”"
    if booked.hourly_cents:
        yield f"* Costs ${booked.hourly_cents / 100:.2f} an hour for each person"


def _target(target: Within) -> str:
    only = f" at {target.at.name}" if target.at is not None else ""
    return f"{target.end.replace('_', ' ')} {within(target)}, {target.percentile} in 100{only}"


def main(arguments: list[str]) -> int:
    """Write the page, or with ``--check`` say whether it is up to date (1 when it is not)."""
    import django

    django.setup()
    from watchkeeper.core.services.catalog import CATALOG

    fresh = page(CATALOG.values())
    if "--check" in arguments:
        same = FILE.exists() and FILE.read_text(encoding="utf-8") == fresh
        if not same:
            sys.stderr.write(
                "docs/services.md is not what the catalog says: run python -m watchkeeper.core.services.docs\n"
            )
        return int(not same)
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
