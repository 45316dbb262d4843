"""How other engines reach this one: the answers to the verbs of ``core/verbs.py``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from watchkeeper.core.people.actor import Actor, system
from watchkeeper.engines.calls.actions import intake


def raise_call(
    *,
    by: Actor,
    service: str,
    place: str = "",
    place_ref: str = "",
    details: str = "",
    answers: Mapping[str, Any] | None = None,
    source: str = "",
    at: datetime | None = None,
    client_id: str = "",
) -> str:
    """Open a call for a signal and give its subject; the same ``client_id`` raises it once."""
    call = intake.open_call(
        by=by,
        service=service,
        place=place,
        place_ref=place_ref,
        details=details,
        answers=dict(answers or {}),
        door="signal",
        source=source,
        at=at,
        client_id=client_id,
    )
    return call.subject


def open_task(
    *,
    by: Actor,
    run: str,
    service: str,
    place: str = "",
    place_ref: str = "",
    details: str = "",
    at: datetime | None = None,
) -> str:
    """Open the call a run needs (a work order, somebody to send) and give its subject; the house itself opens it."""
    call = intake.open_call(
        by=system(by.department_id, run),
        service=service,
        place=place,
        place_ref=place_ref,
        details=details,
        door="signal",
        source=run,
        at=at,
    )
    return call.subject
