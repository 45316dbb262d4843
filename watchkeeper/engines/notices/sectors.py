"""Whether every part of the community is served alike: what each says of the answers it got, and how sure a gap is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import comb
from typing import Any

from django.db.models import Count, Q

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services.kinds import Went
from watchkeeper.engines.notices.models import Feedback
from watchkeeper.engines.notices.states import FeedbackStatus, Sector

SURE = 0.05  # a gap is told when chance alone would make as large a one less often (services.md, row S138)


@dataclass(frozen=True)
class Share:
    """One part of the community since a day: how many wrote, were closed, said how it went, and well.

    ``chance`` is how often chance alone would set it apart from the others as far (0 to 1; 1 where nothing is known).
    """

    sector: str
    wrote: int
    closed: int
    said: int
    well: int
    chance: float

    @property
    def is_gap(self) -> bool:
        """Whether it is served otherwise than the others, and hardly by chance."""
        return self.chance < SURE


def shares(by: Actor, since: datetime) -> list[Share]:
    """Each part that wrote since then, as ``by`` may know; what lies outside the chain is not counted. One query."""
    rows = Feedback.objects.visible_to(by).filter(received_at__gte=since, level__lte=Level.L1).exclude(sector="")
    counted = rows.order_by().values("sector").annotate(
        wrote=Count("pk"),
        closed=Count("pk", filter=Q(status=FeedbackStatus.CLOSED)),
        said=Count("pk", filter=~Q(went="")),
        well=Count("pk", filter=Q(went__in=(Went.WELL, Went.ALL_RIGHT))),
    )  # fmt: skip
    found = {one["sector"]: one for one in counted}
    said, well = (sum(one[name] for one in found.values()) for name in ("said", "well"))
    return [_share(found[sector], said, well) for sector in Sector if sector in found]


def _share(row: Mapping[str, Any], said: int, well: int) -> Share:
    mine, happy = int(row["said"]), int(row["well"])
    chance = by_chance(happy, mine - happy, well - happy, said - mine - (well - happy))
    return Share(str(row["sector"]), int(row["wrote"]), int(row["closed"]), mine, happy, chance)


def by_chance(a: int, b: int, c: int, d: int) -> float:
    """Fisher's exact test, two-sided: how often chance alone gives a table as unlike as ((a, b), (c, d)), or more."""
    mine, others, good = a + b, c + d, a + c
    if not mine or not others:
        return 1.0
    whole = comb(mine + others, good)
    each = [
        comb(mine, k) * comb(others, good - k)
        for k in range(max(0, good - others), min(mine, good) + 1)
    ]  # fmt: skip
    seen = comb(mine, a) * comb(others, good - a)
    return sum(one for one in each if one <= seen) / whole
