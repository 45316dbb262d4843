"""Everything that can be done to runs and findings: the only way any of it changes."""

from watchkeeper.engines.playbooks.actions.findings import accept, decline, fix, pass_finding, raise_finding, verify
from watchkeeper.engines.playbooks.actions.planning import draw_patrols, plan_due
from watchkeeper.engines.playbooks.actions.runs import (
    abandon,
    begin,
    complete,
    pass_step,
    pass_window,
    pause,
    record,
    resume,
    review,
    schedule_run,
    start_run,
)

__all__ = [
    "abandon",
    "accept",
    "begin",
    "complete",
    "decline",
    "draw_patrols",
    "fix",
    "pass_finding",
    "pass_step",
    "pass_window",
    "pause",
    "plan_due",
    "raise_finding",
    "record",
    "resume",
    "review",
    "schedule_run",
    "start_run",
    "verify",
]
