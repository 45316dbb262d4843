"""What is not as it ought to be, on one list: accepted, fixed, verified by somebody else, or declined with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.naming import names
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.playbooks import actions
from watchkeeper.engines.playbooks.catalog import FINDINGS as KINDS
from watchkeeper.engines.playbooks.models import UNTOLD, Finding, Fix
from watchkeeper.engines.playbooks.repeats import counted
from watchkeeper.engines.playbooks.spec import Risk
from watchkeeper.engines.playbooks.states import UNSETTLED, FindingStatus
from watchkeeper.surfaces.console.desk.cells import Cell, Fact, Look, Notice, mono, muted
from watchkeeper.surfaces.console.desk.choices import owners, playbooks
from watchkeeper.surfaces.console.desk.filters import Choice, Days
from watchkeeper.surfaces.console.desk.placed import named_or_said
from watchkeeper.surfaces.console.desk.register import Button, Column, Register, Where
from watchkeeper.surfaces.console.desk.registers import run_forms as forms

# Of a finding's state: the tone and glyph.
STATES = {
    FindingStatus.FOUND: ("waiting", "waiting"),
    FindingStatus.ACCEPTED: ("sent", "ack"),
    FindingStatus.FIXED: ("sent", "route"),
    FindingStatus.VERIFIED: ("scene", "ok"),
    FindingStatus.DECLINED: ("idle", "out"),
}


def calls_of(findings: Sequence[Finding], by: Actor) -> dict[str, str]:
    """The numbers of the calls that ``findings`` opened, by subject, as far as ``by`` may know of them. One query."""
    keys = [int(one.call[5:]) for one in findings if one.call.startswith("call:") and one.call[5:].isdecimal()]
    rows = Call.objects.visible_to(by).filter(pk__in=keys).values_list("pk", "number")
    return {f"call:{pk}": number for pk, number in rows}


def call_page(subject: str) -> str:
    """The page of the call ``subject``."""
    return reverse("call", args=[int(subject[5:])])


def finding_state(finding: Finding, look: Look) -> Cell:
    """The state of ``finding`` with its glyph; what stands past its day is late."""
    if finding.status in UNSETTLED and not finding.is_sim and finding.due_at < look.now:
        return Cell(f"{finding.status}, late", tone="over", glyph="over")
    tone, glyph = STATES[FindingStatus(finding.status)]
    return Cell(finding.status, tone=tone, glyph=glyph)


def _prepare(rows: Sequence[Any], look: Look) -> None:
    """Hang on each finding the call it opened, how it was fixed, and how many tags its place has. Three queries."""
    tags = counted([row for row in rows if row.kind], look.now)
    numbers = calls_of(rows, look.by)
    fixes: dict[int, list[Fix]] = {}
    for fix in Fix.objects.filter(finding__in=[row.pk for row in rows]):
        fixes.setdefault(fix.finding_id, []).append(fix)
    for row in rows:
        row.number, row.done, row.here = numbers.get(row.call, ""), fixes.get(row.pk, []), tags.get(row.pk, 0)


def _words(finding: Any, look: Look) -> Cell:
    return Cell(f"EXERCISE {finding.words}" if finding.is_sim else finding.words, "strong")


def _risk(finding: Any, look: Look) -> Cell:
    return Cell(finding.risk, "strong") if finding.risk == Risk.HIGH else muted(finding.risk)


def _call(finding: Any, look: Look) -> Cell:
    if finding.number:
        return mono(finding.number)
    return muted("one you may not see") if finding.call else muted("none")


def _late(look: Look) -> Q:
    return Q(status__in=UNSETTLED, is_sim=False, due_at__lt=look.now)


def _mine(look: Look) -> Q:
    return Q(status__in=UNSETTLED, owner__in=[look.by.name, *(str(role) for role in look.by.roles)])


def _details(finding: Any, look: Look) -> Sequence[Fact]:
    run = finding.run
    called = names(
        {finding.found_by, finding.told_by, *(fix.verified_by for fix in finding.done if fix.verified_by)} - {""}
    )
    facts = [
        Fact("State", finding_state(finding, look)),
        Fact("What is wrong", Cell(finding.words, "wrap")),
        Fact("Place", finding.place or muted("no place")),
        Fact("Risk", _risk(finding, look)),
        Fact("Answers for it", finding.owner),
        Fact("Settled by", look.moment(finding.due_at)),
        Fact("Found", f"{look.moment(finding.found_at)} by {called[finding.found_by]}"),
        Fact("Opened", _call(finding, look), address=call_page(finding.call) if finding.number else ""),
    ]
    if finding.kind:
        facts += _passing(finding, look, called)
    if run is not None:
        facts.append(Fact("Run", f"{run.playbook.name}, {run.place}", address=reverse("run", args=[run.pk])))
    facts += [
        Fact(f"Fixed {look.moment(fix.at)}", f"{fix.by_name}: {fix.words}{_held(fix, called)}") for fix in finding.done
    ]
    return [*facts, *([Fact("Why it is left", finding.reason)] if finding.reason else [])]


def _passing(finding: Any, look: Look, called: Any) -> list[Fact]:
    """What only a finding noted in passing has: its sticker, who was told, how often it happens there."""
    told = muted("nobody has to be told")
    if finding.told_at is not None:
        told = Cell(f"{look.moment(finding.told_at)}, {finding.told}, says {called[finding.told_by]}", "wrap")
    elif finding.tell_by is not None:
        told = Cell(f"not yet; the {finding.owner} tells them by {look.moment(finding.tell_by)}", "wrap")
    return [
        Fact("Sticker", mono(finding.label) if finding.label else muted("no number")),
        Fact("Owner of the place", told),
        Fact("Here in 30 days", str(finding.here)),
    ]


def _here(finding: Any, look: Look) -> Cell:
    return Cell(str(finding.here), "number") if finding.kind else muted("–")


def _held(fix: Fix, called: Any) -> str:
    if fix.holds is None:
        return "; nobody looked yet"
    return f"; {'holds' if fix.holds else 'does not hold'}, says {called[fix.verified_by]}"


def _notices(finding: Any, look: Look) -> Sequence[Notice]:
    found = []
    if finding.is_sim:
        found.append(Notice("EXERCISE", "It was found in an exercise; nobody is chased for it.", "move"))
    if _is_untold(finding, look) and finding.tell_by < look.now:
        words = f"Its owner was to hear of it by {look.moment(finding.tell_by)}, the end of the finder’s shift."
        found.append(Notice("Not told", words, "over", "over"))
    if finding.status in UNSETTLED and not finding.is_sim and finding.due_at < look.now:
        words = f"{finding.owner} was to settle it by {look.moment(finding.due_at)}, and is chased every week."
        found.append(Notice("Past its day", words, "over", "over"))
    return found


def _raise(row: Any, by: Actor, given: dict[str, Any]) -> Finding:
    target, place = named_or_said(given.pop("place"), by.department_id)
    return actions.raise_finding(by=by, target=target, place=place, **given)


def _rows(by: Actor) -> QuerySet[Finding]:
    return Finding.objects.visible_to(by).select_related("run__playbook")


def _is_untold(finding: Any, look: Look) -> bool:
    return finding.tell_by is not None and finding.told_at is None and finding.status != FindingStatus.DECLINED


def _is(*statuses: FindingStatus) -> Any:
    return lambda finding, look: finding.status in statuses


BUTTONS = (
    Button(
        "tell", "Owner told", lambda finding, by, given: actions.tell(finding, by=by, **given), forms.TellForm,
        fits=_is_untold, letter="t", said="Kept who was told.",
    ),
    Button(
        "accept", "Accept it", lambda finding, by, given: actions.accept(finding, by=by, **given), forms.AcceptForm,
        fits=_is(FindingStatus.FOUND, FindingStatus.ACCEPTED), letter="a", said="The finding is accepted.",
    ),
    Button(
        "fix", "It is fixed", lambda finding, by, given: actions.fix(finding, by=by, **given).finding, forms.FixForm,
        fits=_is(FindingStatus.FOUND, FindingStatus.ACCEPTED), letter="f",
        said="Fixed; somebody else looks whether it holds.",
    ),
    Button(
        "verify", "Does it hold?", lambda finding, by, given: actions.verify(finding, by=by, **given),
        forms.VerifyForm, fits=_is(FindingStatus.FIXED), letter="v", said="What you saw is kept.",
    ),
    Button(
        "decline", "Leave it as it is", lambda finding, by, given: actions.decline(finding, by=by, **given),
        forms.DeclineForm, needs=Permission.RUN_REVIEW, fits=_is(*UNSETTLED), letter="x",
        said="It is left as it is, with who answers for that.",
    ),
)  # fmt: skip

FINDINGS = Register(
    key="findings",
    title="Findings",
    sentence="What any check, patrol or person found wrong: who settles it by when, and whether the fix holds.",
    one="finding",
    many="findings",
    group="",
    icon="flag",
    letter="f",
    usual="accept",
    read=Permission.RUN_READ,
    write=Permission.FINDING_WRITE,
    is_large=True,
    is_noted=lambda finding: finding.level >= Level.L2,
    rows=_rows,
    prepare=_prepare,
    subject=lambda finding: finding.subject,
    name=lambda finding: finding.words[:80],
    about=lambda finding, look: finding.place or "no place",
    order="due",
    columns=(
        Column("words", "What is wrong", _words),
        Column("place", "Place", lambda finding, look: finding.place or muted("no place")),
        Column("risk", "Risk", _risk),
        Column("state", "State", finding_state),
        Column("owner", "Answers for it", lambda finding, look: finding.owner),
        Column(
            "due", "Settled by", lambda finding, look: Cell(look.day(finding.due_at), "number"), order="due_at",
            take=lambda finding, look: finding.due_at,
        ),
        Column("call", "Opened", _call),
        Column("here", "Here in 30 days", _here, is_usual=False, take=lambda finding, look: finding.here or None),
        Column(
            "label", "Sticker", lambda finding, look: mono(finding.label) if finding.label else muted("–"),
            is_usual=False,
        ),
        Column(
            "found", "Found", lambda finding, look: Cell(look.moment(finding.found_at), "number"), order="found_at",
            is_usual=False, take=lambda finding, look: finding.found_at,
        ),
    ),
    search=("words", "place", "owner", "label"),
    search_words="Words, place, owner or sticker",
    filters=(
        Choice("risk", "Risk", "risk", lambda look: [(one.value, one.value) for one in Risk]),
        Choice("owner", "Answers", "owner", lambda look: owners(look.by.department_id)),
        Choice("playbook", "Playbook", "run__key", lambda look: playbooks(look.by.department_id)),
        Choice("kind", "Kind", "kind", lambda look: [(key, str(spec.name)) for key, spec in KINDS.items()]),
        Days("found", "Found", "found_at"),
    ),
    views=(
        Where("accept", "To accept", lambda look: Q(status=FindingStatus.FOUND)),
        Where("late", "Late", _late),
        Where("verify", "Fixed, to verify", lambda look: Q(status=FindingStatus.FIXED)),
        Where("tell", "Owner to be told", lambda look: UNTOLD & ~Q(status=FindingStatus.DECLINED)),
        Where("mine", "Mine", _mine),
        Where(
            "settled", "Settled", lambda look: Q(status__in=(FindingStatus.VERIFIED, FindingStatus.DECLINED)),
        ),
    ),
    details=_details,
    notices=_notices,
    new=Button("new", "New finding", _raise, forms.NewFindingForm, letter="n", said="It is on the list."),
    buttons=BUTTONS,
)  # fmt: skip
