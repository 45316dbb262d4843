"""Every service the public may ask for, grouped by what it is about, and found by its words in every language."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from watchkeeper.core.services.kinds import Topic
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import enrollable
from watchkeeper.engines.calls.enrollable import Session
from watchkeeper.surfaces.portal import promised, waiting
from watchkeeper.surfaces.portal.progress import Bar
from watchkeeper.surfaces.portal.promised import Answer
from watchkeeper.surfaces.portal.visits import Visit

LONGEST_SEARCH = 100
# In the order of the page: key, heading, topics, icon.
GROUPS: tuple[tuple[str, str | Promise, tuple[Topic, ...], str], ...] = (
    ("now", _("Right now"), (Topic.WALK, Topic.PRESENCE), "hand"),
    ("report", _("Report something"), (Topic.REPORT, Topic.EMERGENCY), "message"),
    ("learn", _("Learn"), (Topic.LEARN,), "book"),
    ("prevent", _("Keep a place safe"), (Topic.PREVENT,), "shield"),
    ("event", _("Events and pictures"), (Topic.EVENT,), "calendar"),
    ("office", _("At our office"), (Topic.OFFICE,), "badge"),
)


@dataclass(frozen=True)
class Offer:
    """One service on the page, with what can be said about when: a wait, a session, or a promised answer."""

    service: Service
    now: Bar | None
    answer: Answer | None
    session: Session | None
    icon: str


@dataclass(frozen=True)
class Group:
    """Services that are about the same; never empty."""

    key: str
    name: str | Promise
    offers: tuple[Offer, ...]


def groups(here: Visit, search: str) -> list[Group]:
    """What the department visited offers in public and ``search`` finds ("" finds everything), in groups."""
    words = plain(search).split()
    found = [service for service in here.offered if all(word in _said(service) for word in words)]
    sessions = _first_sessions(here, found)
    return [
        Group(key, name, tuple(_offer(here, one, icon, sessions) for one in found if one.topic in topics))
        for key, name, topics, icon in GROUPS
        if any(one.topic in topics for one in found)
    ]


def sessions_of(here: Visit, service: Service) -> list[Session]:
    """The sessions of ``service`` to come that anybody may enroll in, soonest first."""
    is_course = service.booked is not None and service.booked.seats > 0
    return enrollable.coming(here.department.pk, [service.key]) if is_course else []


def _offer(here: Visit, service: Service, icon: str, sessions: Mapping[str, Session]) -> Offer:
    return Offer(
        service=service,
        now=None if service.topic is Topic.REPORT else waiting.expected(here, service),
        answer=promised.promise_of(here, service),
        session=sessions.get(service.key),
        icon="walk" if service.topic is Topic.WALK else icon,
    )


def _first_sessions(here: Visit, services: list[Service]) -> dict[str, Session]:
    """The next session of each course that has one (one query)."""
    courses = [service.key for service in services if service.booked is not None and service.booked.seats]
    coming = enrollable.coming(here.department.pk, courses) if courses else []
    return {one.call.service: one for one in reversed(coming)}


def _said(service: Service) -> str:
    """Everything a service is called, in every language offered, as it is searched."""
    lines = [service.key.replace("_", " "), *service.short]
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            lines += [str(words) for words in (service.name, service.label, service.invite, service.about)]
    return plain("\n".join(lines))


def plain(text: str) -> str:
    """``text`` without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
