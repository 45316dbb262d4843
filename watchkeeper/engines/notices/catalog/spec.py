"""What a tip that comes with the house says."""

from __future__ import annotations

from dataclasses import dataclass

from watchkeeper.core.services.kinds import EVERYWHERE
from watchkeeper.engines.notices.states import TipTopic


@dataclass(frozen=True, kw_only=True)
class TipSpec:
    """One tip. ``services`` are those it is shown with; of a text each line is one piece of advice."""

    key: str
    topic: TipTopic
    title: str
    title_es: str
    body: str
    body_es: str
    services: tuple[str, ...] = ()
    owes: tuple[str, ...] = ()
    offered_in: frozenset[str] = EVERYWHERE
