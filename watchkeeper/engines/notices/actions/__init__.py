"""Everything that can be done to feedback and tips: the only way any of it changes."""

from watchkeeper.engines.notices.actions.answering import acknowledge, answer, assign, close, publish, withdraw
from watchkeeper.engines.notices.actions.asking import receive, say_how_it_went, write_on
from watchkeeper.engines.notices.actions.conduct import decide, exclude, move_outside, report_to_post
from watchkeeper.engines.notices.actions.purging import forget_askers
from watchkeeper.engines.notices.actions.tips import draft_tip, edit_tip, publish_tip, retire_tip, review_tip

__all__ = [
    "acknowledge",
    "answer",
    "assign",
    "close",
    "decide",
    "draft_tip",
    "edit_tip",
    "exclude",
    "forget_askers",
    "move_outside",
    "publish",
    "publish_tip",
    "receive",
    "report_to_post",
    "retire_tip",
    "review_tip",
    "say_how_it_went",
    "withdraw",
    "write_on",
]
