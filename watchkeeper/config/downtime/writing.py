"""What stands in the board file, and writing it so that a crash leaves the last whole one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string

from watchkeeper.config import wiring
from watchkeeper.config.chores import each_by_itself
from watchkeeper.config.downtime import sealed
from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.feed import View
from watchkeeper.core.people.models import Duty, RosterSlot
from watchkeeper.core.places.cautions import in_force
from watchkeeper.core.places.models import Caution, Line
from watchkeeper.kit import clock

# A seat and the level its board shows: the dispatch desk, and a post in a lobby where a visitor may look over.
SEATS: dict[str, Level] = {"desk": Level.L2, "post": Level.L1}


@dataclass(frozen=True)
class Board:
    """The content of one file, ready for its template; times are local to the department."""

    department: Department
    seat: str
    written: datetime
    calls: list[dict[str, Any]]
    units: list[dict[str, Any]]
    lookouts: list[dict[str, Any]]
    on_duty: list[Duty]
    coming: list[RosterSlot]
    cautions: list[Caution]
    lines: list[Line]


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.VAR) / "downtime"


def board_file(department: Department, seat: str) -> bytes:
    """The signed file of one department for one seat class."""
    board = gather(department, seat)
    return sealed.seal(render_to_string("downtime/board.html", {"board": board, "key": sealed.fingerprint()}).encode())


def write_all() -> list[Path]:
    """Write every department's files anew and return where; called by the worker each minute.

    One that cannot be written is logged and keeps no other from being written. Raises only when the database is away.
    """
    folder().mkdir(parents=True, exist_ok=True)
    written: list[Path] = []

    def write(department: Department, seat: str) -> None:
        written.append(_write(department, seat))

    each_by_itself(
        {
            f"the downtime file of {department.key} for the {seat}": partial(write, department, seat)
            for department in Department.objects.order_by("pk")
            for seat in SEATS
        }
    )
    return written


def _write(department: Department, seat: str) -> Path:
    content = board_file(department, seat)
    path = folder() / f"{department.key}-{seat}.html"
    part = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path


def gather(department: Department, seat: str) -> Board:
    """Everything the seat may see, read through the same renderers as its screen."""
    view = View(department_id=department.pk, level=int(SEATS[seat]))
    now = clock.now()
    rows = {renderer.prefix: list(renderer.board(view)) for renderer in wiring.RENDERERS}
    zone = ZoneInfo(department.time_zone)
    soon = RosterSlot.objects.filter(department=department, canceled_at=None, ends_at__gt=now).select_related(
        "person", "center"
    )
    shows_cautions = view.level >= Level.L2
    return Board(
        department=department,
        seat=seat,
        written=now,
        calls=sorted((_timed(row, zone) for row in rows.get("call", [])), key=lambda row: (row["p"], row["at"] or "")),
        units=sorted((_timed(row, zone) for row in rows.get("unit", [])), key=lambda row: str(row["cs"])),
        lookouts=[_timed(row, zone) for row in rows.get("bolo", [])],
        on_duty=list(Duty.objects.filter(department=department, ended_at=None).select_related("person")),
        coming=list(soon.order_by("starts_at")[:24]),
        cautions=list(Caution.objects.filter(in_force(department.pk)).order_by("place")) if shows_cautions else [],
        lines=list(Line.objects.filter(department=department).select_related("site")),
    )


_MOMENTS: Iterable[str] = ("at", "due", "since", "until", "held", "start", "em")


def _timed(row: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """The row with its moments as local clock times beside them (``at_local``), for paper has no scripts."""
    local = {
        f"{name}_local": datetime.fromisoformat(str(row[name])).astimezone(zone).strftime("%H:%M")
        for name in _MOMENTS
        if row.get(name)
    }
    words = {name: str(row[name]).replace("_", " ") for name in ("st", "fs") if row.get(name)}
    return {**row, **local, **words}
