"""The tips as the public reads them: by topic, found by their words in every language, and beside their service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from watchkeeper.engines.notices import library
from watchkeeper.engines.notices.library import Shown
from watchkeeper.engines.notices.states import TipTopic
from watchkeeper.kit.errors import NotAllowed
from watchkeeper.surfaces.portal.directory import plain
from watchkeeper.surfaces.portal.feedback import spoken
from watchkeeper.surfaces.portal.visits import Visit

TOPICS: tuple[tuple[str, str | Promise], ...] = (
    (TipTopic.EMERGENCY.value, _("In an emergency")),
    (TipTopic.WALKING.value, _("On your way")),
    (TipTopic.CAMPUS.value, _("Living here")),
    (TipTopic.WORK.value, _("At work")),
    (TipTopic.BELONGINGS.value, _("What is yours")),
)


@dataclass(frozen=True)
class Tip:
    """One tip in the reader's language."""

    key: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Tips that are about the same; never empty."""

    key: str
    name: str | Promise
    tips: tuple[Tip, ...]


def groups(here: Visit, search: str) -> list[Group]:
    """The tips of the department visited that ``search`` finds ("" finds all), in groups. One query."""
    words = plain(search).split()
    found = [tip for tip in library.shown(here.department) if all(word in _said(tip) for word in words)]
    return [
        Group(key, name, tuple(_read(tip) for tip in found if tip.topic == key))
        for key, name in TOPICS
        if any(tip.topic == key for tip in found)
    ]


def sheet(here: Visit, key: str) -> dict[str, Any]:
    """What the printed sheet of the tip ``key`` says, in both languages. Raises a hidden NotAllowed for none here."""
    tip = next((one for one in library.shown(here.department) if one.key == key), None)
    if tip is None:
        raise NotAllowed("", hidden=True)
    halves = [{"lang": code, "title": tip.title(code), "lines": tip.lines(code)} for code, _name in settings.LANGUAGES]
    line = here.line
    number = line.number if line else ""
    return {"title": tip.title("en"), "halves": halves, "number": number, "department": here.department.name}


def beside(here: Visit, service: str) -> list[Tip]:
    """The tips that go with a service. One query."""
    return [_read(tip) for tip in library.shown(here.department, service)]


def _read(tip: Shown) -> Tip:
    return Tip(tip.key, tip.title(spoken()), tuple(tip.lines(spoken())))


def _said(tip: Shown) -> str:
    return plain("\n".join(" ".join((tip.title(code), *tip.lines(code))) for code, _name in settings.LANGUAGES))
