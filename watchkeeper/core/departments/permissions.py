"""Every permission and every role, on one page."""

from __future__ import annotations

from enum import StrEnum

from watchkeeper.core.departments.levels import Level


class Permission(StrEnum):
    """What an actor may do, ``resource:verb``, alphabetical."""

    ACCOUNT_MANAGE = "account:manage"
    AUDIT_READ = "audit:read"
    BOARD_READ = "board:read"
    BOLO_WRITE = "bolo:write"
    CALL_ASSIGN = "call:assign"
    CALL_BOOK = "call:book"
    CALL_CLEAR = "call:clear"
    CALL_CLOSE = "call:close"
    CALL_CORRECT = "call:correct"
    CALL_MERGE = "call:merge"
    CALL_NOTE = "call:note"
    CALL_OPEN = "call:open"
    CALL_PRIORITIZE = "call:prioritize"
    CALL_PURGE = "call:purge"
    CALL_READ = "call:read"
    CALL_REOPEN = "call:reopen"
    CAUTION_WRITE = "caution:write"
    CLOSURE_WRITE = "closure:write"
    COMPLAINT_REVIEW = "complaint:review"
    DUTY_MANAGE = "duty:manage"
    DUTY_SELF = "duty:self"
    EMERGENCY_PRESS = "emergency:press"
    EMERGENCY_RELEASE = "emergency:release"
    EXPORT_READ = "export:read"
    FEEDBACK_GIVE = "feedback:give"
    FEEDBACK_READ = "feedback:read"
    FEEDBACK_WRITE = "feedback:write"
    FINDING_WRITE = "finding:write"
    HANDOVER_SIGN = "handover:sign"
    JOURNAL_VERIFY = "journal:verify"
    MEASURE_READ = "measure:read"
    MESSAGE_SEND = "message:send"
    PLACE_MANAGE = "place:manage"
    POLICY_WRITE = "policy:write"
    QUALIFICATION_WRITE = "qualification:write"
    ROSTER_MANAGE = "roster:manage"
    RUN_READ = "run:read"
    RUN_REVIEW = "run:review"
    RUN_WRITE = "run:write"
    SERVICE_WRITE = "service:write"
    TIP_WRITE = "tip:write"
    TOKEN_MANAGE = "token:manage"
    UNIT_MANAGE = "unit:manage"
    UNIT_MOVE = "unit:move"
    UNIT_MOVE_OWN = "unit:move_own"


class Role(StrEnum):
    """A job in the department; an account holds one or more."""

    DISPATCHER = "dispatcher"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    RECORDS_CLERK = "records_clerk"
    INVESTIGATOR = "investigator"
    PLANNER = "planner"
    TECHNICIAN = "technician"
    COORDINATOR = "coordinator"
    DIRECTOR = "director"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


P = Permission

_READS = {P.BOARD_READ, P.CALL_READ, P.MEASURE_READ, P.RUN_READ}
_FEEDBACK = {P.FEEDBACK_GIVE, P.FEEDBACK_READ, P.FEEDBACK_WRITE}
_RUNS = {P.FINDING_WRITE, P.RUN_READ, P.RUN_WRITE}
_DESK = _READS | {
    P.FINDING_WRITE,
    P.RUN_WRITE,
    P.BOLO_WRITE,
    P.CALL_ASSIGN,
    P.CALL_BOOK,
    P.CALL_CLEAR,
    P.CALL_CLOSE,
    P.CALL_CORRECT,
    P.CALL_MERGE,
    P.CALL_NOTE,
    P.CALL_OPEN,
    P.CALL_PRIORITIZE,
    P.CALL_REOPEN,
    P.CAUTION_WRITE,
    P.CLOSURE_WRITE,
    P.DUTY_MANAGE,
    P.DUTY_SELF,
    P.EMERGENCY_PRESS,
    P.EMERGENCY_RELEASE,
    P.HANDOVER_SIGN,
    P.MESSAGE_SEND,
    P.UNIT_MOVE,
    P.UNIT_MOVE_OWN,
}

GRANTED: dict[Role, frozenset[Permission]] = {
    Role.DISPATCHER: frozenset(_DESK),
    Role.OFFICER: frozenset(
        _READS | _RUNS | {P.CALL_NOTE, P.CALL_OPEN, P.DUTY_SELF, P.EMERGENCY_PRESS, P.MESSAGE_SEND, P.UNIT_MOVE_OWN}
    ),
    Role.SUPERVISOR: frozenset(
        _DESK
        | _FEEDBACK
        | {P.EXPORT_READ, P.TIP_WRITE, P.QUALIFICATION_WRITE, P.ROSTER_MANAGE, P.RUN_REVIEW, P.UNIT_MANAGE}
    ),
    Role.RECORDS_CLERK: frozenset(_READS | {P.CALL_BOOK, P.CALL_CORRECT, P.CALL_NOTE, P.CALL_OPEN, P.EXPORT_READ}),
    Role.INVESTIGATOR: frozenset(_READS | {P.CALL_NOTE, P.COMPLAINT_REVIEW}),
    Role.PLANNER: frozenset(_READS | _RUNS | {P.RUN_REVIEW, P.CALL_BOOK, P.CALL_NOTE, P.CALL_OPEN}),
    Role.TECHNICIAN: frozenset(_RUNS | {P.BOARD_READ, P.CALL_BOOK, P.CALL_NOTE, P.CALL_OPEN, P.CALL_READ}),
    Role.COORDINATOR: frozenset(
        _READS
        | _RUNS
        | _FEEDBACK
        | {
            P.TIP_WRITE,
            P.CALL_BOOK,
            P.CALL_NOTE,
            P.CALL_OPEN,
            P.QUALIFICATION_WRITE,
            P.RUN_REVIEW,
            P.SERVICE_WRITE,
        }
    ),
    Role.DIRECTOR: frozenset(
        _READS
        | _FEEDBACK
        | {P.COMPLAINT_REVIEW, P.TIP_WRITE, P.AUDIT_READ, P.CALL_PURGE, P.EXPORT_READ, P.POLICY_WRITE, P.SERVICE_WRITE}
    ),
    Role.AUDITOR: frozenset(_READS | {P.FEEDBACK_READ, P.AUDIT_READ, P.EXPORT_READ, P.JOURNAL_VERIFY}),
    Role.ADMINISTRATOR: frozenset(
        {P.ACCOUNT_MANAGE, P.BOARD_READ, P.PLACE_MANAGE, P.POLICY_WRITE, P.SERVICE_WRITE, P.TOKEN_MANAGE, P.UNIT_MANAGE}
    ),
}

# The highest level a role sees by clearance; L3 and L4 are by name only.
CLEARED_TO: dict[Role, Level] = {
    Role.DISPATCHER: Level.L2,
    Role.OFFICER: Level.L2,
    Role.SUPERVISOR: Level.L2,
    Role.RECORDS_CLERK: Level.L2,
    Role.INVESTIGATOR: Level.L2,
    Role.PLANNER: Level.L1,
    Role.TECHNICIAN: Level.L1,
    Role.COORDINATOR: Level.L1,
    Role.DIRECTOR: Level.L2,
    Role.AUDITOR: Level.L2,
    Role.ADMINISTRATOR: Level.L1,
}
