"""Reader for the San Francisco Fire unit-level dispatch timeline (data.sfgov.org nuek-vuh3, ODC-PDDL).

One row is one unit on one call. Stamps are wall-clock times of America/Los_Angeles without an offset; every stamp
leaves here in UTC, so that a difference of two is elapsed time also on the nights the clocks change.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from watchkeeper.kit.errors import Invalid

ZONE = ZoneInfo("America/Los_Angeles")
STAMP_FORMAT = "%m/%d/%Y %I:%M:%S %p"
# In the order a unit lives through them; the header's name and ours.
STAMPS = (
    ("Received DtTm", "received"),
    ("Entry DtTm", "entry"),
    ("Dispatch DtTm", "dispatch"),
    ("Response DtTm", "response"),
    ("On Scene DtTm", "on_scene"),
    ("Transport DtTm", "transport"),
    ("Hospital DtTm", "hospital"),
    ("Available DtTm", "available"),
)
NEEDED = ("Call Number", "Unit ID", "RowID", "Call Type", "Priority", *(header for header, _ in STAMPS))
# The neighborhood's column changed its name over the years, one of them misspelled at the source.
NEIGHBORHOOD = re.compile(r"^neighborh", re.IGNORECASE)
MOST_PROBLEMS = 20
_POINT = re.compile(r"^\((-?\d+\.?\d*), (-?\d+\.?\d*)\)$")


@dataclass(frozen=True, slots=True)
class Row:
    """One unit on one call, stamps in UTC; ``line`` is where it stands in the file."""

    line: int
    row_id: str
    call_number: str
    unit: str
    unit_type: str
    call_type: str
    priority: str
    disposition: str
    address: str
    neighborhood: str
    lon: float | None
    lat: float | None
    received: datetime
    entry: datetime | None
    dispatch: datetime | None
    response: datetime | None
    on_scene: datetime | None
    transport: datetime | None
    hospital: datetime | None
    available: datetime | None

    def stamps(self) -> list[tuple[str, datetime]]:
        """The stamps the row has, by our names, in the order of the trade (not of time)."""
        held = ((name, getattr(self, name)) for _, name in STAMPS)
        return [(name, at) for name, at in held if at is not None]

    def out_of_order(self) -> list[tuple[str, str]]:
        """Neighboring stamps of which the later step is earlier in time."""
        held = self.stamps()
        return [(a, b) for (a, at), (b, then) in pairwise(held) if then < at]


def read(path: Path) -> list[Row]:
    """All rows of the file at ``path`` (plain or ``.gz``), in its order.

    Raises :class:`Invalid` naming the lines and what is wrong with each; then nothing of the file is taken.
    """
    try:
        with _open(path) as file:
            return parse(file)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Invalid(f"{path.name} cannot be read: {error}") from error


def parse(lines: Iterable[str]) -> list[Row]:
    """The rows of ``lines`` (with a header); raises :class:`Invalid` as :func:`read` does."""
    reader = csv.DictReader(lines)
    header = reader.fieldnames or []
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise Invalid(f"Not a San Francisco unit timeline: no column {', '.join(missing)}.")
    area = next((name for name in header if NEIGHBORHOOD.match(name)), "")
    rows: list[Row] = []
    problems: dict[str, list[str]] = {}
    seen: dict[str, int] = {}
    for raw in reader:
        line = reader.line_num
        try:
            row = _row(raw, line, area)
            if row.row_id in seen:
                raise ValueError(f"RowID {row.row_id} was already on line {seen[row.row_id]}")
        except ValueError as error:
            problems[f"line {line}"] = [str(error)]
            continue
        seen[row.row_id] = line
        rows.append(row)
    if problems:
        shown = dict(list(problems.items())[:MOST_PROBLEMS])
        first = "; ".join(f"{where}: {what[0]}" for where, what in list(shown.items())[:3])
        raise Invalid(f"{len(problems)} rows cannot be read ({first}). Nothing was imported.", fields=shown)
    if not rows:
        raise Invalid("The file holds no rows.")
    return rows


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _row(raw: dict[str, str], line: int, area: str) -> Row:
    if None in raw or None in raw.values():
        raise ValueError("it has more or fewer columns than the header")
    for name in ("Call Number", "Unit ID", "RowID"):
        if not raw[name].strip():
            raise ValueError(f"{name} is empty")
    at = dict(zip((name for _, name in STAMPS), in_utc(_walls(raw)), strict=True))
    received = at.pop("received")
    if received is None:
        raise ValueError("Received DtTm is empty")
    lon, lat = _point(raw.get("Location", ""))
    return Row(
        line=line,
        row_id=raw["RowID"].strip(),
        call_number=raw["Call Number"].strip(),
        unit=raw["Unit ID"].strip(),
        unit_type=raw.get("Unit Type", "").strip(),
        call_type=raw["Call Type"].strip(),
        priority=raw["Priority"].strip(),
        disposition=raw.get("Call Final Disposition", "").strip(),
        address=raw.get("Address", "").strip(),
        neighborhood=raw[area].strip() if area else "",
        lon=lon,
        lat=lat,
        received=received,
        **at,
    )


def _walls(raw: dict[str, str]) -> Iterator[datetime | None]:
    for header, _ in STAMPS:
        text = raw[header].strip()
        try:
            yield datetime.strptime(text, STAMP_FORMAT) if text else None  # noqa: DTZ007 (a wall clock)
        except ValueError:
            raise ValueError(f"{header} is {text!r}, not like 12/31/2016 11:57:56 PM") from None


def in_utc(walls: Iterable[datetime | None]) -> list[datetime | None]:
    """Wall-clock stamps of one row, in the order of its steps, as UTC.

    The hour that happens twice in autumn is read as its first run, unless that would put a step before the one it
    follows.
    """
    known: list[datetime | None] = []
    last: datetime | None = None
    for wall in walls:
        if wall is None:
            known.append(None)
            continue
        at = wall.replace(tzinfo=ZONE).astimezone(UTC)
        if last is not None and at < last:
            second = wall.replace(tzinfo=ZONE, fold=1).astimezone(UTC)
            # Only in the autumn hour is the second reading later; in spring's missing hour it is earlier.
            at = max(at, second)
        known.append(at)
        last = at
    return known


def _point(text: str) -> tuple[float | None, float | None]:
    found = _POINT.match(text.strip())
    return (float(found[2]), float(found[1])) if found else (None, None)
