"""What a rule of forgetting reaches, what stands where something was, and what is still held."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.services.spec import Purge, Service
from watchkeeper.engines.calls.models import Attachment, Note
from watchkeeper.kit import clock

MARK = "[purged on "


def reach(spec: Service, rule: Purge) -> frozenset[str]:
    """The columns of a call that ``rule`` reaches; empty when it is an answer kept with the others."""
    ask = spec.ask(rule.what)
    fills = ask.fills if ask else ""
    return frozenset({fills} if fills else ())


def purged_today(department_id: int) -> str:
    """What stands where text was: "[purged on 2026-05-31]", the department's date."""
    return f"{MARK}{clock.now().astimezone(zone_of(department_id)):%Y-%m-%d}]"


def flag(rule: Purge) -> str:
    """What a call carries once ``rule`` was carried out on it."""
    return f"purged:{rule.what}"


def held_notes(keys: Sequence[int]) -> QuerySet[Note]:
    """The notes on calls that still say something."""
    return Note.objects.filter(call_id__in=keys).exclude(text__startswith=MARK)


def held_files(keys: Sequence[int]) -> QuerySet[Attachment]:
    """The files on calls that still hold something."""
    return Attachment.objects.filter(~Q(name__startswith=MARK), call_id__in=keys)
