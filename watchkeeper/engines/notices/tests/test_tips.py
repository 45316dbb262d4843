"""Tips: written in two languages or not shown, every version kept, a department's own before those of the house."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_coordinator, a_department, an_officer
from watchkeeper.engines.notices import actions, exceptions, library
from watchkeeper.engines.notices.catalog import TIPS
from watchkeeper.engines.notices.models import Tip
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db
ENGLISH = {
    "topic": "walking",
    "title": "Walk together",
    "body": "Ask a colleague.\nAsk us.",
    "services": ["security_escort"],
}
SPANISH = {"title_es": "Caminen en grupo", "body_es": "Pregunte a un colega.\nLlámenos."}


def titles(service: str = "", language: str = "en") -> list[str]:
    return [tip.title(language) for tip in library.shown(a_department(), service)]


def test_a_new_department_has_the_tips_of_its_kind(db: None) -> None:
    assert "Walking at night" in titles("security_escort")
    assert "Caminar de noche" in titles("security_escort", "es")
    assert "Living on an urban campus" not in titles()
    campus = {tip.key for tip in library.shown(a_department("college", "campus"))}
    assert campus == {tip.key for tip in TIPS}


def test_a_departments_own_stands_in_its_stead_once_published(stepped: SteppedClock) -> None:
    editor = a_coordinator()
    tip = actions.draft_tip(by=editor, key="walking-at-night", **ENGLISH)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="a title in Spanish and a text in Spanish"):
        actions.publish_tip(tip, by=editor)
    actions.edit_tip(tip, by=editor, **ENGLISH, **SPANISH)  # type: ignore[arg-type]
    assert "Walking at night" in titles()
    actions.publish_tip(tip, by=editor)
    assert "Walking at night" not in titles()
    assert "Caminen en grupo" in titles("security_escort", "es")
    actions.edit_tip(tip, by=editor, **(ENGLISH | {"title": "Walk in threes"}), **SPANISH)  # type: ignore[arg-type]
    assert "Walk together" in titles()
    with pytest.raises(Invalid):
        actions.retire_tip(tip, by=editor, reason=" ")
    actions.retire_tip(tip, by=editor, reason="No longer true")
    assert not {"Walk together", "Walking at night"} & set(titles())
    actions.publish_tip(tip, by=editor)
    assert "Walk in threes" in titles()
    assert [(one.number, one.published_at is not None) for one in tip.versions.all()] == [
        (1, False),
        (2, True),
        (3, True),
    ]


def test_a_tip_that_nobody_looked_at_for_a_year_is_an_exception(stepped: SteppedClock) -> None:
    editor = a_coordinator()
    tip = actions.draft_tip(by=editor, key="own", **ENGLISH, **SPANISH)  # type: ignore[arg-type]
    actions.publish_tip(tip, by=editor)
    stepped.advance(timedelta(days=366))
    assert [item.subject for item in exceptions.groups(editor)[3].items] == [tip.subject]
    actions.review_tip(tip, by=editor)
    assert exceptions.groups(editor)[3].items == ()


def test_only_an_editor_writes_and_what_cannot_be_is_refused(stepped: SteppedClock) -> None:
    with pytest.raises(NotAllowed):
        actions.draft_tip(by=an_officer(), key="own", **ENGLISH)  # type: ignore[arg-type]
    for wrong in ({"key": "Not a key"}, {"topic": "gossip"}, {"body": " "}):
        with pytest.raises(Invalid):
            actions.draft_tip(by=a_coordinator(), **({"key": "own"} | ENGLISH | wrong))  # type: ignore[arg-type]
    assert not Tip.objects.exists()
    tip = actions.draft_tip(by=a_coordinator(), key="own", **ENGLISH)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        actions.retire_tip(tip, by=a_coordinator(a_department("elsewhere")), reason="x")
