"""PostgreSQL restarted under a house that serves: at most one request is told so, and the next ones are answered."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from watchkeeper.config.private_postgres import FAST, private_postgres, programs

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

# A process of its own, with a pool of its own: it serves on four threads, waits to be told, and serves on.
HOUSE = """
import sys, threading
import django
django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.core.management import call_command
from django.db import connections
from django.test import Client
from watchkeeper.core.departments.models import Department

call_command("migrate", verbosity=0)
for key in ("north", "south"):
    Department.objects.create(key=key, name=key.title(), kind="hospital")
connections.close_all()
together = threading.Barrier(4)

def ask(at_once):
    try:
        if at_once:
            together.wait()
        return Client(raise_request_exception=False).get("/", headers={"accept": "text/html"}).status_code
    finally:
        connections.close_all()

with ThreadPoolExecutor(4) as threads:
    print(*threads.map(ask, [True] * 4), *threads.map(ask, [True] * 4), flush=True)
    sys.stdin.readline()
    print(*[ask(False) for _ in range(12)], flush=True)
    print(*threads.map(ask, [True] * 4), flush=True)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the server keeps its files; pytest's own folders are closed to the server's user."""
    made = Path(tempfile.mkdtemp(prefix="watchkeeper-restart-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def pg_ctl(folder: Path, *words: str) -> None:
    """Do something to the server whose files lie in ``folder``, as the user who owns them."""
    subprocess.run(
        [programs() / "pg_ctl", "-D", folder / "data", "-w", "-m", "fast", "-l", folder / "again.log", *words],
        user=folder.owner(), cwd=folder, check=True, capture_output=True, timeout=60,
    )  # fmt: skip


def test_a_restart_of_postgresql_is_told_to_one_request_at_most(folder: Path) -> None:
    with private_postgres(FAST, kept=folder) as url:
        settings = {"WATCHKEEPER_DATABASE": url, "DJANGO_SETTINGS_MODULE": "watchkeeper.config.settings"}
        house = subprocess.Popen(
            [sys.executable, "-c", HOUSE],
            env={**os.environ, **settings}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert house.stdin is not None
        assert house.stdout is not None
        try:
            assert set(house.stdout.readline().split()) == {"200"}
            pg_ctl(folder, "restart")
            house.stdin.write("restarted\n")
            house.stdin.flush()
            one_by_one, at_once = house.stdout.readline().split(), house.stdout.readline().split()
        finally:
            house.kill()
            house.wait()
            pg_ctl(folder, "stop")
    assert one_by_one.count("503") <= 1, one_by_one
    assert set(one_by_one) <= {"200", "503"}, one_by_one
    assert one_by_one[1:] == ["200"] * 11
    assert at_once == ["200"] * 4
