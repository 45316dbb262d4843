"""The San Francisco reader: header drift, missing stamps, nights the clocks change, and what it refuses."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from watchkeeper.engines.calls import sffd
from watchkeeper.kit.errors import Invalid

NIGHT = Path(__file__).parent / "data" / "sffd_units_2016-12-31_2017-01-01.csv.gz"
HEADER = (*sffd.NEEDED, "Unit Type", "Address", "Location", "Neighborhood  District")


def lines(*rows: dict[str, str], header: tuple[str, ...] = HEADER) -> list[str]:
    """A small file of ``rows`` on top of one plain row's values."""
    plain = dict.fromkeys(header, "") | {
        "Call Number": "1",
        "Unit ID": "E1",
        "RowID": "1-E1",
        "Priority": "3",
        "Received DtTm": "12/31/2016 11:57:56 PM",
        "Location": "(37.745858648581, -122.456664252061)",
    }
    out = io.StringIO()
    writer = csv.DictWriter(out, header, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(plain | row for row in rows)
    return out.getvalue().splitlines(keepends=True)


def test_the_real_night_is_read_whole() -> None:
    rows = sffd.read(NIGHT)
    assert (len(rows), len({r.call_number for r in rows}), len({r.unit for r in rows})) == (2018, 959, 166)
    first = rows[0]
    assert first.received == datetime(2017, 1, 1, 7, 57, 56, tzinfo=UTC)
    assert first.transport is None
    assert (first.neighborhood, first.lon) == ("West of Twin Peaks", -122.456664252061)
    assert sum(row.available is None for row in rows) == 2
    assert [row.row_id for row in rows if row.out_of_order()] == ["163662934-70", "170010151-91"]


@pytest.mark.parametrize("name", ["Neighborhood  District", "Neighborhooods - Analysis Boundaries", "neighborhood"])
def test_the_neighborhood_is_found_under_each_of_its_names(name: str) -> None:
    header = (*sffd.NEEDED, name)
    assert sffd.parse(lines({name: "Marina"}, header=header))[0].neighborhood == "Marina"


def test_the_hour_that_comes_twice_is_read_so_that_steps_follow_each_other() -> None:
    fall = {"Received DtTm": "11/06/2016 01:50:00 AM", "Entry DtTm": "11/06/2016 01:10:00 AM"}
    row = sffd.parse(lines(fall | {"Available DtTm": "11/06/2016 02:10:00 AM"}))[0]
    assert row.received == datetime(2016, 11, 6, 8, 50, tzinfo=UTC)
    assert row.entry == datetime(2016, 11, 6, 9, 10, tzinfo=UTC)
    assert row.available == datetime(2016, 11, 6, 10, 10, tzinfo=UTC)
    assert row.out_of_order() == []


def test_elapsed_time_is_right_across_the_missing_hour_of_spring() -> None:
    spring = {"Received DtTm": "03/13/2016 01:59:00 AM", "Entry DtTm": "03/13/2016 03:01:00 AM"}
    row = sffd.parse(lines(spring))[0]
    assert row.entry is not None
    assert (row.entry - row.received).total_seconds() == 120


def test_every_bad_row_is_named_and_nothing_is_taken() -> None:
    twice = {"RowID": "1-E1"}
    bad_stamp = {"RowID": "2", "Dispatch DtTm": "2016-12-31 23:59"}
    no_unit = {"RowID": "3", "Unit ID": " "}
    with pytest.raises(Invalid) as refusal:
        sffd.parse(lines({}, twice, bad_stamp, no_unit, {"RowID": "4", "Received DtTm": ""}))
    assert refusal.value.fields == {
        "line 3": ["RowID 1-E1 was already on line 2"],
        "line 4": ["Dispatch DtTm is '2016-12-31 23:59', not like 12/31/2016 11:57:56 PM"],
        "line 5": ["Unit ID is empty"],
        "line 6": ["Received DtTm is empty"],
    }


def test_a_row_cut_short_is_refused() -> None:
    with pytest.raises(Invalid, match="more or fewer columns"):
        sffd.parse([*lines({}), "2,E2\n"])


@pytest.mark.parametrize(
    ("text", "why"),
    [(["a,b\n", "1,2\n"], "no column Call Number"), ([], "no column Call Number"), (lines(), "holds no rows")],
)
def test_what_is_no_timeline_is_refused_in_words(text: list[str], why: str) -> None:
    with pytest.raises(Invalid, match=why):
        sffd.parse(text)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "timeline.csv"
    file.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(Invalid, match="cannot be read"):
        sffd.read(file)
    zipped = tmp_path / "timeline.csv.gz"
    zipped.write_bytes(b"not gzip")
    with pytest.raises(Invalid, match="cannot be read"):
        sffd.read(zipped)
