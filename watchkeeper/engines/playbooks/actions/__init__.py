"""Everything that can be done to runs and findings: the only way any of it changes."""

from watchkeeper.engines.playbooks.actions.findings import accept, decline, fix, pass_finding, raise_finding, verify
from watchkeeper.engines.playbooks.actions.merging import (
    complete_late,
    log_patrol,
    pause_late,
    resume_late,
    take_up,
)
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
    stand_down,
    start_run,
)
from watchkeeper.engines.playbooks.actions.tags import answer_repeat, pass_telling, tag, tell

__all__ = [
    "abandon",
    "accept",
    "answer_repeat",
    "begin",
    "complete",
    "complete_late",
    "decline",
    "draw_patrols",
    "fix",
    "log_patrol",
    "pass_finding",
    "pass_step",
    "pass_telling",
    "pass_window",
    "pause",
    "pause_late",
    "plan_due",
    "raise_finding",
    "record",
    "resume",
    "resume_late",
    "review",
    "schedule_run",
    "stand_down",
    "start_run",
    "tag",
    "take_up",
    "tell",
    "verify",
]
