"""Many writers, slow commits, killed processes: the journal misses nothing and says everything once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from tests.concurrency.live import Live, database_url, eventually
from watchkeeper.core.journal import sealer, timers, verbs, worker
from watchkeeper.core.journal.feed import Follow
from watchkeeper.core.journal.models import Cursor, Entry, Timer
from watchkeeper.core.journal.tests import saying
from watchkeeper.core.journal.tests.saying import SOMEBODY, actor_of, say
from watchkeeper.core.journal.transaction import WriterQueue, writing
from watchkeeper.core.journal.verify import verify
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _verbs() -> Iterator[None]:
    with verbs.declared(saying.VERBS):
        yield


def in_threads(many: int, run: Callable[[int], None]) -> None:
    """Run ``run(0)`` … ``run(many - 1)`` at once, each on a connection of its own, and wait; failures are raised."""
    failures: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            run(number)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if failures:
        raise failures[0]


def scribe(what: str, number: int = 0) -> subprocess.Popen[bytes]:
    """A process that writes, follows or runs timers (see :mod:`tests.concurrency.scribe`)."""
    env = {**os.environ, "WATCHKEEPER_DATABASE": database_url()}
    return subprocess.Popen([sys.executable, "-m", "tests.concurrency.scribe", what, str(number)], env=env)


def positions() -> list[int | None]:
    return list(Entry.objects.order_by("position").values_list("position", flat=True))


class Reader:
    """Reads by position while others write, sealing as it goes where sealing is needed."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, str]] = []
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._read)
        self.thread.start()

    def _read(self) -> None:
        last = 0
        while True:
            final = self.stop.is_set()
            sealer.seal()
            for position, data in (
                Entry.objects.filter(position__gt=last).order_by("position").values_list("position", "data")
            ):
                assert position is not None
                self.seen.append((position, data))
                last = position
            if final:
                connection.close()
                return
            clock.sleep(0.001)

    def finish(self) -> list[str]:
        self.stop.set()
        self.thread.join(30)
        numbers = [position for position, _ in self.seen]
        assert numbers == list(range(1, len(numbers) + 1))
        return [data for _, data in self.seen]


def test_a_reader_misses_none_of_many_writers_entries_and_sees_each_once_in_order() -> None:
    committed: list[str] = []
    reader = Reader()

    def write(writer: int) -> None:
        for number in range(25):
            try:
                with writing():
                    entry = say(f"{writer} {number}", subject=f"thing:{writer}")
                    if (writer + number) % 5 == 0:
                        clock.sleep(0.01)  # a slow commit: younger keys become visible first
                    if (writer + number) % 7 == 0:
                        raise Refused("rolled back")
                committed.append(entry.data)
            except Refused:
                pass

    in_threads(8, write)
    seen = reader.finish()
    assert Counter(seen) == Counter(committed)
    for writer in range(8):
        mine = [data for data in seen if data.startswith(f'{{"text":"{writer} ')]
        assert mine == sorted(mine, key=lambda data: int(data.split(" ")[1].rstrip('"}')))
    assert verify().ok


@pytest.mark.postgres
def test_a_long_transaction_stalls_nobody_and_its_entry_comes_later() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(_: int) -> None:
        with writing():
            say("slow")
            begun.set()
            go_on.wait(20)

    thread = threading.Thread(target=in_threads, args=(1, slow))
    thread.start()
    begun.wait(10)
    quick = [say(f"quick {number}") for number in range(3)]
    assert sealer.seal() == 3
    go_on.set()
    thread.join()
    assert sealer.seal() == 1
    late = Entry.objects.get(position=4)
    assert late.fields["text"] == "slow"
    assert late.pk < quick[0].pk
    assert verify().ok


@pytest.mark.postgres
def test_a_sealer_killed_again_and_again_leaves_a_whole_chain() -> None:
    feed = Live()
    written = threading.Event()

    def write(writer: int) -> None:
        number = 0
        while not written.is_set():
            say(f"{writer} {number}", subject=f"thing:{writer}")
            number += 1

    thread = threading.Thread(target=in_threads, args=(3, write))
    thread.start()
    for _ in range(3):
        feed.start()
        before = sealer.last_position()
        eventually(lambda before=before: sealer.last_position() > before + 50)  # type: ignore[misc]
        feed.stop(signal.SIGKILL)
    written.set()
    thread.join()
    feed.start()
    total = Entry.objects.count()
    eventually(lambda: sealer.last_position() == total)
    feed.stop()
    assert positions() == list(range(1, total + 1))
    assert verify().ok


@pytest.mark.postgres
def test_two_sealers_at_once_give_every_position_once() -> None:
    stop = threading.Event()

    def seal_or_write(number: int) -> None:
        if number < 2:
            while not stop.is_set():
                sealer.seal()
            return
        for count in range(100):
            say(f"{number} {count}")
        stop.set()

    in_threads(4, seal_or_write)
    sealer.seal()
    assert positions() == list(range(1, 201))
    assert verify().ok


