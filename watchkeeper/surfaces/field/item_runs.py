"""What a phone may have kept of a run or a tag, and the action each kind of it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from watchkeeper.core.journal.client_ids import result_of
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.playbooks import actions, targets
from watchkeeper.engines.playbooks.models import Run, Step
from watchkeeper.kit.errors import NotAllowed, Refused
from watchkeeper.surfaces.field.item import Item, client_id_of


def _run_of(by: Actor, item: Item) -> Run:
    """The run an item names, or that the phone began under ``started``."""
    started = item.given.get("started")
    key = item.given.get("run") or (result_of(by, client_id_of(started)).get("run") if started else None)
    if not key:
        raise Refused("The run this belongs to was not begun; it is kept here.")
    return Run.objects.one(by, key)


def _start(by: Actor, item: Item) -> dict[str, Any]:
    ref, name = targets.stood_at(item.given["target"], item.given["place"], by.department_id)
    return {"run": actions.start_run(by=by, playbook=item.given["playbook"], target=ref, place=name, at=item.at).pk}


def _take(by: Actor, item: Item) -> dict[str, Any]:
    return {"run": actions.take_up(_run_of(by, item), by=by, at=item.at).pk}


def _step(by: Actor, item: Item) -> dict[str, Any]:
    run, given = _run_of(by, item), item.given
    step = Step.objects.select_related("run").filter(run=run, key=given["step"]).first()
    if step is None:
        raise NotAllowed("", hidden=True)
    evidence = {"value": given["value"], "applies": not given["is_out"], "note": given["note"]}
    return {"run": run.pk, "step": actions.record(step, by=by, at=item.at, is_late=True, **evidence).pk}


def _pause(by: Actor, item: Item) -> dict[str, Any]:
    return {"run": actions.pause_late(_run_of(by, item), by=by, reason=item.given["reason"], at=item.at).pk}


def _resume(by: Actor, item: Item) -> dict[str, Any]:
    return {"run": actions.resume_late(_run_of(by, item), by=by, at=item.at).pk}


def _complete(by: Actor, item: Item) -> dict[str, Any]:
    return {"run": actions.complete_late(_run_of(by, item), by=by, reason=item.given["reason"], at=item.at).pk}


def _patrol(by: Actor, item: Item) -> dict[str, Any]:
    names = ("playbook", "target", "place", "seen")
    return {"run": actions.log_patrol(by=by, at=item.at, **{name: item.given[name] for name in names}).pk}


def _tag(by: Actor, item: Item) -> dict[str, Any]:
    is_on_run = bool(item.given.get("run") or item.given.get("started"))
    names = ("kind", "what", "target", "place", "label", "words")
    about = {name: item.given[name] for name in names}
    found = actions.tag(by=by, run=_run_of(by, item) if is_on_run else None, at=item.at, **about)
    if item.given["told"] and found.tell_by is not None:
        actions.tell(found, by=by, to=item.given["told"], at=item.at)
    return {"finding": found.pk}


KINDS: Mapping[str, Callable[[Actor, Item], dict[str, Any]]] = {
    "patrol": _patrol,
    "run_complete": _complete,
    "run_pause": _pause,
    "run_resume": _resume,
    "run_start": _start,
    "run_take": _take,
    "step": _step,
    "tag": _tag,
}
