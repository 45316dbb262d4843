from __future__ import annotations

from datetime import timedelta

import pytest

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.journal import journal, sealer
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.journal.verify import verify
from watchkeeper.core.places import cautions
from watchkeeper.core.places.actions import add_caution, end_caution, forget_cautions
from watchkeeper.core.places.models import Area, Caution, Site
from watchkeeper.core.places.tests.said import last
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused


@pytest.fixture
def caution(campus: Site, dispatcher: Actor) -> Caution:
    lobby = Area.objects.get(key="lobby")
    tomorrow = clock.now() + timedelta(days=1)
    return add_caution(f"area:{lobby.pk}", by=dispatcher, text="Stair dark", source="facilities", expires=tomorrow)


def test_an_ended_caution_is_gone(caution: Caution, dispatcher: Actor) -> None:
    ended = end_caution(caution, by=dispatcher, reason="lamp replaced")
    assert ended.ended_by == dispatcher.key
    assert cautions.near(caution.ref, caution.department_id) == []
    assert last()[2] == "ended the caution on Alder lobby: lamp replaced"


def test_ending_twice_is_refused(caution: Caution, dispatcher: Actor) -> None:
    end_caution(caution, by=dispatcher, reason="lamp replaced")
    with pytest.raises(Refused):
        end_caution(caution, by=dispatcher, reason="lamp replaced")


def test_a_reason_is_asked_for(caution: Caution, dispatcher: Actor) -> None:
    with pytest.raises(Invalid):
        end_caution(caution, by=dispatcher, reason="")


def test_strangers_cannot_end_it(caution: Caution, officer: Actor, stranger: Actor) -> None:
    for who in (officer, stranger):
        with pytest.raises(NotAllowed):
            end_caution(caution, by=who, reason="x")


def test_the_words_of_a_caution_are_destroyed_long_after_its_end(
    campus: Site, dispatcher: Actor, house: Actor, stepped: SteppedClock
) -> None:
    ref = f"area:{Area.objects.get(key='lobby').pk}"
    for text in ("Someone shouts", "Stair dark"):
        add_caution(ref, by=dispatcher, text=text, source="ward", expires=clock.now() + timedelta(days=10))
    ended, other = Caution.objects.order_by("pk")
    end_caution(ended, by=dispatcher, reason="Someone went home")
    assert "Someone" not in "".join(Entry.objects.values_list("data", flat=True))
    with pytest.raises(Refused):
        forget_cautions([ended], by=house)
    assert cautions.to_forget() == []
    stepped.advance(cautions.KEPT)
    assert cautions.to_forget() == [ended]

    assert forget_cautions([ended], by=house) == 3

    ended.refresh_from_db()
    assert (ended.text, ended.source) == ("", "")
    said = journal.sentences(Entry.objects.filter(verb="caution.added").order_by("id"))
    assert said[0].endswith("Alder lobby: [purged on 2026-05-31]")
    assert said[1].endswith("Alder lobby: Stair dark")
    assert cautions.to_forget() == []
    sealer.seal()
    assert verify().ok
    stepped.advance(timedelta(days=10))
    assert cautions.to_forget() == [other]
