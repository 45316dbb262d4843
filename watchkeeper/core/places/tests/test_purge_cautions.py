"""What was said in a caution is destroyed ninety days after its end, and the journal stays whole."""

from __future__ import annotations

from datetime import timedelta

import pytest

from watchkeeper.core.departments.actor import Actor, system
from watchkeeper.core.journal import sealer
from watchkeeper.core.journal.models import Entry, Personal
from watchkeeper.core.journal.verify import verify
from watchkeeper.core.places import cautions, purging
from watchkeeper.core.places.actions import add_caution, end_caution, purge_cautions
from watchkeeper.core.places.models import Area, Caution, Site
from watchkeeper.core.places.tests.said import last, said
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import NotAllowed, Refused

WORDS, KNOWER, WHY = "Jane Doe may be armed", "her sister Ann", "Jane moved away"


@pytest.fixture
def spoken(campus: Site, dispatcher: Actor, stepped: SteppedClock) -> Caution:
    """A caution on a person, ended after a day, and one at the same place that still holds."""
    ref = f"area:{Area.objects.get(key='lobby').pk}"
    far = stepped.now() + timedelta(days=365)
    caution = add_caution(ref, by=dispatcher, text=WORDS, source=KNOWER, expires=far, kind="person")
    add_caution(ref, by=dispatcher, text=WORDS, source="facilities", expires=far)
    stepped.advance(timedelta(days=1))
    return end_caution(caution, by=dispatcher, reason=WHY)


def test_no_word_of_a_caution_lies_in_the_hashed_text(spoken: Caution) -> None:
    for entry in Entry.objects.filter(subject=spoken.subject):
        assert not any(words in entry.data for words in ("Jane", "Ann"))
    assert any(WORDS in text for _, _, text in said())


def test_it_goes_ninety_days_after_its_end_and_no_other_with_it(spoken: Caution, stepped: SteppedClock) -> None:
    stepped.advance(cautions.KEPT - timedelta(seconds=1))
    assert purging.step(system) is None
    stepped.advance(timedelta(seconds=1))
    assert purging.look() == {spoken.department_id: 1}
    assert purging.step(system) == 1
    spoken.refresh_from_db()
    assert (spoken.text, spoken.source) == ("", "")
    assert last()[2] == "purged the words of 1 cautions, 90 days after their end"
    mine = [text for _, subject, text in said() if subject == spoken.subject]
    assert len(mine) == 2
    assert all("[purged on " in text for text in mine)
    assert Personal.objects.filter(value__isnull=False).count() == 2
    assert cautions.near(spoken.ref, spoken.department_id)[0].text == WORDS
    assert purging.step(system) is None
    sealer.seal()
    assert verify().ok


def test_one_that_ran_out_goes_as_well(spoken: Caution, stepped: SteppedClock) -> None:
    stepped.advance(timedelta(days=365) + cautions.KEPT)
    assert purging.step(system) == 2
    assert not Personal.objects.filter(value__isnull=False).exists()


def test_one_that_must_be_kept_is_not_purged_and_not_by_anybody(spoken: Caution, dispatcher: Actor) -> None:
    with pytest.raises(Refused):
        purge_cautions([spoken], by=system(spoken.department_id, "purge:cautions"))
    with pytest.raises(NotAllowed):
        purge_cautions([spoken], by=dispatcher)