def test_processes_that_write_at_once_leave_one_whole_journal() -> None:
    several = [scribe("write", 60) for _ in range(3)]
    for process in several:
        assert process.wait(60) == 0
    sealer.seal()
    assert positions() == list(range(1, 181))
    assert verify().ok


def test_a_follower_that_dies_half_way_answers_every_entry_exactly_once() -> None:
    for number in range(12):
        say(f"thing {number}", subject=f"thing:{number}")
    for dies_at in (1, 4, 2):
        assert scribe("follow", dies_at).wait(60) == 9
    assert scribe("follow").wait(60) == 0
    answered = Counter(Entry.objects.filter(subject__startswith="echo:").values_list("subject", flat=True))
    assert set(answered.values()) == {1}
    assert len(answered) == 12
    sealer.seal()
    assert verify().ok


def test_two_workers_share_the_followers_and_run_no_entry_twice() -> None:
    for number in range(40):
        say(f"thing {number}", subject=f"thing:{number}")
    sealer.seal()

    def follow(entry: Entry, by: saying.Somebody) -> None:
        if entry.subject.startswith("thing:"):
            say(f"echo of {entry.position}", by=by, subject=f"echo:{entry.position}")

    def work(_: int) -> None:
        while worker.run_followers_once({"echo": Follow(verbs=("thing.said",), run=follow)}, actor_of):
            pass

    in_threads(3, work)
    work(0)
    answered = Counter(Entry.objects.filter(subject__startswith="echo:").values_list("subject", flat=True))
    assert len(answered) == 40
    assert set(answered.values()) == {1}


def test_a_timer_whose_worker_dies_half_way_rings_once_when_its_lease_has_lapsed() -> None:
    now = clock.now()
    timers.start_many(timers.Due(1, "ring", f"thing:{n}", now - timedelta(seconds=10 - n)) for n in range(5))
    assert scribe("timers", 3).wait(60) == 9
    assert Entry.objects.filter(subject__startswith="rung:").count() == 2
    assert scribe("timers").wait(60) == 0
    assert Entry.objects.filter(subject__startswith="rung:").count() == 2  # the dead worker's lease still holds
    Timer.objects.update(leased_until=now)
    assert scribe("timers").wait(60) == 0
    rung = Counter(Entry.objects.filter(subject__startswith="rung:").values_list("subject", flat=True))
    assert rung == Counter(f"rung:thing:{n}" for n in range(5))


def test_two_workers_run_no_timer_twice() -> None:
    now = clock.now()
    timers.start_many(timers.Due(1, "ring", f"thing:{n}", now) for n in range(60))

    def ring(timer: Timer, by: saying.Somebody) -> None:
        say("rang", by=by, subject=f"rung:{timer.subject}")

    def work(_: int) -> None:
        worker.run_timers_once({"ring": ring}, actor_of)

    in_threads(3, work)
    rung = Counter(Entry.objects.filter(subject__startswith="rung:").values_list("subject", flat=True))
    assert len(rung) == 60
    assert set(rung.values()) == {1}
    assert not Timer.objects.exists()


def test_the_same_client_id_at_the_same_moment_is_answered_once() -> None:
    from watchkeeper.core.journal import client_ids
    from watchkeeper.core.journal.action import action

    answers: list[object] = []

    @action
    def ask() -> dict[str, int]:
        def first() -> dict[str, int]:
            clock.sleep(0.02)
            return {"key": say("asked").pk}

        return client_ids.once(SOMEBODY, "phone-1", {"a": 1}, first)

    in_threads(6, lambda _: answers.append(ask()))
    assert len(answers) == 6
    assert all(answer == answers[0] for answer in answers)
    assert Entry.objects.count() == 1


def test_writers_are_served_in_the_order_they_came() -> None:
    queue, served = WriterQueue(), []
    queue.acquire()

    def come(number: int) -> None:
        queue.acquire()
        served.append(number)
        queue.release()

    threads = []
    for number in range(16):
        threads.append(threading.Thread(target=come, args=(number,)))
        threads[-1].start()
        eventually(lambda number=number: len(queue._waiting) == number + 1)  # type: ignore[misc]
    queue.release()
    for thread in threads:
        thread.join()
    assert served == list(range(16))


def test_a_follower_new_to_an_old_journal_begins_at_its_beginning() -> None:
    for number in range(3):
        say(f"thing {number}")
    heard: list[int | None] = []
    worker.run_followers_once(
        {"new": Follow(verbs=("thing.said",), run=lambda e, by: heard.append(e.position))}, actor_of
    )
    assert heard == [1, 2, 3]
    assert Cursor.objects.get(follower="new").position == 3


def test_a_full_disk_undoes_the_action_and_the_next_one_goes_on_when_there_is_room() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a bound on the file's size is SQLite's")
    say("before")
    with connection.cursor() as cursor:
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + 2}")
        try:
            with pytest.raises(OperationalError, match="full"):
                any(say("much " * 2000) is None for _ in range(50))
            kept = Entry.objects.count()
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    say("after")
    assert Entry.objects.count() == kept + 1
    assert verify().ok
