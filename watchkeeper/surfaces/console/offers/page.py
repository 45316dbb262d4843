"""The page of one service: declared, set, in effect; the preview of a change; the history and what can be put back."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
from django.http import QueryDict

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services import compare, effective, history, rights
from watchkeeper.core.services.models import Policy
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls.models import Call
from watchkeeper.engines.calls.models.call import CallQuerySet
from watchkeeper.kit.errors import Invalid, Refused, WatchkeeperError
from watchkeeper.surfaces.console.desk import past
from watchkeeper.surfaces.console.desk.cells import Look
from watchkeeper.surfaces.console.forms import number
from watchkeeper.surfaces.console.offers import actions
from watchkeeper.surfaces.console.offers.forms import PolicyForm, QuestionForm

MOST_VERSIONS = 30


@dataclass(frozen=True)
class Preview:
    """What a change would do: parts before and after, what becomes of open calls, the mark that lets it be saved."""

    parts: list[tuple[str, str, str]]
    touches: list[str]
    mark: str


@dataclass(frozen=True)
class Change:
    """A form about a policy, judged: refused in words, previewed, or saved."""

    form: PolicyForm
    refusal: str = ""
    status: int = 200
    preview: Preview | None = None
    is_saved: bool = False


def change(key: str, look: Look, data: QueryDict) -> Change:
    """Preview what was sent; save it when it is what was previewed before. Nothing is saved with a refusal."""
    department_id = look.by.department_id
    rights.must_change(look.by, key)
    base, now = compare.base_of(key, department_id), compare.laid(key, department_id)
    form = PolicyForm(data, by=look.by, row=now, auto_id="policy-%s")
    if not form.is_valid():
        return Change(form, "Nothing was saved. What you wrote is kept below.", 422)
    changes = compare.changes_to(base, form.cleaned_data)
    try:
        after = compare.laid(key, department_id, changes)
        different = compare.differing(now, after)
        if not different:
            raise Refused("Nothing is different from what holds now.")
        mark = _mark_of(changes)
        if data.get("previewed") != mark:
            parts = [
                (compare.WORDS[one], compare.words_of(now, one), compare.words_of(after, one)) for one in different
            ]
            return Change(form, preview=Preview(parts, _touches(key, different, look), mark))
        actions.save_policy(key, by=look.by, changes=changes, seen=number(data.get("seen", "")))
    except Invalid as wrong:
        _blame(form, key, department_id, changes, wrong)
        return Change(form, f"{wrong.sentence} Nothing was saved; what you wrote is kept below.", 422)
    except Refused as no:
        return Change(form, f"{no.sentence} What you wrote is kept below.", 409)
    return Change(form, is_saved=True)


def put_back(key: str, look: Look, data: QueryDict) -> None:
    """Put the policy back to the entry that "to" names, or to the declaration when it names none.

    Raises :class:`Invalid` for what names no entry, :class:`Refused` when somebody was quicker.
    """
    to = number(data.get("to", ""))
    if data.get("to") and not to:
        raise Invalid("There is no such version.", fields={"to": ["not a version"]})
    actions.put_back(key, by=look.by, to=to or None, seen=number(data.get("seen", "")))


def _blame(form: PolicyForm, key: str, department_id: int, changes: dict[str, Any], wrong: Invalid) -> None:
    """Say it at the field that makes the service impossible by itself; where only several do, over the form."""
    for name, value in changes.items():
        if value is not None and (words := _fault(key, department_id, {name: value})):
            form.add_error(name, words)
    for name, several in wrong.fields.items():
        if name in form.fields and name not in form.errors:
            form.add_error(name, several)


def _fault(key: str, department_id: int, changes: dict[str, Any]) -> str:
    try:
        compare.laid(key, department_id, changes)
    except Invalid as wrong:
        return wrong.sentence.partition("cannot be: ")[2] or wrong.sentence
    return ""


def _mark_of(changes: dict[str, Any]) -> str:
    return sha256(orjson.dumps(changes, option=orjson.OPT_SORT_KEYS)).hexdigest()[:24]


def _touches(key: str, different: list[str], look: Look) -> list[str]:
    """What becomes of calls that are open: how many, and nothing else, to those who set policies without reading calls.

    Those above the reader's clearance and those by name only are not counted.
    """
    many = _open_calls(key, look.by).count()
    if not many:
        return ["No call of it is open that you may see."]
    calls = f"{many} open {'call' if many == 1 else 'calls'}"
    keeps = "keeps" if many == 1 else "keep"
    found = []
    if {"targets", "priority"} & set(different):
        found.append(
            f"{calls} {keeps} the priority and the time due of when it was opened; the new ones hold from now on."
        )
    if "sends" in different:
        found.append(f"{calls}: whom to send is recommended by the new rule from now on; who is on the way stays.")
    if "is_on" in different:
        found.append(f"{calls} of it {'goes' if many == 1 else 'go'} on to the end.")
    return found or [f"{calls} will be shown with the new words."]


def _open_calls(key: str, by: Actor) -> CallQuerySet:
    """The open calls a change of policy touches. Without the right to read calls, those of the reader's own level."""
    seen = Call.objects.visible_to(by)
    if not by.may(Permission.CALL_READ):
        seen = Call.objects.filter(department_id=by.department_id, level__lte=min(by.clearance, Level.L2))
    return seen.open().filter(service=key)


