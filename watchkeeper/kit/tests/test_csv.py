from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from watchkeeper.kit.csv import lines


def read(*rows: list[Any]) -> list[list[str]]:
    raw = b"".join(lines(["a", "b"], rows))
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '  =HYPERLINK("http://x")', "＝1", "=cmd|' /C calc'!A0"],
)
def test_what_a_spreadsheet_would_run_becomes_text(text: str) -> None:
    assert read([text, 1])[1] == ["'" + text, "1"]


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    assert read([-5, -1.5], [None, 0])[1:] == [["-5", "-1.5"], ["", "0"]]


def test_quotes_commas_lines_and_other_scripts_come_back_as_they_were() -> None:
    said = 'he said "go", then\nleft'
    assert read([said, "naïve 東"])[1] == [said, "naïve 東"]


def test_a_null_character_is_dropped() -> None:
    assert read(["a\x00b", ""])[1] == ["ab", ""]
