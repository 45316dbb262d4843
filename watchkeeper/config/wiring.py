"""Who answers what: renderers of the board, timers, followers, the verbs between engines; what follows what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from watchkeeper.core import verbs
from watchkeeper.core.journal import exceptions
from watchkeeper.core.journal.feed import Follow, Renderer, TimerHandler
from watchkeeper.core.people import exceptions as people_exceptions
from watchkeeper.core.people import handover, panels
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.panels import Panel
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places import exceptions as places_exceptions
from watchkeeper.core.places import purging as cautions_purging
from watchkeeper.engines.calls import clocks, exceptions_booked, fixes, following, handing_over, purging, raised
from watchkeeper.engines.calls import exceptions as calls_exceptions
from watchkeeper.engines.calls.board import RENDERERS as CALL_RENDERERS
from watchkeeper.engines.calls.people_named import people_named
from watchkeeper.engines.notices import exceptions as notices_exceptions
from watchkeeper.engines.notices import purging as feedback_purging
from watchkeeper.engines.playbooks import answering
from watchkeeper.engines.playbooks import clocks as playbooks_clocks
from watchkeeper.engines.playbooks import exceptions as playbooks_exceptions
from watchkeeper.engines.playbooks import following as playbooks_following

# Who renders which subjects of the board.
RENDERERS: Sequence[Renderer] = CALL_RENDERERS

# Who must hear of a change to something only named people may see: prefix → the people's keys.
NAMED: Mapping[str, Callable[[int], set[int]]] = {"call": people_named}

# What is asked when a promise's time has come.
TIMERS: Mapping[str, TimerHandler] = {**clocks.TIMERS, **playbooks_clocks.TIMERS}

# What follows what, after commit, from the journal.
FOLLOWS: Mapping[str, Follow] = {
    "send_next_stacked": Follow(
        verbs=following.FREEING, run=following.send_next_stacked, concerning=following.with_stacked
    ),
    "open_repeated_findings": Follow(
        verbs=playbooks_following.OPENING, run=playbooks_following.open_repeat, concerning=playbooks_following.repeating
    ),
    "start_plan": Follow(verbs=following.NAMING, run=following.start_plan, concerning=following.with_plan),
    "stand_down_card": Follow(
        verbs=playbooks_following.ENDED,
        run=playbooks_following.stand_down_card,
        concerning=playbooks_following.with_card,
    ),
    "give_up_second_card": Follow(verbs=playbooks_following.MERGED, run=playbooks_following.give_up_second_card),
}

# What engines add to a subject's page, by its kind: fragments fetched by address, drawn under its own facts.
PANELS: Mapping[str, Sequence[Panel]] = {
    "call": (Panel("Code card", "/console/calls/{key}/card/", Permission.RUN_READ, only="plan", every_s=10),),
}


def purge_step(actor_of: Callable[[int, str], Actor]) -> int | None:
    """Forget some of what was kept long enough; the worker takes step after step every hour, until nothing is left."""
    done = purging.step(actor_of)
    if done is None:
        done = cautions_purging.step(actor_of)
    if done is None:
        done = feedback_purging.step(actor_of)
    return fixes.step(actor_of) if done is None else done


def bind() -> None:
    """Bind the verbs, the exceptions and the hand-over brief to who answers; called once when the house starts."""
    if not verbs.raise_call.is_bound:
        verbs.raise_call.bind(raised.raise_call)
        verbs.open_task.bind(raised.open_task)
        verbs.start_run.bind(answering.start_run)
        verbs.start_plan.bind(answering.start_plan)
    exceptions.bind(
        calls_exceptions.groups,
        exceptions_booked.groups,
        playbooks_exceptions.groups,
        notices_exceptions.groups,
        people_exceptions.groups,
        places_exceptions.groups,
        exceptions.failures,
        sight=lambda by: (calls_exceptions.sight(by), notices_exceptions.sight(by)),
    )
    handover.bind(handing_over.sections, sight=handing_over.visible)
    panels.bind(PANELS)
