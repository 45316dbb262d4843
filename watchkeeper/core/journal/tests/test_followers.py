from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from watchkeeper.core.journal import due, timers, worker
from watchkeeper.core.journal.feed import Follow
from watchkeeper.core.journal.models import Cursor, Entry, Parked, Timer
from watchkeeper.core.journal.tests.saying import Somebody, actor_of, say, say_named
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db


class Heard:
    """A follower that can be told to fail."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.failing: set[str] = set()

    def __call__(self, entry: Entry, by: Somebody) -> None:
        text = entry.fields["text"]
        say("half done", by=by, subject="echo:1")
        if text in self.failing:
            raise ValueError(f"cannot stand {text}")
        self.texts.append(text)


def follow(heard: Heard) -> int:
    def only_things(entry: Entry, by: Somebody) -> None:
        if entry.subject.startswith("thing:"):
            heard(entry, by)

    return worker.run_followers_once({"ear": Follow(verbs=("thing.said",), run=only_things)}, actor_of)


def test_a_follower_runs_each_entry_once_in_order_and_acts_as_the_house() -> None:
    heard = Heard()
    for text in "abc":
        say(text)
    follow(heard)
    say("d")
    follow(heard)
    assert heard.texts == list("abcd")
    assert set(Entry.objects.filter(subject="echo:1").values_list("actor", flat=True)) == {"follower:ear"}


def test_a_failing_follower_goes_on_and_tries_again_ever_less_often(stepped: SteppedClock) -> None:
    heard = Heard()
    heard.failing = {"b"}
    for text in "abc":
        say(text)
    follow(heard)
    assert heard.texts == ["a", "c"]
    failed = Entry.objects.get(verb="follower.failed")
    assert failed.fields["error"] == "ValueError"  # its words may be personal
    assert Parked.objects.get().error == "ValueError: cannot stand b"
    assert failed.fields["follower"] == "ear"
    assert Entry.objects.filter(subject="echo:1").count() == 2  # what the failed run did was undone
    for _ in range(6):
        stepped.advance(timedelta(hours=1))
        follow(heard)
    assert Parked.objects.get().attempts == 7
    assert Entry.objects.filter(verb="follower.failed").count() == 3  # at the first, second and fourth failure
    heard.failing = set()
    stepped.advance(timedelta(hours=1))
    follow(heard)
    assert heard.texts == ["a", "c", "b"]
    assert not Parked.objects.exists()


def test_a_parked_entry_waits_its_time(stepped: SteppedClock) -> None:
    heard = Heard()
    heard.failing = {"a"}
    say("a")
    follow(heard)
    heard.failing = set()
    follow(heard)
    assert heard.texts == []
    stepped.advance(timedelta(seconds=1))
    follow(heard)
    assert heard.texts == ["a"]


def test_a_follower_of_its_own_failures_does_not_chase_its_tail(stepped: SteppedClock) -> None:
    def fail(entry: Entry, by: Somebody) -> None:
        raise ValueError("no")

    follows = {"tail": Follow(verbs=("thing.said", "follower.failed"), run=fail)}
    say("a")
    for _ in range(5):
        worker.run_followers_once(follows, actor_of)
        stepped.advance(timedelta(minutes=1))
    assert Entry.objects.filter(verb="follower.failed", subject="thing:1").count() <= 3


def test_a_cursor_that_met_nothing_is_not_written_at_every_turn() -> None:
    heard = Heard()
    say("a")
    follow(heard)
    cursor = Cursor.objects.get(follower="ear").position
    follow(heard)
    assert cursor <= Cursor.objects.get(follower="ear").position <= cursor + 2


def test_what_there_is_nothing_to_do_about_is_passed_over_together() -> None:
    heard = Heard()
    asked: list[int] = []

    def loud(entries: Sequence[Entry]) -> Sequence[Entry]:
        asked.append(len(entries))
        return [entry for entry in entries if entry.fields["text"].isupper()]

    follows = {"ear": Follow(verbs=("thing.said",), run=lambda entry, by: heard.texts.append(entry.fields["text"]))}
    picky = {"ear": replace(follows["ear"], concerning=loud)}
    for text in "abCdEf":
        say(text)
    with CaptureQueriesContext(connection) as first:
        assert worker.run_followers_once(picky, actor_of) == 2
    assert heard.texts == ["C", "E"]
    assert asked == [6]
    assert Cursor.objects.get(follower="ear").position == Entry.objects.count()
    for text in "abCdEf" + "quiet" * 20:
        say(text)
    with CaptureQueriesContext(connection) as second:
        assert worker.run_followers_once(picky, actor_of) == 2
    assert len(second) <= len(first)  # the first made the cursor
    assert asked == [6, 106]
    assert worker.run_followers_once(picky, actor_of) == 0


def test_a_follower_that_cannot_tell_what_concerns_it_runs_everything(caplog: pytest.LogCaptureFixture) -> None:
    heard = Heard()

    def broken(entries: Sequence[Entry]) -> Sequence[Entry]:
        raise KeyError("rows")

    follows = {"ear": Follow(verbs=("thing.said",), run=lambda entry, by: heard.texts.append("x"), concerning=broken)}
    say("a")
    say("b")
    assert worker.run_followers_once(follows, actor_of) == 2
    assert heard.texts == ["x", "x"]
    assert "cannot tell" in caplog.text


def test_a_quiet_turn_asks_one_question_of_the_journal_and_one_of_the_timers() -> None:
    say("a")
    follows = {"ear": Follow(verbs=("thing.said",), run=lambda entry, by: None)}
    worker.run_followers_once(follows, actor_of)
    with CaptureQueriesContext(connection) as queries:
        assert worker.run_followers_once(follows, actor_of) == 0
        assert worker.run_timers_once({}, actor_of) == 0
    assert len(queries) == 2


def test_a_timer_rings_when_it_is_due_and_once(stepped: SteppedClock) -> None:
    rung: list[tuple[str, dict[str, object]]] = []

    def ring(timer: Timer, by: Somebody) -> None:
        assert by.key == f"timer:{timer.kind}"
        rung.append((timer.subject, timer.data))

    soon, later = stepped.now() + timedelta(minutes=1), stepped.now() + timedelta(minutes=2)
    timers.start_many([timers.Due(1, "ring", "thing:2", later), timers.Due(1, "ring", "thing:1", soon, {"why": "x"})])
    assert due.next_due() == soon
    handlers = {"ring": ring}
    assert worker.run_timers_once(handlers, actor_of) == 0
    stepped.set(soon)
    assert worker.run_timers_once(handlers, actor_of) == 1
    stepped.set(later)
    assert worker.run_timers_once(handlers, actor_of) == 1
    assert rung == [("thing:1", {"why": "x"}), ("thing:2", {})]
    assert due.next_due() is None


def test_a_timer_started_again_is_moved_and_a_stopped_one_is_gone(stepped: SteppedClock) -> None:
    now = stepped.now()
    timers.start(1, "ring", "thing:1", now)
    timers.start(1, "ring", "thing:1", now + timedelta(hours=1))
    timers.start(1, "ring", "thing:2", now)
    timers.stop("ring", "thing:2")
    timers.stop("ring", "thing:3")
    assert worker.run_timers_once({"ring": lambda timer, by: None}, actor_of) == 0
    assert Timer.objects.count() == 1


def test_a_handler_may_start_its_own_timer_again(stepped: SteppedClock) -> None:
    def again(timer: Timer, by: Somebody) -> None:
        timers.start(timer.department_id, timer.kind, timer.subject, timer.due_at + timedelta(minutes=5))

    timers.start(1, "ring", "thing:1", stepped.now())
    assert worker.run_timers_once({"ring": again}, actor_of) == 1
    assert Timer.objects.get().due_at == stepped.now() + timedelta(minutes=5)


def test_a_failing_timer_is_put_off_told_of_and_not_lost(stepped: SteppedClock) -> None:
    def fail(timer: Timer, by: Somebody) -> None:
        say("half done", by=by)
        raise ValueError("no")

    timers.start(1, "ring", "thing:1", stepped.now())
    timers.start(1, "unheard_of", "thing:1", stepped.now())
    assert worker.run_timers_once({"ring": fail}, actor_of) == 0
    assert worker.run_timers_once({"ring": fail}, actor_of) == 0  # not before its time
    told = Entry.objects.filter(verb="timer.failed").order_by("id")
    assert [entry.fields["kind"] for entry in told] == ["ring", "unheard_of"]
    assert not Entry.objects.filter(verb="thing.said").exists()
    stepped.advance(timedelta(seconds=1))
    assert worker.run_timers_once({"ring": lambda timer, by: None}, actor_of) == 1
    assert Timer.objects.get().kind == "unheard_of"


def test_a_failing_timer_is_told_only_to_who_may_see_its_subject(stepped: SteppedClock) -> None:
    def fail(timer: Timer, by: Somebody) -> None:
        raise ValueError("no way from Shelter 5, asked by Jane Doe")

    def told() -> tuple[int, bool, str, str]:
        timers.start(1, "ring", "thing:1", stepped.now())
        worker.run_timers_once({"ring": fail}, actor_of)
        entry = Entry.objects.filter(verb="timer.failed").latest("id")
        timers.stop("ring", "thing:1")
        return entry.level, bool(entry.named), entry.fields["error"], entry.subject

    assert told() == (2, True, "ValueError", "thing:1")  # nobody knows who may see it
    say("open")
    assert told() == (1, False, "ValueError", "thing:1")
    say_named("hidden", by=Somebody(), named=True)
    assert told() == (1, True, "ValueError", "thing:1")
    say("another department's", by=Somebody(department_id=2))
    assert told() == (1, True, "ValueError", "thing:1")
    timers.start(1, "ring", "part:7", stepped.now(), {timers.ABOUT: "thing:1"})
    worker.run_timers_once({"ring": fail}, actor_of)
    assert Entry.objects.filter(verb="timer.failed").latest("id").subject == "thing:1"
