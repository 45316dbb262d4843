"""Everything that can be done about people. Each takes ``by``, is atomic, and leaves a journal entry."""

from __future__ import annotations

from watchkeeper.core.people.actions.accounts import (
    edit_account,
    grant_role,
    lock_account,
    open_account,
    remove_factors,
    revoke_role,
    set_password,
    unlock_account,
)
from watchkeeper.core.people.actions.consoles import Registered, edit_console, register_console, retire_console
from watchkeeper.core.people.actions.duty import change_mode, end_duty, start_duty
from watchkeeper.core.people.actions.handover import build_handover, sign_handover, take_over
from watchkeeper.core.people.actions.people import add_person, edit_person
from watchkeeper.core.people.actions.preferences import set_preference, share_position
from watchkeeper.core.people.actions.qualifications import disqualify, qualify
from watchkeeper.core.people.actions.roster import add_center, cancel_shift, fill_shift, plan_shift
from watchkeeper.core.people.actions.sign_in import (
    change_factors,
    end_session,
    end_sessions,
    lock_session,
    refuse_sign_in,
    sign_in,
    sign_out,
    unlock_session,
)
from watchkeeper.core.people.actions.tokens import Issued, issue_token, note_token_use, revoke_token

__all__ = [
    "Issued",
    "Registered",
    "add_center",
    "add_person",
    "build_handover",
    "cancel_shift",
    "change_factors",
    "change_mode",
    "disqualify",
    "edit_account",
    "edit_console",
    "edit_person",
    "end_duty",
    "end_session",
    "end_sessions",
    "fill_shift",
    "grant_role",
    "issue_token",
    "lock_account",
    "lock_session",
    "note_token_use",
    "open_account",
    "plan_shift",
    "qualify",
    "refuse_sign_in",
    "register_console",
    "remove_factors",
    "retire_console",
    "revoke_role",
    "revoke_token",
    "set_password",
    "set_preference",
    "share_position",
    "sign_handover",
    "sign_in",
    "sign_out",
    "start_duty",
    "take_over",
    "unlock_account",
    "unlock_session",
]
