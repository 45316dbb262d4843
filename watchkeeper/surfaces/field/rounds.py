"""The runs an officer's phone shows: theirs, those they may take, and what it takes to do them without signal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places import find, labels
from watchkeeper.engines.calls.rows import iso
from watchkeeper.engines.playbooks import targets, versions
from watchkeeper.engines.playbooks.catalog import FINDINGS
from watchkeeper.engines.playbooks.models import Run, Step
from watchkeeper.engines.playbooks.spec import Kind, Playbook, StepSpec
from watchkeeper.engines.playbooks.states import RUNNING, RunStatus
from watchkeeper.kit import clock

AHEAD = timedelta(hours=12)  # a planned run is shown so long before its window
MOST = 60
MOST_PLACES = 400
_KINDS = (Kind.PATROL.value, Kind.CHECK.value)  # cards, surveys and exercises have screens of their own
_UNDER_WAY = (RunStatus.STARTED, RunStatus.PAUSED)


def rounds(by: Actor) -> dict[str, Any]:
    """The runs to do, what is due first before, and the steps of each version they are of. Two queries."""
    if not by.may(Permission.RUN_WRITE):
        return {"runs": [], "books": {}}
    mine = Q(person=None) | Q(person_id=by.person_id) | Q(status__in=_UNDER_WAY)
    soon = Q(starts_at=None) | Q(starts_at__lte=clock.now() + AHEAD)
    found = Run.objects.visible_to(by).filter(mine, soon, status__in=RUNNING, playbook__body__kind__in=_KINDS)
    runs = list(found.select_related("playbook", "person").order_by("ends_at", "pk")[:MOST])
    steps: dict[int, list[dict[str, Any]]] = {}
    for step in Step.objects.filter(run__in=runs) if runs else ():
        steps.setdefault(step.run_id, []).append(
            {"key": step.key, "status": step.status, "value": step.value, "at": iso(step.at)}
        )
    books = {str(run.playbook_id): [_step(spec) for spec in run.playbook.steps()] for run in runs}
    return {"runs": [_run(run, steps.get(run.pk, []), by) for run in runs], "books": books}


def words(by: Actor) -> dict[str, Any]:
    """What stays: the patrols one may begin, what may be tagged, and the places with a label that are patrolled."""
    kind = Department.objects.values_list("kind", flat=True).get(pk=by.department_id)
    patrols = [book for book in versions.offered(kind) if book.kind is Kind.PATROL]
    return {
        "patrols": [_patrol(book) for book in patrols],
        "tags": [
            {"kind": spec.key, "name": str(spec.name), "what": [[key, str(said)] for key, said in spec.choices.items()]}
            for spec in FINDINGS.values()
        ],
        "places": [_place(f"area:{pk}", name) for pk, name in targets.high_risk(by.department_id)[:MOST_PLACES]],
    }


def labeled(by: Actor, code: str) -> dict[str, Any] | None:
    """The place whose label says ``code``, or None for a code of no place here."""
    ref = labels.ref_of(code)
    hit = find.resolve(ref, by.department_id) if ref else None
    return _place(hit.ref, hit.label) if hit else None


def _place(ref: str, name: str) -> dict[str, str]:
    return {"ref": ref, "label": name, "code": labels.code_of(ref)}


def _patrol(book: Playbook) -> dict[str, Any]:
    return {
        "key": book.key,
        "name": str(book.name),
        "is_logged": book.is_logged,
        "steps": [_step(spec) for spec in book.steps],
    }


def _step(spec: StepSpec) -> dict[str, Any]:
    return {
        "key": spec.key,
        "words": str(spec.words),
        "evidence": spec.evidence.value,
        "choices": list(spec.choices),
        "fails": list(spec.fails),
        "required": spec.is_required,
        "hint": str(spec.hint),
    }


def _run(run: Run, steps: list[dict[str, Any]], by: Actor) -> dict[str, Any]:
    return {
        "id": run.pk,
        "book": str(run.playbook_id),
        "key": run.key,
        "name": run.playbook.name,
        "place": run.place,
        "target": run.target,
        "code": labels.code_of(run.target),
        "status": run.status,
        "from": iso(run.starts_at),
        "until": iso(run.ends_at),
        "is_mine": run.person_id is not None and run.person_id == by.person_id,
        "who": run.person.call_name if run.person else "",
        "is_sim": run.is_sim,
        "steps": steps,
    }
