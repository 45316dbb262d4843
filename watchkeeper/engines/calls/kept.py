"""Whether a promise was kept: somebody was there within the worst case told first of all, to the second."""

from __future__ import annotations

from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from watchkeeper.engines.calls.models import Quote, Requester


def with_first(askers: QuerySet[Requester]) -> QuerySet[Requester]:
    """``askers``, each with the worst case it was told first as ``first_worst_s``. No query more."""
    told = Quote.objects.filter(requester=OuterRef("pk")).order_by("at", "pk")
    return askers.annotate(first_worst_s=Subquery(told.values("worst_s")[:1]))


def first_worst_s(asker: Requester) -> int | None:
    """The worst case, in seconds from asking, that ``asker`` (of :func:`with_first`) was told first; None for none."""
    first: int | None = vars(asker)["first_worst_s"]  # annotated, no column of the table
    return asker.quote_worst_s if first is None else first


def late_s(asked_at: datetime, there_at: datetime | None, worst_s: int | None) -> float | None:
    """Seconds by which ``worst_s``, told first, was missed, zero or less when it was kept.

    None while nobody was there, and where nothing was promised.
    """
    if there_at is None or worst_s is None:
        return None
    return (there_at - asked_at).total_seconds() - worst_s
