"""Everything that can be done to a call, a unit or the desk's papers: the only way any of it changes."""

from watchkeeper.engines.calls.actions.crews import (
    add_unit,
    answer_welfare,
    edit_unit,
    in_service,
    log_off,
    log_on,
    out_of_service,
    place_unit,
    press_emergency,
    release_emergency,
    set_mode,
)
from watchkeeper.engines.calls.actions.desk import (
    attach,
    end_bolo,
    hold,
    note,
    post_bolo,
    prioritize,
    radio,
    read_message,
    resume,
    save_draft,
    send_message,
    update_call,
)
from watchkeeper.engines.calls.actions.dispatch import assign, put_back, reserve, stack
from watchkeeper.engines.calls.actions.endings import (
    cancel_call,
    cancel_request,
    close,
    gone_on_arrival,
    hand_off,
    merge,
    reopen,
    split,
)
from watchkeeper.engines.calls.actions.fixes import purge_fixes
from watchkeeper.engines.calls.actions.intake import add_requester, arrived_safe, log_call, open_call
from watchkeeper.engines.calls.actions.moves import clear, clear_all, correct_time, keep_refused_stamp, move
from watchkeeper.engines.calls.actions.own import start_own
from watchkeeper.engines.calls.actions.seating import take_seat
from watchkeeper.engines.calls.actions.undo import undo
from watchkeeper.engines.calls.actions.went import say_how_it_went

__all__ = [
    "add_requester",
    "add_unit",
    "answer_welfare",
    "arrived_safe",
    "assign",
    "attach",
    "cancel_call",
    "cancel_request",
    "clear",
    "clear_all",
    "close",
    "correct_time",
    "edit_unit",
    "end_bolo",
    "gone_on_arrival",
    "hand_off",
    "hold",
    "in_service",
    "keep_refused_stamp",
    "log_call",
    "log_off",
    "log_on",
    "merge",
    "move",
    "note",
    "open_call",
    "out_of_service",
    "place_unit",
    "post_bolo",
    "press_emergency",
    "prioritize",
    "purge_fixes",
    "put_back",
    "radio",
    "read_message",
    "release_emergency",
    "reopen",
    "reserve",
    "resume",
    "save_draft",
    "say_how_it_went",
    "send_message",
    "set_mode",
    "split",
    "stack",
    "start_own",
    "take_seat",
    "undo",
    "update_call",
]
