"""What is noted in passing: a tag on a door or a thing, whoever owns the place told the same shift, and its repeats."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from watchkeeper.core import verbs
from watchkeeper.core.journal import timers
from watchkeeper.core.journal.action import action
from watchkeeper.core.journal.client_ids import once
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Duty
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.playbooks import targets
from watchkeeper.engines.playbooks.actions.findings import locked, made, must_be, note, opened
from watchkeeper.engines.playbooks.actions.runs import stamp
from watchkeeper.engines.playbooks.catalog import FINDINGS
from watchkeeper.engines.playbooks.models import Finding, Run
from watchkeeper.engines.playbooks.repeats import due_repeat
from watchkeeper.engines.playbooks.spec import FindingSpec
from watchkeeper.engines.playbooks.states import FindingStatus
from watchkeeper.kit import clock, lengths
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

SHIFT = timedelta(hours=8)  # of a finder whose planned end nobody knows


@action
def tag(
    *,
    by: Actor,
    what: str,
    kind: str = "alert_tag",
    target: str = "",
    place: str = "",
    label: str = "",
    words: str = "",
    run: Run | None = None,
    at: datetime | None = None,
    client_id: str = "",
) -> Finding:
    """Note a finding of ``kind`` in passing: ``what`` it is of, where, the number on its sticker and any ``words``.

    ``place`` may be the code of a label, or the name of a place, which becomes its target. Within ``run`` the run's own
    place holds where none is said. Raises Invalid for an unknown kind, choice or place, or no place at all.
    """
    by.require(Permission.FINDING_WRITE)
    if run is not None and run.department_id != by.department_id:
        raise NotAllowed("", hidden=True)
    given: dict[str, Any] = {
        "what": what, "kind": kind, "target": target, "place": place, "label": label, "words": words,
        "run": run.pk if run else None, "at": at,
    }  # fmt: skip
    done = once(by, client_id, given, lambda: {"finding": _tag(by, **given | {"run": run}).pk})
    return Finding.objects.get(pk=done["finding"])


def _tag(
    by: Actor,
    *,
    what: str,
    kind: str,
    target: str,
    place: str,
    label: str,
    words: str,
    run: Run | None,
    at: datetime | None,
) -> Finding:
    spec = FINDINGS.get(kind)
    if spec is None or what not in spec.choices:
        raise Invalid("There is no such thing to tag.", fields={"what": list(spec.choices) if spec else [kind]})
    lengths.check(label=(label, Finding, "label"), place=(place, Finding, "place"))
    ref, name = targets.stood_at(target, place, by.department_id)
    if not (ref or name) and run is not None:
        ref, name = run.target, run.place
    if not (ref or name):
        raise Invalid("Say where it is.", fields={"place": ["missing"]})
    moment = stamp(at)
    said = f"{spec.name}: {spec.choices[what]}" + (f" ({words.strip()[:2000]})" if words.strip() else "")
    is_sim = run is not None and run.is_sim
    found = made(by, said, spec.risk, spec.owner, moment, run=run, target=ref, place=name)
    found.kind, found.label = spec.key, label.strip()
    found.tell_by = _shift_end(by, moment) if spec.is_told and not is_sim else None
    found.save(update_fields=["kind", "label", "tell_by"])
    if found.tell_by is not None:
        timers.start(found.department_id, "finding.tell", found.subject, found.tell_by)
    opened(by, found, moment)
    return found


@action
def tell(finding: Finding, *, by: Actor, to: str, at: datetime | None = None) -> Finding:
    """Keep that whoever owns the place was told: ``to`` whom and by what means. Raises Refused when they were."""
    by.require(Permission.FINDING_WRITE)
    if not to.strip():
        raise Invalid("Say who was told, and how.", fields={"to": ["missing"]})
    lengths.check(to=(to, Finding, "told"))
    fresh = locked(finding, by)
    if fresh.tell_by is None:
        raise Refused("Nobody has to be told of this finding.")
    if fresh.told_at is not None:
        raise Refused("They were told already.")
    moment = stamp(at, fresh.found_at)
    fresh.told, fresh.told_at, fresh.told_by = to.strip(), moment, by.key
    fresh.save(update_fields=["told", "told_at", "told_by"])
    timers.stop("finding.tell", fresh.subject)
    note(by, "finding.told", fresh, moment, {"words": fresh.words, "to": fresh.told})
    return fresh


@action
def pass_telling(finding: Finding, *, by: Actor) -> Finding:
    """Note that whoever owns the place was not told before the shift ended; it stays on the list."""
    by.require(Permission.FINDING_WRITE)
    fresh = locked(finding, by)
    if fresh.tell_by is None or fresh.told_at is not None or fresh.status == FindingStatus.DECLINED:
        raise Refused("Nobody waits to be told of this finding.")
    data = {"words": fresh.words, "place": fresh.place or "no place", "due": fresh.tell_by.isoformat()}
    note(by, "finding.untold", fresh, clock.now(), data)
    return fresh


@action
def answer_repeat(finding: Finding, *, by: Actor) -> str:
    """Open what the repeat rule of ``finding`` opens, for the findings that make it full; returns the call's subject.

    Each of them counts once: a further visit takes as many new ones. Raises Refused while the rule is not full.
    """
    by.require(Permission.FINDING_WRITE)
    fresh = locked(finding, by)
    must_be(fresh, *(one for one in FindingStatus if one != FindingStatus.DECLINED))
    spec, several = FINDINGS.get(fresh.kind), due_repeat(fresh, is_locked=True)
    if spec is None or spec.repeat is None or not several:
        raise Refused("Too few were found here to open a visit.")
    rule, place = spec.repeat, fresh.place or "no place"
    call = verbs.open_task(
        by=by, run=fresh.subject, service=rule.opens, place=fresh.place, place_ref=fresh.target,
        details=_details(spec, several),
    )  # fmt: skip
    Finding.objects.filter(pk__in=[one.pk for one in several]).update(call=call)
    data = {
        "place": place, "words": fresh.words, "count": len(several), "days": rule.within.days, "call": call,
        "findings": [one.subject for one in several],
    }  # fmt: skip
    note(by, "finding.repeated", fresh, clock.now(), data)
    return call


def _details(spec: FindingSpec, several: list[Finding]) -> str:
    lines = [
        f"{one.found_at:%Y-%m-%d}: {one.words}" + (f", sticker {one.label}" if one.label else "") for one in several
    ]
    advice = [str(spec.repeat.advice)] if spec.repeat and spec.repeat.advice else []
    return "\n".join([*lines, *advice])[:10_000]


def _shift_end(by: Actor, at: datetime) -> datetime:
    """When the shift of ``by`` at that moment ended, or is planned to end."""
    if by.person_id is None:
        return at + SHIFT
    duty = Duty.objects.filter(person_id=by.person_id, started_at__lte=at).order_by("-started_at").first()
    ends = (duty.ended_at or duty.ends_at) if duty is not None else None
    return ends if ends is not None and ends > at else at + SHIFT
