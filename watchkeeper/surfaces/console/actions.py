"""A line of the desk as one action: all it does is one transaction, and a double submit does it once."""

from __future__ import annotations

from typing import Any

from watchkeeper.core.journal.action import action
from watchkeeper.core.journal.client_ids import once
from watchkeeper.core.people.actor import Actor
from watchkeeper.surfaces.console.command.parsed import Parsed
from watchkeeper.surfaces.console.command.run import run
from watchkeeper.surfaces.console.command.targets import Desk


@action
def run_line(parsed: Parsed, *, by: Actor, desk: Desk) -> dict[str, Any]:
    """Do what the line says, once per client id. The actions it calls check the actor's permissions and journal.

    Raises Invalid when the line is incomplete, Refused, NotAllowed.
    """
    given = {"line": parsed.line, "send": parsed.args.get("send"), "call": parsed.args.get("call")}
    return once(by, desk.client_id, given, lambda: run(parsed, desk).as_data())
