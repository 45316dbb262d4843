"""Long histories kept ready: a database with a million closed calls is laid once for a schema and copied afterwards.

Only databases that a bench made for itself are replaced (``WATCHKEEPER_BENCH_SHELF`` names the folder; the command sets
it). On SQLite the shelf is a file, on PostgreSQL a template database in a server of the shelf's own. The name holds a
digest of every migration and of the code that lays the history, so what another schema laid is never found; it is given
only once all is laid and verified, so what was left half-written is never found either.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from watchkeeper.config.bench import Say
from watchkeeper.config.private_postgres import is_reachable
from watchkeeper.core.journal.verify import verify
from watchkeeper.core.places import find
from watchkeeper.core.services import effective
from watchkeeper.engines.calls import quote
from watchkeeper.kit import clock

FOLDER = "WATCHKEEPER_BENCH_SHELF"
_CODE = (
    "config/bench/history.py",
    "config/bench/ground.py",
    "config/simulate/force.py",
    "core/people/cast.py",
    "core/journal/bulk.py",
    "core/journal/sealing.py",
    "core/journal/triggers.py",
)
_HALF = "building"
FEWEST = 50_000  # less is laid faster than looked for

Lay = Callable[[], dict[str, Any]]


@contextmanager
def opened() -> Iterator[Path | None]:
    """Let benches started in this block use the shelf; gives the folder for PostgreSQL's server.

    None, and no shelf, while another run has it, or where the server's user may not enter the folder.
    """
    folder = Path(settings.VAR) / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        if not is_reachable(folder):
            yield None
            return
        os.environ[FOLDER] = str(folder)
        try:
            yield folder / "postgresql"
        finally:
            del os.environ[FOLDER]


@cache
def digest() -> str:
    """Sixteen hex digits over the migrations, the code that lays the history, and the department it is laid in."""
    root = Path(__file__).parents[2]
    files = [*root.glob("**/migrations/*.py"), *(root / name for name in _CODE)]
    files += [path for path in (root.parent / "departments" / "massgeneral").glob("**/*") if path.is_file()]
    found = hashlib.sha256()
    for path in sorted(files):
        found.update(f"{path.relative_to(root.parent)}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def forget() -> None:
    """Drop what this process knows of a database that was put in another's place."""
    effective.forget()
    find.forget()
    quote.forget()


def holding(calls: int, lay: Lay, say: Say) -> dict[str, Any]:
    """Have the connected database hold what ``lay`` lays and nothing else, and say how that came about.

    Where there is no shelf the history is laid beside what the database holds already.
    """
    folder = os.environ.get(FOLDER)
    if folder is None or calls < FEWEST:
        return {**lay(), "from_shelf": False}
    shelf = _Sqlite(Path(folder)) if connection.vendor == "sqlite" else _Postgres(Path(folder))
    name = f"{digest()}-{calls}"
    began = clock.monotonic()
    taken = shelf.take(name)
    forget()
    if taken:
        said = orjson.loads((shelf.notes(name)).read_bytes())
        return {**said, "from_shelf": True, "taken_s": round(clock.monotonic() - began, 1)}
    shelf.empty()
    call_command("migrate", verbosity=0, interactive=False)
    said = lay()
    say("verifying what was laid")
    report = verify()
    if not report.ok:
        raise RuntimeError(f"the journal laid in bulk does not verify: {report.findings[0].says}")
    said |= {"journal_entries": report.entries, "verify_ok": report.ok, "verify_s": round(report.seconds, 1)}
    shelf.notes(name).write_bytes(orjson.dumps(said))
    shelf.put(name)
    return {**said, "from_shelf": False}


class _Sqlite:
    """Files in a folder; a copy is given its name when it is whole."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._file = Path(settings.DATABASES["default"]["NAME"])

    def notes(self, name: str) -> Path:
        return self._folder / f"{name}.sqlite.json"

    def take(self, name: str) -> bool:
        kept = self._folder / f"{name}.sqlite3"
        if not kept.exists() or not self.notes(name).exists():
            return False
        self.empty()
        shutil.copyfile(kept, self._file)
        return True

    def empty(self) -> None:
        connections.close_all()
        for end in ("", "-wal", "-shm"):
            Path(f"{self._file}{end}").unlink(missing_ok=True)

    def put(self, name: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connections.close_all()
        _sweep(self._folder, "*.sqlite*")
        half = self._folder / f"{name}.{_HALF}"
        shutil.copyfile(self._file, half)
        half.rename(self._folder / f"{name}.sqlite3")


class _Postgres:
    """Databases of the server that the bench runs on; renaming one is a single step that a crash cannot halve."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._name = str(settings.DATABASES["default"]["NAME"])

    def notes(self, name: str) -> Path:
        return self._folder / f"{name}.postgresql.json"

    def take(self, name: str) -> bool:
        if not self.notes(name).exists() or f"shelf-{name}" not in self._databases():
            return False
        self._copy(f"shelf-{name}", self._name)
        return True

    def empty(self) -> None:
        self._copy("template0", self._name)

    def put(self, name: str) -> None:
        for old in self._databases():
            if old.startswith("shelf-") and not old.startswith(f"shelf-{digest()}"):
                self._say(f'DROP DATABASE "{old}" WITH (FORCE)')
        _sweep(self._folder, "*.postgresql.json")
        self._copy(self._name, _HALF)
        self._say(f'ALTER DATABASE "{_HALF}" RENAME TO "shelf-{name}"')

    def _databases(self) -> list[str]:
        return [str(row[0]) for row in self._say("SELECT datname FROM pg_database")]

    def _copy(self, source: str, target: str) -> None:
        self._say(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        # Whoever still looks at the source (the journal's bell does) would forbid it.
        self._say("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", source)
        self._say(f'CREATE DATABASE "{target}" TEMPLATE "{source}" STRATEGY FILE_COPY')

    @staticmethod
    def _say(statement: str, *values: str) -> list[Any]:
        pooled: Any = connection  # Django's types know nothing of its pool
        pooled.close()
        pooled.close_pool()
        with connection._nodb_cursor() as cursor:  # the documented way is a private name
            cursor.execute(statement, values or None)
            return list(cursor.fetchall()) if cursor.description else []


def _sweep(folder: Path, pattern: str) -> None:
    """Remove what other schemas left."""
    for path in folder.glob(pattern):
        if not path.name.startswith(digest()):
            path.unlink()
    for path in folder.glob(f"*.{_HALF}"):
        path.unlink()
