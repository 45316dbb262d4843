"""What was found: owned, fixed, verified by somebody else; or declined, with a reason and whoever answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from watchkeeper.core import verbs
from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal import journal, timers
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places import find
from watchkeeper.core.services import registry
from watchkeeper.engines.playbooks.models import Finding, Fix, Run, Step
from watchkeeper.engines.playbooks.spec import DUE, Risk, StepSpec
from watchkeeper.engines.playbooks.states import UNSETTLED, FindingStatus
from watchkeeper.kit import clock, lengths
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused


def open_for_step(
    run: Run, step: Step, spec: StepSpec, *, by: Actor, value: str, note: str, at: datetime
) -> Finding | None:
    """The finding of a step that failed, within the action under way; None when it stands already.

    The playbook's rule opens a call for the work, where the department offers that service; an exercise opens none:
    nothing of it reaches anything real.
    """
    if Finding.objects.filter(step=step).unsettled().exists():
        return None
    words = f"{spec.words} {value}".strip() + (f" ({note})" if note else "")
    owner = str(run.playbook.body["owner"])
    found = made(by, words, spec.risk, owner, at, run=run, step=step, target=run.target, place=run.place)
    if spec.opens and not run.is_sim and registry.get(spec.opens, run.department_id).is_on:
        found.call = verbs.open_task(
            by=by, run=run.subject, service=spec.opens, place=run.place, place_ref=run.target,
            details=f"{run.playbook.name}: {words}", at=at,
        )  # fmt: skip
        found.save(update_fields=["call"])
    opened(by, found, at)
    return found


@action
def raise_finding(
    *,
    by: Actor,
    words: str,
    risk: str = Risk.MEDIUM,
    target: str = "",
    place: str = "",
    owner: str = "supervisor",
    due_at: datetime | None = None,
    at: datetime | None = None,
) -> Finding:
    """Put something that is not as it ought to be on the one list, without a run.

    Raises Invalid for no words, an unknown risk or place, or a day in the past.
    """
    by.require(Permission.FINDING_WRITE)
    if not words.strip():
        raise Invalid("Say what is wrong.", fields={"words": ["missing"]})
    if risk not in tuple(Risk):
        raise Invalid("A risk is low, medium or high.", fields={"risk": list(Risk)})
    moment = at or clock.now()
    if due_at is not None and due_at <= moment:
        raise Invalid("It is due in the past.", fields={"due_at": ["in the past"]})
    where = find.resolve(target, by.department_id) if target else None
    if target and where is None:
        raise Invalid("There is no such place here.", fields={"target": ["unknown"]})
    label = (place.strip() or (where.label if where else ""))[:200]
    found = made(by, words.strip(), Risk(risk), _owner(owner), moment, target=target, place=label, due_at=due_at)
    opened(by, found, moment)
    return found


@action
def accept(
    finding: Finding, *, by: Actor, owner: str, due_at: datetime | None = None, at: datetime | None = None
) -> Finding:
    """Accept a finding for ``owner``, who settles it by ``due_at``. Raises Refused when it is fixed or settled."""
    by.require(Permission.FINDING_WRITE)
    fresh = locked(finding, by)
    must_be(fresh, FindingStatus.FOUND, FindingStatus.ACCEPTED)
    moment = at or clock.now()
    fresh.owner, fresh.status = _owner(owner), FindingStatus.ACCEPTED
    fresh.due_at = due_at or fresh.due_at
    if fresh.due_at <= moment:
        raise Invalid("It is due in the past.", fields={"due_at": ["in the past"]})
    fresh.save(update_fields=["owner", "status", "due_at"])
    timers.start(fresh.department_id, "finding.due", fresh.subject, fresh.due_at)
    data = {"words": fresh.words, "owner": fresh.owner, "due": fresh.due_at.isoformat()}
    note(by, "finding.accepted", fresh, moment, data)
    return fresh


@action
def decline(finding: Finding, *, by: Actor, owner: str, reason: str, at: datetime | None = None) -> Finding:
    """Leave it as it is: ``owner`` answers for that, for ``reason``. Raises Invalid without either."""
    by.require(Permission.RUN_REVIEW)
    if not reason.strip():
        raise Invalid("Say why it is left so.", fields={"reason": ["missing"]})
    lengths.check(reason=(reason, Finding, "reason"))
    fresh = locked(finding, by)
    must_be(fresh, *UNSETTLED)
    fresh.owner, fresh.reason = _owner(owner), reason.strip()
    _settle(fresh, FindingStatus.DECLINED, at or clock.now())
    data = {"words": fresh.words, "owner": fresh.owner, "reason": fresh.reason}
    note(by, "finding.declined", fresh, fresh.settled_at, data)
    return fresh


@action
def fix(finding: Finding, *, by: Actor, words: str, at: datetime | None = None) -> Fix:
    """Say what was done about it; somebody else looks whether it holds. Raises Invalid without words."""
    by.require(Permission.FINDING_WRITE)
    if not words.strip():
        raise Invalid("Say what was done.", fields={"words": ["missing"]})
    fresh = locked(finding, by)
    must_be(fresh, FindingStatus.FOUND, FindingStatus.ACCEPTED)
    moment = at or clock.now()
    done = Fix.objects.create(finding=fresh, words=words.strip(), at=moment, by=by.key, by_name=by.name)
    fresh.status = FindingStatus.FIXED
    fresh.save(update_fields=["status"])
    note(by, "finding.fixed", fresh, moment, {"words": fresh.words, "how": done.words})
    return done


@action
def verify(finding: Finding, *, by: Actor, holds: bool, reason: str = "", at: datetime | None = None) -> Finding:
    """Say whether the fix holds: then it is settled, or it goes back to its owner with the reason.

    Raises Refused for whoever fixed it, Invalid when it does not hold and nobody says why.
    """
    by.require(Permission.FINDING_WRITE)
    fresh = locked(finding, by)
    must_be(fresh, FindingStatus.FIXED)
    last = fresh.fixes.order_by("-at", "-id")[0]
    if last.by == by.key:
        raise Refused("Somebody else looks whether your fix holds.")
    if not holds and not reason.strip():
        raise Invalid("Say what does not hold.", fields={"reason": ["missing"]})
    moment = at or clock.now()
    Fix.objects.filter(pk=last.pk).update(verified_at=moment, verified_by=by.key, holds=holds)
    if holds:
        _settle(fresh, FindingStatus.VERIFIED, moment)
        note(by, "finding.verified", fresh, moment, {"words": fresh.words})
    else:
        fresh.status = FindingStatus.ACCEPTED
        fresh.save(update_fields=["status"])
        note(by, "finding.returned", fresh, moment, {"words": fresh.words, "reason": reason.strip()})
    return fresh


@action
def pass_finding(finding: Finding, *, by: Actor) -> Finding:
    """Note that a finding was not settled in time; it chases its owner again in a week."""
    by.require(Permission.FINDING_WRITE)
    fresh = locked(finding, by)
    must_be(fresh, *UNSETTLED)
    moment = clock.now()
    timers.start(fresh.department_id, "finding.due", fresh.subject, moment + DUE[Risk.HIGH])
    data = {"words": fresh.words, "owner": fresh.owner, "due": fresh.due_at.isoformat()}
    note(by, "finding.overdue", fresh, moment, data)
    return fresh


def made(
    by: Actor,
    words: str,
    risk: Risk,
    owner: str,
    at: datetime,
    *,
    run: Run | None = None,
    step: Step | None = None,
    target: str = "",
    place: str = "",
    due_at: datetime | None = None,
) -> Finding:
    """The row of a finding, within the action under way; :func:`opened` tells of it once all of it is known."""
    return Finding.objects.create(
        department_id=by.department_id, run=run, step=step, target=target, place=place, words=words, risk=risk,
        owner=owner, level=run.level if run else int(Level.L1), is_sim=run is not None and run.is_sim, found_at=at,
        found_by=by.key, due_at=due_at or at + DUE[risk],
    )  # fmt: skip


def opened(by: Actor, found: Finding, at: datetime) -> None:
    """Start the clock of a finding and note it."""
    timers.start(found.department_id, "finding.due", found.subject, found.due_at)
    data = {
        "words": found.words, "place": found.place or "no place", "risk": found.risk, "owner": found.owner,
        "due": found.due_at.isoformat(), "run": found.run.subject if found.run else None, "call": found.call or None,
        "is_sim": found.is_sim, "kind": found.kind or None, "label": found.label or None,
        "tell_by": found.tell_by.isoformat() if found.tell_by else None,
    }  # fmt: skip
    note(by, "finding.opened", found, at, data)


def _settle(finding: Finding, status: FindingStatus, at: datetime) -> None:
    finding.status, finding.settled_at = status, at
    finding.save(update_fields=["status", "settled_at", "owner", "reason"])
    timers.stop("finding.due", finding.subject)


def locked(finding: Finding, by: Actor) -> Finding:
    """``finding`` fresh and locked; raises a hidden NotAllowed for another department's."""
    fresh = Finding.objects.select_for_update().filter(pk=finding.pk, department_id=by.department_id).first()
    if fresh is None:
        raise NotAllowed("", hidden=True)
    return fresh


def must_be(finding: Finding, *statuses: str) -> None:
    """Raises Refused, in words, unless the finding stands at one of ``statuses``."""
    if finding.status not in statuses:
        raise Refused(f"This finding is {finding.status.replace('_', ' ')}.")


def _owner(owner: str) -> str:
    if not owner.strip():
        raise Invalid("Name who answers for it.", fields={"owner": ["missing"]})
    lengths.check(owner=(owner, Finding, "owner"))
    return owner.strip()


def note(by: Actor, verb: str, finding: Finding, at: datetime | None, data: Mapping[str, object]) -> None:
    """Write an entry about ``finding``, with how wrong the clock of the phone was that told of it."""
    skew = {} if by.skew_s is None else {"skew_s": by.skew_s}
    place = finding.target if ":" in finding.target else ""
    journal.write(by, verb, finding.subject, at=at, place=place, level=Level(finding.level), data=skew | dict(data))
