"""Changing what the department offers; each change is journaled with the whole policy, so that any can be undone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services import effective, history, rights
from watchkeeper.core.services.catalog import CATALOG
from watchkeeper.core.services.kinds import Kind
from watchkeeper.core.services.models import HouseService, Policy, PolicyMark, Question
from watchkeeper.core.services.spec import Service
from watchkeeper.kit import clock, ids
from watchkeeper.kit.errors import Invalid, Refused, WatchkeeperError

COLUMNS = (*effective.WORDING, "is_on", "priority", "targets", "tells", "sends")
# A department's extra question takes one of these; a place or a moment would change what a call is.
EXTRA_KINDS = (Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.NUMBER)


@action
def set_policy(service: str, *, by: Actor, **changes: Any) -> Policy:
    """Override parts of a service; a value of None gives that part back to the declaration.

    Takes ``is_on``, ``name``, ``label``, ``invite``, ``about``, ``next_step``, ``priority``, ``targets``, ``tells`` and
    ``sends`` (rows as in :mod:`rows`). Raises :class:`Invalid` for a service that could not be.
    """
    rights.must_change(by, service)
    if unknown := set(changes) - set(COLUMNS):
        raise Invalid("A policy has no such part.", fields={name: ["unknown"] for name in sorted(unknown)})
    policy, changed = _write(service, by, changes)
    data = {"service": service, "changed": changed, "policy": _state(policy)}
    journal.write(by, "policy.set", f"service:{service}", data=data)
    return policy


@action
def revert_policy(service: str, *, by: Actor, to: int | None = None) -> Policy:
    """Put a service's policy back as it was after the entry ``to``, or as declared when none is named.

    Raises :class:`Refused` when that entry is not in the service's history.
    """
    rights.must_change(by, service)
    state: dict[str, Any] = {}
    if to is not None:
        entry = next((one for one in history.of(service, by.department_id) if one.pk == to), None)
        if entry is None:
            raise Refused("This is not in the history of this service.")
        state = entry.fields["policy"]
    policy, changed = _write(service, by, {name: state.get(name) for name in COLUMNS})
    data = {"service": service, "changed": changed, "policy": _state(policy), "to": to}
    journal.write(by, "policy.reverted", f"service:{service}", data=data)
    return policy


@action
def add_question(
    service: str,
    *,
    by: Actor,
    key: str,
    words: str,
    kind: str = Kind.TEXT,
    choices: Sequence[dict[str, Any]] = (),
    hint: str = "",
) -> Question:
    """Ask one thing more in a service, of a closed list of kinds; never required of a caller."""
    rights.must_change(by, service)
    if kind not in EXTRA_KINDS:
        raise Invalid("Choose another kind of question.", fields={"kind": [", ".join(EXTRA_KINDS)]})
    _known(service, by.department_id)
    if Question.objects.filter(department_id=by.department_id, service=service, key=key).exists():
        raise Refused("There is such a question already, perhaps a retired one; old calls hold answers to it.")
    question = Question.objects.create(
        department_id=by.department_id, service=service, key=key, words=words.strip()[:160], kind=kind,
        choices=list(choices), hint=hint[:160], position=1000,
    )  # fmt: skip
    _check(service, by.department_id)
    _tell_everybody(by.department_id)
    journal.write(
        by, "question.added", f"service:{service}", data={"service": service, "key": key, "words": question.words}
    )
    return question


@action
def retire_question(question: Question, *, by: Actor) -> Question:
    """Stop asking; the answers old calls hold keep their question."""
    rights.must_change(by, question.service)
    retired = Question.objects.filter(pk=question.pk, department_id=by.department_id, retired_at=None)
    if not retired.update(retired_at=clock.now()):
        raise Refused("This question is not asked any more.")
    _check(question.service, by.department_id)
    _tell_everybody(by.department_id)
    data = {"service": question.service, "key": question.key, "words": question.words}
    journal.write(by, "question.retired", f"service:{question.service}", data=data)
    question.refresh_from_db()
    return question


@action
def add_service(*, by: Actor, key: str, questions: Sequence[dict[str, Any]], **columns: Any) -> Service:
    """Offer a new service made on a screen: the columns of ``HouseService`` and its questions.

    Returns it as the value every part of the house sees. Raises :class:`Invalid` when it could not be and
    :class:`Refused` when the key is taken.
    """
    by.require(Permission.SERVICE_WRITE)
    known = {field.name for field in HouseService._meta.get_fields()} - {"id", "department", "key"}
    if unknown := set(columns) - known:
        raise Invalid("A service has no such part.", fields={name: ["unknown"] for name in sorted(unknown)})
    there = HouseService.objects.filter(department_id=by.department_id, key=key[:60])
    if key in effective.of(by.department_id) or there.exists():
        raise Refused("There is such a service already.")
    row = HouseService.objects.create(department_id=by.department_id, key=key[:60], **columns)
    for place, question in enumerate(questions):
        _ask(row, place, question)
    service = _check(key, by.department_id)
    _tell_everybody(by.department_id)
    journal.write(by, "service.added", f"service:{key}", data={"service": key, "name": str(service.name)})
    return service


def _ask(row: HouseService, place: int, given: dict[str, Any]) -> None:
    allowed = {"key", "words", "kind", "choices", "hint", "fills", "is_starting", "is_required"}
    if unknown := set(given) - allowed:
        raise Invalid("A question has no such part.", fields={name: ["unknown"] for name in sorted(unknown)})
    Question.objects.create(department_id=row.department_id, service=row.key, position=place, **given)


def _write(service: str, by: Actor, changes: dict[str, Any]) -> tuple[Policy, list[str]]:
    _known(service, by.department_id)
    if isinstance(changes.get("priority"), int) and changes["priority"] not in range(5):
        raise Invalid("A priority is from 0 to 4.", fields={"priority": ["from 0 to 4"]})
    policy, _ = Policy.objects.select_for_update().get_or_create(department_id=by.department_id, service=service)
    before = _state(policy)
    for name, value in changes.items():
        setattr(policy, name, value)
    policy.save()
    _check(service, by.department_id)
    _tell_everybody(by.department_id)
    after = _state(policy)
    return policy, [name for name in COLUMNS if before[name] != after[name]]


def _tell_everybody(department_id: int) -> None:
    """Every process builds the department's services anew; this one at once."""
    PolicyMark.objects.update_or_create(department_id=department_id, defaults={"mark": ids.token()})
    effective.forget(department_id)


def _state(policy: Policy) -> dict[str, Any]:
    return {name: getattr(policy, name) for name in COLUMNS}


def _known(service: str, department_id: int) -> None:
    if service not in effective.of(department_id):
        raise Invalid("There is no such service.", fields={"service": [re.sub(r"\W", " ", service)[:60]]})


def _check(service: str, department_id: int) -> Service:
    """The service as the rows now make it. Raises :class:`Invalid` in words when that cannot be."""
    policy = Policy.objects.filter(department_id=department_id, service=service).first()
    questions = list(Question.objects.filter(department_id=department_id, service=service, retired_at=None))
    try:
        base = CATALOG.get(service)
        if base is not None:
            return effective.lay_over(base, policy, questions)
        row = HouseService.objects.get(department_id=department_id, key=service)
        return effective.lay_over(effective.from_rows(row, questions), policy)
    except WatchkeeperError:
        raise
    except (ValueError, TypeError) as error:
        raise Invalid(str(error), fields={"service": [str(error)]}) from error
