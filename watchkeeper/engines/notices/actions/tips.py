"""Tips: written, published, looked at again, retired. Every version stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.engines.notices.models import Tip, TipVersion
from watchkeeper.engines.notices.states import REVIEW, TipStatus, TipTopic
from watchkeeper.kit import clock, lengths
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

_KEY = re.compile(r"[a-z][a-z0-9-]{1,59}")


@action
def draft_tip(
    *,
    by: Actor,
    key: str,
    topic: str,
    title: str,
    body: str,
    title_es: str = "",
    body_es: str = "",
    services: Sequence[str] = (),
    review_at: datetime | None = None,
) -> Tip:
    """Begin a tip of the department's own with its first version; nobody in public sees it yet.

    With the ``key`` of a tip that comes with the house it will stand in its stead. Raises Invalid for a key that cannot
    be, an unknown topic or nothing in English; Refused when the department has such a tip.
    """
    by.require(Permission.TIP_WRITE)
    if not _KEY.fullmatch(key):
        raise Invalid("A key is small letters, digits and dashes.", fields={"key": ["letters, digits, dashes"]})
    if Tip.objects.filter(department_id=by.department_id, key=key).exists():
        raise Refused("There is such a tip already; write its next version.")
    tip = Tip(department_id=by.department_id, key=key, review_at=clock.now() + REVIEW)
    _place(tip, topic, services, review_at)
    tip.save()
    _version(tip, by, title, body, title_es, body_es)
    return tip


@action
def edit_tip(
    tip: Tip,
    *,
    by: Actor,
    topic: str,
    title: str,
    body: str,
    title_es: str = "",
    body_es: str = "",
    services: Sequence[str] = (),
    review_at: datetime | None = None,
) -> Tip:
    """Write the next version of a tip; what is published stays so until this one is, and what is retired
    stays retired.

    Raises Invalid for an unknown topic or nothing in English.
    """
    fresh = _locked(tip, by)
    _place(fresh, topic, services, review_at)
    fresh.save()
    _version(fresh, by, title, body, title_es, body_es)
    return fresh


@action
def publish_tip(tip: Tip, *, by: Actor) -> Tip:
    """Show the newest version in public. Raises Refused when it lacks a language, saying what, or is shown already."""
    fresh = _locked(tip, by)
    last = fresh.newest
    if last.missing:
        raise Refused(f"It cannot be published: it lacks {' and '.join(last.missing)}. Both languages are needed.")
    if fresh.status == TipStatus.PUBLISHED and fresh.published_id == last.pk:
        raise Refused("Its newest version is published.")
    now = clock.now()
    TipVersion.objects.filter(pk=last.pk).update(published_at=now, published_by=by.key)
    fresh.status, fresh.published, fresh.reason = TipStatus.PUBLISHED, last, ""
    fresh.review_at = max(fresh.review_at, now)
    fresh.save(update_fields=["status", "published", "reason", "review_at"])
    journal.write(by, "tip.published", fresh.subject, data={"number": last.number, "title": last.title})
    return fresh


@action
def retire_tip(tip: Tip, *, by: Actor, reason: str) -> Tip:
    """Take a tip from the public, and what comes with the house under its key too. Raises Invalid without a reason."""
    fresh = _locked(tip, by)
    if fresh.status == TipStatus.RETIRED:
        raise Refused("It is retired.")
    if not reason.strip():
        raise Invalid("Say why.", fields={"reason": ["missing"]})
    lengths.check(reason=(reason.strip(), Tip, "reason"))
    fresh.status, fresh.reason = TipStatus.RETIRED, reason.strip()
    fresh.save(update_fields=["status", "reason"])
    data = {"title": fresh.newest.title, "reason": fresh.reason}
    journal.write(by, "tip.retired", fresh.subject, data=data)
    return fresh


@action
def review_tip(tip: Tip, *, by: Actor, review_at: datetime | None = None) -> Tip:
    """Say that a tip still holds, until ``review_at`` (a year, when nothing is said). Raises Invalid for the past."""
    fresh = _locked(tip, by)
    until = review_at or clock.now() + REVIEW
    if until <= clock.now():
        raise Invalid("That lies in the past.", fields={"review_at": ["in the past"]})
    fresh.review_at = until
    fresh.save(update_fields=["review_at"])
    data = {"title": fresh.newest.title, "until": until.isoformat()}
    journal.write(by, "tip.reviewed", fresh.subject, data=data)
    return fresh


def _locked(tip: Tip, by: Actor) -> Tip:
    by.require(Permission.TIP_WRITE)
    fresh = Tip.objects.select_for_update().filter(pk=tip.pk, department_id=by.department_id).first()
    if fresh is None:
        raise NotAllowed("", hidden=True)
    return fresh


def _place(tip: Tip, topic: str, services: Sequence[str], review_at: datetime | None) -> None:
    if topic not in tuple(TipTopic):
        raise Invalid("There is no such topic.", fields={"topic": list(TipTopic)})
    if review_at is not None and review_at <= clock.now():
        raise Invalid("It is to be looked at again in the past.", fields={"review_at": ["in the past"]})
    tip.topic, tip.services = topic, " ".join(services)
    tip.review_at = review_at or tip.review_at
    lengths.check(services=(tip.services, Tip, "services"))


def _version(tip: Tip, by: Actor, title: str, body: str, title_es: str, body_es: str) -> None:
    texts = {"title": title, "body": body, "title_es": title_es, "body_es": body_es}
    texts = {name: text.replace("\x00", "").strip() for name, text in texts.items()}
    if missing := [name for name in ("title", "body") if not texts[name]]:
        raise Invalid("Write it in English first.", fields={name: ["missing"] for name in missing})
    lengths.check(**{name: (text, TipVersion, name) for name, text in texts.items()})
    last = tip.versions.order_by("-number").first()
    number = last.number + 1 if last else 1
    TipVersion.objects.create(tip=tip, number=number, made_at=clock.now(), made_by=by.key, **texts)
    journal.write(by, "tip.drafted", tip.subject, data={"number": number, "title": texts["title"]})