def screen(key: str, look: Look, done: Change | None = None, question: QuestionForm | None = None) -> dict[str, Any]:
    """The template's values. Raises a hidden :class:`NotAllowed` for a service that is not there."""
    department_id, by = look.by.department_id, look.by
    base, policy = compare.base_of(key, department_id), compare.policy_of(key, department_id)
    holds = effective.of(department_id)[key]
    parts = compare.parts(base, policy, holds)
    return {
        "service": holds,
        "base": base,
        "parts": parts,
        "changed": sum(1 for one in parts if one.set is not None),
        "fault": effective.faults(department_id).get(key, ""),
        "questions": [] if base.is_house else compare.questions_of(key, department_id),
        "form": done.form if done else PolicyForm(by=by, row=holds, auto_id="policy-%s"),
        "done": done,
        "seen": past.newest(past.visible(f"service:{key}", by)),
        "question": question or QuestionForm(by=by, auto_id="question-%s"),
        "versions": versions(key, base, look),
        "told": past.history(past.visible(f"service:{key}", by), look),
        "may_write": rights.may_change(by, key),
        "may_audit": by.may(Permission.AUDIT_READ),
        "subject": f"service:{key}",
        "zone": look.zone,
    }


@dataclass(frozen=True)
class Version:
    """One change of a policy: when, who, each part from what to what, and the entry it can be put back to."""

    told: past.Told
    parts: list[tuple[str, str, str]]
    is_latest: bool


def versions(key: str, base: Service, look: Look) -> list[Version]:
    """The last changes of a policy, newest first, each with the values before and after."""
    entries = history.of(key, look.by.department_id, MOST_VERSIONS + 1)
    states = [*(_as_of(base, entry) for entry in entries), base]
    told = past.told(entries[:MOST_VERSIONS], look)
    return [Version(one, _between(states[place + 1], states[place]), place == 0) for place, one in enumerate(told)]


def _between(before: Service, after: Service) -> list[tuple[str, str, str]]:
    several = compare.differing(before, after)
    return [(compare.WORDS[one], compare.words_of(before, one), compare.words_of(after, one)) for one in several]


def _as_of(base: Service, entry: Entry) -> Service:
    """The service as it held after ``entry``; as declared where a release made that impossible."""
    try:
        return effective.lay_over(base, Policy(service=base.key, **entry.fields["policy"]))
    except (WatchkeeperError, ValueError, TypeError, KeyError):
        return base
