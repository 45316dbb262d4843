"""A call as its page reads it: the panel's facts with times as moments, so that the template may write them locally."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services.outcomes import OUTCOMES
from watchkeeper.engines.calls import pictures
from watchkeeper.engines.calls.models import Attachment, Call
from watchkeeper.kit.errors import NotAllowed, Refused

M = TypeVar("M", bound=Model)
_STAMPS = (
    ("Opened", "opened_at"),
    ("First dispatch", "dispatched_at"),
    ("On scene", "on_scene_at"),
    ("Cleared", "cleared_at"),
    ("Closed", "closed_at"),
)
_CELLS = (
    "assigned_at",
    "acknowledged_at",
    "en_route_at",
    "on_scene_at",
    "transporting_at",
    "at_destination_at",
    "cleared_at",
)


def call_page(record: Call, panel: dict[str, Any]) -> dict[str, Any]:
    """The template's values for ``record`` and what its reader is shown of it."""
    return {
        "record": record,
        "call": panel,
        "status": record.status.replace("_", " "),
        "outcome": str(OUTCOMES[record.outcome].words) if record.outcome in OUTCOMES else record.outcome,
        "stamps": [(name, getattr(record, field)) for name, field in _STAMPS],
        "requesters": [_requester(one) for one in panel["requesters"]],
        "assignments": [_assignment(one, panel["corrections"]) for one in panel["assignments"]],
        "corrections": [_corrected(one, panel["assignments"]) for one in panel["corrections"]],
        "cautions": [_timed(one, "until") for one in panel["cautions"]],
        "notes": [_timed(one, "at") for one in panel["notes"]],
        "timeline": [_timed(one, "at") for one in panel["timeline"]],
        "history": [_timed(one, "at") | {"id": int(one["k"].split(":")[1])} for one in panel["history"]],
    }


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _timed(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return row | {name: _moment(row[name]) for name in names}


def _requester(asker: dict[str, Any]) -> dict[str, Any]:
    quote = asker["quote"]
    quoted = f"{max(1, round(quote[0] / 60))} to {max(1, round(quote[1] / 60))} min" if quote else ""
    waited = asker["waited_s"]
    spent = f"{int(waited) // 60}:{int(waited) % 60:02d}" if waited is not None else ""
    over = max(0, int(asker["late_s"] or 0))
    return _timed(asker, "asked") | {"quoted": quoted, "waited": spent, "late": f"{over // 60}:{over % 60:02d}"}


def _corrected(change: dict[str, Any], assignments: list[dict[str, Any]]) -> dict[str, Any]:
    """A corrected time with the unit it is of, "" for the call's own, and the stamp in words."""
    unit = next((one["unit"] for one in assignments if change["subject"] == f"assignment:{one['id']}"), "")
    words = change["field"].removesuffix("_at").replace("_", " ")
    return _timed(change, "at", "old", "new") | {"unit": unit, "words": words}


def _assignment(assignment: dict[str, Any], corrections: list[dict[str, Any]]) -> dict[str, Any]:
    """The stamps in order; a corrected one brings its first value along."""
    old: dict[str, Any] = {}
    for change in corrections:
        if change["subject"] == f"assignment:{assignment['id']}":
            old.setdefault(change["field"], _moment(change["old"]))
    cells = [{"at": _moment(assignment["times"][field]), "old": old.get(field)} for field in _CELLS]
    return {"unit": assignment["unit"], "override": assignment["override"], "cells": cells}


def as_picture(kept: Attachment | None) -> HttpResponse:
    """``kept`` as the picture its own bytes say it is, under that type and no other; nothing in it may run or load.

    Raises a hidden NotAllowed when there is none, or when it is no picture a browser may be shown.
    """
    kind = pictures.kind_of(bytes(kept.content)) if kept is not None and kept.content else ""
    if kept is None or not kind:
        raise NotAllowed("", hidden=True)
    response = HttpResponse(bytes(kept.content), content_type=kind)
    response["Content-Disposition"] = content_disposition_header(False, kept.name) or "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def as_download(kept: Attachment | None) -> HttpResponse:
    """``kept`` as a download that no browser opens by itself. Raises a hidden NotAllowed when there is none."""
    if kept is None:
        raise NotAllowed("", hidden=True)
    if not kept.content:
        raise Refused(f"This file is no longer kept: {kept.name}.")
    response = HttpResponse(bytes(kept.content), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, kept.name) or "attachment"
    return response


def of_department(model: type[M], by: Actor, pk: int) -> M:
    """The row ``pk`` of ``model`` in the actor's department. Raises a hidden NotAllowed for any other."""
    found = model._default_manager.filter(pk=pk, department_id=by.department_id).first()
    if found is None:
        raise NotAllowed("", hidden=True)
    return found
