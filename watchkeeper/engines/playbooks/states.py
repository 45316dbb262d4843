"""The states of a run, its steps, and what it found."""

from __future__ import annotations

from enum import StrEnum


class RunStatus(StrEnum):
    """How far a run is."""

    SCHEDULED = "scheduled"
    STARTED = "started"
    PAUSED = "paused"
    COMPLETED = "completed"
    ABANDONED = "abandoned"
    REVIEWED = "reviewed"


class StepStatus(StrEnum):
    """What became of one step of a run."""

    TO_DO = "to_do"
    DONE = "done"
    FAILED = "failed"
    MISSED = "missed"
    NOT_APPLICABLE = "not_applicable"


class FindingStatus(StrEnum):
    """How far a finding is; it closes only verified, or declined with a reason and an owner."""

    FOUND = "found"
    ACCEPTED = "accepted"
    FIXED = "fixed"
    VERIFIED = "verified"
    DECLINED = "declined"


RUNNING = (RunStatus.SCHEDULED, RunStatus.STARTED, RunStatus.PAUSED)
UNDER_WAY = (RunStatus.STARTED, RunStatus.PAUSED)
UNSETTLED = (FindingStatus.FOUND, FindingStatus.ACCEPTED, FindingStatus.FIXED)
