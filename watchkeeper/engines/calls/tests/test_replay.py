"""A timeline through the same actions: nothing left out, refused rows kept whole, figures equal to the file's own."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.world import a_call
from watchkeeper.core.journal import worker
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actor import system
from watchkeeper.engines.calls import clocks, figures, quote, replay, sffd, timeline
from watchkeeper.engines.calls.models import Assignment, Call, Requester
from watchkeeper.engines.calls.states import CallStatus
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Refused

pytestmark = pytest.mark.django_db
NIGHT = Path(__file__).parent / "data" / "sffd_units_2016-12-31_2017-01-01.csv.gz"
ELSEWHERE = Path(__file__).parents[5] / "shared" / "data" / "calls" / "sffd_multiunit_fires_2009_2019.csv.gz"
NAMES = {name: header for header, name in sffd.STAMPS}


@pytest.fixture(autouse=True)
def _nothing_learned() -> Iterator[None]:
    quote.forget()
    yield
    quote.forget()


def timers() -> int:
    return worker.run_timers_once(clocks.TIMERS, system)


def write(path: Path, *rows: dict[str, Any]) -> Path:
    """A file of rows: stamps are given as minutes after 20:00 on a winter evening, by our names."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, [*sffd.NEEDED, "Call Final Disposition", "Address"])
        writer.writeheader()
        for row in rows:
            start = datetime(2017, 1, 1, 20, 0)  # noqa: DTZ001 (a wall clock)
            stamps = {
                NAMES[name]: f"{start + timedelta(minutes=minutes):{sffd.STAMP_FORMAT}}"
                for name, minutes in row.items()
                if name in NAMES
            }
            plain = {"Call Type": "Medical Incident", "Priority": "3", "RowID": f"{row['call']}-{row['unit']}"}
            known = {key: value for key, value in row.items() if key[0].isupper()}
            writer.writerow({"Call Number": row["call"], "Unit ID": row["unit"]} | plain | stamps | known)
    return path


def evening(tmp_path: Path) -> Path:
    """An evening with one of everything that goes wrong in the real files."""
    return write(
        tmp_path / "evening.csv",
        {"call": 1, "unit": "E1", "received": 0, "entry": 1, "dispatch": 2, "response": 3, "on_scene": 8,
         "available": 40},
        {"call": 1, "unit": "M1", "received": 0, "entry": 1, "dispatch": 2, "response": 4, "on_scene": 9,
         "transport": 25, "hospital": 24, "available": 50},
        {"call": 2, "unit": "E1", "received": 28, "entry": 29, "dispatch": 30, "available": 33, "Priority": "2"},
        {"call": 3, "unit": "T1", "received": 60, "entry": 60, "dispatch": 61, "response": 62, "Priority": "E"},
        {"call": 4, "unit": "T1", "received": 90, "entry": 90, "dispatch": 95, "on_scene": 100, "available": 98},
        {"call": 4, "unit": "E1", "received": 90, "entry": 90, "dispatch": 110, "response": 110, "on_scene": 110,
         "available": 110},
        {"call": 5, "unit": "M1", "received": 120, "entry": 120, "dispatch": 125, "Priority": "1"},
    )  # fmt: skip


def test_a_row_the_rules_refuse_is_kept_whole_and_flagged(tmp_path: Path) -> None:
    report = replay.run(evening(tmp_path), run_timers=timers)
    flagged = {one["row"]: one["reason"] for one in report["flagged"]}
    assert flagged == {
        "1-M1": "Hospital 20:24:00 comes before Transport 20:25:00",
        "2-E1": "E1 is on scene on 17-000001.",
        "3-T1": "end not known: no Available stamp; ended when sent to 4",
        "4-T1": "Available 21:38:00 comes before On Scene 21:40:00",
        "5-M1": "end not known: no Available stamp; still open, the unit was not sent again",
    }
    assert report["double_booked"] == ["2-E1"]
    kept = Assignment.objects.get(source="1-M1")
    assert kept.transporting_at == datetime(2017, 1, 2, 4, 25, tzinfo=UTC)
    assert kept.at_destination_at == datetime(2017, 1, 2, 4, 24, tzinfo=UTC)
    assert kept.override == flagged["1-M1"]
    assert Assignment.objects.get(source="2-E1").override == flagged["2-E1"]
    assert Assignment.objects.get(source="1-E1").override == ""


def test_the_database_gives_the_same_figures_as_the_file(tmp_path: Path) -> None:
    file = evening(tmp_path)
    report = replay.run(file, run_timers=timers)
    rows = sffd.read(file)
    expected = figures.report(timeline.legs(rows), sffd.ZONE, {f["row"]: f["reason"] for f in report["flagged"]})
    assert report == expected | {"journal_entries": Entry.objects.count()}
    assert report["peak_units_committed"] == 3
    assert report["peak_at"] == "2017-01-01T20:30:00-08:00"
    assert report["never_arrived_calls"] == 3
    assert report["intervals"]["dispatch_to_available"]["n"] == 5


