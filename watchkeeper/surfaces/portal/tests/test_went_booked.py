"""How a session went: two taps for who had part in it, and nobody else is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_coordinator
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.services import askings
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Requester
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.surfaces.portal.tests.conftest import TALK, Public, a_course, proposed


@pytest.fixture
def held(public: Public, stepped: SteppedClock) -> Requester:
    asker = public.ask("talk_avade", **TALK)
    first, *_ = proposed(asker)
    assert "How did it go?" not in public.post(asker, "take", slot=first.pk)
    stepped.set(first.ends_at)
    actions.deliver(asker.call, by=a_coordinator(), outcome="held", attended=18, material="v3")
    return asker


def test_two_taps_say_how_it_went_and_whether_one_recommends_it(public: Public, held: Requester) -> None:
    assert "How did it go?" in public.see(f"/r/{held.token}/")
    shown = public.post(held, "went", went="well")
    assert "Would you recommend it?" in shown
    shown = public.post(held, "went", recommends="yes")
    assert "Kept with your request. You may change it." in shown
    held.refresh_from_db()
    assert (held.went, held.recommends) == ("well", True)
    public.post(held, "went", recommends="no")
    public.post(held, "went", went="not_well")
    held.refresh_from_db()
    assert (held.went, held.recommends) == ("not_well", False)


def test_the_second_question_is_not_answered_before_the_first(public: Public, held: Requester) -> None:
    assert "How did it go?" in public.post(held, "went", recommends="yes")
    held.refresh_from_db()
    assert (held.went, held.recommends) == ("", None)


@pytest.mark.parametrize("given", [{}, {"went": "great"}, {"went": "well", "recommends": "maybe"}, {"recommends": "1"}])
def test_other_words_are_not_kept(public: Public, held: Requester, given: dict[str, str]) -> None:
    public.post(held, "went", **given)
    held.refresh_from_db()
    assert held.recommends is None
    assert held.went == ("well" if given.get("went") == "well" else "")


def test_a_flood_of_taps_writes_no_end_of_entries(public: Public, held: Requester) -> None:
    for n in range(20):
        public.post(held, "went", went=("well", "not_well")[n % 2], recommends=("yes", "no")[n % 2])
    assert Entry.objects.filter(verb="requester.went").count() <= askings.MOST_OF_BROWSER


def test_it_is_asked_still_when_it_was_closed(public: Public, held: Requester) -> None:
    actions.close(held.call, by=a_coordinator())
    assert "How did it go?" in public.see(f"/r/{held.token}/")


def test_who_waited_in_line_stayed_away_or_took_it_back_is_not_asked(public: Public, stepped: SteppedClock) -> None:
    by, course = a_coordinator(), a_course(seats=3)
    names = ("came", "away", "left", "unknown", "line")
    came, away, left, unknown, line = (actions.enroll(course, by=by, requester=name) for name in names)
    actions.leave(left.requester, by=by)
    late = actions.enroll(course, by=by, requester="late")
    assert course.ends_at is not None
    stepped.set(course.ends_at - timedelta(minutes=1))
    actions.mark_attended(came, by=by, attended=True)
    actions.mark_attended(away, by=by, attended=False)
    actions.deliver(course, by=by, outcome="held", attended=2)
    asked = [
        one.requester.name
        for one in (came, away, left, unknown, line, late)
        if "How did it go?" in public.see(f"/r/{one.requester.token}/")
    ]
    assert asked == ["came", "unknown"]
    public.post(late.requester, "went", went="well")
    late.requester.refresh_from_db()
    assert late.requester.went == ""


def test_what_a_desk_answered_is_asked_about_too(public: Public, stepped: SteppedClock) -> None:
    asker = public.ask("parking_request", name="Ana", kind="permit")
    actions.deliver(asker.call, by=a_coordinator(), outcome="answered")
    shown = public.see(f"/r/{asker.token}/")
    assert "Your request is answered" in shown
    assert "How did it go?" in shown


def test_it_is_asked_in_spanish(public: Public, held: Requester) -> None:
    public.see("/general/?lang=es")
    assert "¿Lo recomendaría?" in public.post(held, "went", went="well")
