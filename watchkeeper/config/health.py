"""What `watchkeeper doctor` looks at, one check each, each with what to do when it is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from watchkeeper.config import downtime, startup
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.models import Entry, Parked, Timer
from watchkeeper.core.services import effective
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Refused

_STALE = timedelta(minutes=3)
_LITTLE_DISK = 1_000_000_000  # bytes


@dataclass(frozen=True)
class Check:
    """One thing looked at: what, whether it is good, and in words what was found or what to do."""

    what: str
    ok: bool
    says: str


def of_everything() -> list[Check]:
    """Every check; a database that cannot be reached answers for all that need it."""
    checks = [secret_key(), https(), disk()]
    try:
        connection.ensure_connection()
        tables = set(connection.introspection.table_names())
    except DatabaseError as error:
        return [*checks, Check("database", False, f"cannot be reached: {str(error).strip()}")]
    checks.append(Check("database", True, f"{connection.vendor}, {connection.settings_dict['NAME']}"))
    if "journal_entry" not in tables:
        return [*checks, Check("tables", False, "missing; run `watchkeeper serve --migrate`")]
    looks: tuple[Callable[[], Check], ...] = (migrations, sealing, timers, followers, downtime_files, services)
    return [*checks, *(look() for look in looks)]


def of_files(paths: Iterable[Path]) -> list[Check]:
    """Whether these downtime files are as this installation wrote them."""
    return [_file(path) for path in paths]


def secret_key() -> Check:
    """The key that signs sessions."""
    try:
        startup.check_secret()
    except Refused as no:
        return Check("secret key", False, no.sentence)
    return Check("secret key", True, "the demo's own, known to all" if settings.DEMO else "set")


def https() -> Check:
    """Whether cookies travel encrypted."""
    if settings.HTTPS or set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]", "testserver"}:
        return Check("https", True, "on" if settings.HTTPS else "off; this machine only")
    return Check("https", False, "other machines may connect without it; set WATCHKEEPER_HTTPS=1 behind a proxy")


def disk() -> Check:
    """Room for the database and the downtime files."""
    path = Path(settings.VAR)
    free = shutil.disk_usage(path if path.exists() else path.parent).free
    return Check("disk", free > _LITTLE_DISK, f"{free / 1e9:.1f} GB free at {path}")


def migrations() -> Check:
    """Whether the tables are those of this version."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Check(
        "tables", not plan, f"{len(plan)} changes wait; run `watchkeeper serve --migrate`" if plan else "up to date"
    )


def sealing() -> Check:
    """Whether somebody seals the journal (the live process on PostgreSQL)."""
    last = Entry.objects.order_by("-id").first()
    waiting = Entry.objects.filter(position=None).order_by("id").first()
    if last is None:
        return Check("journal", True, "empty")
    if waiting is not None and _age(waiting.recorded_at) > _STALE:
        return Check("journal", False, f"not sealed since {waiting.recorded_at}; is the live process running?")
    return Check("journal", True, f"sealed up to its last entry of {last.recorded_at}; `watchkeeper verify` proves it")


def timers() -> Check:
    """Whether promises are kept in time (the worker)."""
    late = Timer.objects.filter(due_at__lt=clock.now() - _STALE).order_by("due_at").first()
    if late is not None:
        return Check("worker", False, f"{late} is overdue; is the worker running?")
    return Check("worker", True, "no timer is overdue")


def followers() -> Check:
    """Entries something failed to follow."""
    parked = Parked.objects.count()
    return Check("followers", not parked, f"{parked} entries wait to be tried again" if parked else "none waits")


def services() -> Check:
    """Whether every service is as its department set it; a release may have made that impossible."""
    wrong = [
        f"{key} of {department.name}: {why}"
        for department in Department.objects.order_by("pk")
        for key, why in effective.faults(department.pk).items()
    ]
    return Check("services", not wrong, "; ".join(wrong) if wrong else "as the departments set them")


def downtime_files() -> Check:
    """Whether the paper board is fresh and signed."""
    files = sorted(downtime.folder().glob("*.html"))
    if not files:
        return Check("downtime board", False, f"none in {downtime.folder()}; the worker writes one each minute")
    for path in files:
        found = _file(path)
        if not found.ok:
            return found
        if clock.now() - _written(path) > _STALE:
            return Check("downtime board", False, f"{path.name} is older than {_STALE}; is the worker running?")
    return Check("downtime board", True, f"{len(files)} files, fresh and signed with key {downtime.fingerprint()}")


def _file(path: Path) -> Check:
    checked = downtime.check(path.read_bytes())
    if not checked.is_whole:
        return Check(str(path), False, checked.why)
    return Check(str(path), True, f"whole, written {checked.written}, key {checked.key}")


def _written(path: Path) -> datetime:
    return datetime.fromisoformat(downtime.check(path.read_bytes()).written)


def _age(stamp: str) -> timedelta:
    return clock.now() - datetime.fromisoformat(stamp)