def test_calls_close_after_their_last_stamp_and_an_open_end_stays_open(tmp_path: Path) -> None:
    replay.run(evening(tmp_path), run_timers=timers)
    calls = {call.source: call for call in Call.objects.all()}
    assert {source: call.status for source, call in calls.items()} == {
        **dict.fromkeys("1234", CallStatus.CLOSED),
        "5": CallStatus.ACTIVE,
    }
    assert calls["1"].closed_at == datetime(2017, 1, 2, 4, 50, tzinfo=UTC)
    # Ended by implication when the unit was sent on, half an hour after its last own stamp.
    assert calls["3"].closed_at == datetime(2017, 1, 2, 5, 35, tzinfo=UTC)
    assert {source: call.priority for source, call in calls.items()} == {"1": 1, "2": 2, "3": 1, "4": 1, "5": 3}
    assert Entry.objects.filter(verb="call.reopened", subject=calls["4"].subject).count() == 1


def test_timers_run_on_the_clock_of_the_file(tmp_path: Path) -> None:
    replay.run(evening(tmp_path), run_timers=timers)
    late = Call.objects.get(source="4")
    escalated = Entry.objects.filter(verb="call.escalated", subject=late.subject).earliest("id")
    assert escalated.at == "2017-01-02T05:30:50.000000Z"
    assert late.opened_at == datetime(2017, 1, 2, 5, 30, tzinfo=UTC)
    assert not clock.is_stepped()


def test_every_asker_was_quoted_and_reached_when_the_first_unit_was_there(tmp_path: Path) -> None:
    replay.run(evening(tmp_path), run_timers=timers)
    asker = Requester.objects.get(call__source="1")
    assert asker.quote_worst_s
    assert asker.reached_at == datetime(2017, 1, 2, 4, 8, tzinfo=UTC)


def test_a_database_that_holds_calls_is_refused(tmp_path: Path) -> None:
    a_call()
    before = Call.objects.count()
    with pytest.raises(Refused, match="already holds calls"):
        replay.run(evening(tmp_path), run_timers=timers)
    assert Call.objects.count() == before


def test_speed_waits_as_long_as_the_file_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(clock, "sleep", waited.append)
    replay.run(evening(tmp_path), run_timers=timers, speed=60)
    # From the entry of the first call at 20:01 to the last dispatch at 22:05: 124 minutes, sixty times as fast.
    assert sum(waited) == pytest.approx(124.0)


def test_what_happens_at_one_moment_happens_in_order(tmp_path: Path) -> None:
    file = write(
        tmp_path / "moment.csv",
        {"call": 1, "unit": "E1", "received": 0, "entry": 0, "dispatch": 1, "available": 10},
        {"call": 2, "unit": "E1", "received": 5, "entry": 10, "dispatch": 10, "on_scene": 10, "available": 10},
        {"call": 2, "unit": "E2", "received": 5, "entry": 10, "dispatch": 10, "on_scene": 15, "available": 20},
    )
    report = replay.run(file, run_timers=timers)
    assert report["flagged"] == []
    assert report["double_booked"] == []
    assert Call.objects.get(source="2").closed_at == datetime(2017, 1, 2, 4, 20, tzinfo=UTC)


def real_figures(report: dict[str, Any]) -> dict[str, Any]:
    """What a person can check by hand, in brief."""
    spans = report["intervals"]
    return {name: (s["n"], s["median_s"], s["p90_s"]) for name, s in spans.items()}


@pytest.mark.simulation
def test_the_real_night_gives_the_figures_counted_from_the_file() -> None:
    report = replay.run(NIGHT, run_timers=timers)
    rows = sffd.read(NIGHT)
    flagged = {f["row"]: f["reason"] for f in report["flagged"]}
    assert report == figures.report(timeline.legs(rows), sffd.ZONE, flagged) | {
        "journal_entries": Entry.objects.count()
    }
    assert real_figures(report) == {
        "received_to_dispatch": (2018, 120.0, 318.3),
        "dispatch_to_en_route": (1962, 48.0, 123.0),
        "en_route_to_on_scene": (1645, 213.0, 686.4),
        "dispatch_to_on_scene": (1645, 279.0, 727.0),
        "received_to_first_on_scene": (923, 389.0, 973.0),
        "dispatch_to_available": (2016, 1076.0, 4749.0),
    }
    assert (report["rows"], report["calls"], report["units"], report["never_arrived_calls"]) == (2018, 959, 166, 36)
    assert (report["peak_units_committed"], report["peak_at"]) == (55, "2017-01-01T01:54:21-08:00")
    assert report["busiest_hour"] == [1, 57]
    assert report["double_booked"] == ["170010462-88", "170012106-AM12"]
    assert set(flagged) == {
        "163662934-70", "170010151-91", "170010462-88", "170012106-AM12", "170012895-77", "170013368-E03",
    }  # fmt: skip
    assert not Call.objects.exclude(status=CallStatus.CLOSED).exists()


@pytest.mark.skipif(not ELSEWHERE.exists(), reason="the ten years of fires lie beside the repository, not in it")
def test_the_other_header_loads_too(tmp_path: Path) -> None:
    part = tmp_path / "fires.csv"
    with gzip.open(ELSEWHERE, "rt", newline="") as file:
        part.write_text("".join(line for _, line in zip(range(90), file, strict=False)))
    rows = sffd.read(part)
    report = replay.run(part, run_timers=timers)
    flagged = {f["row"]: f["reason"] for f in report["flagged"]}
    assert report == figures.report(timeline.legs(rows), sffd.ZONE, flagged) | {
        "journal_entries": Entry.objects.count()
    }
