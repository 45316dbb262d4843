"""The command line: exit codes, one JSON document, words on standard error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from watchkeeper.config.cli import COMMANDS

pytestmark = pytest.mark.slow  # each test starts the command as a process of its own


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, away from this test's own settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("WATCHKEEPER_", "DJANGO_"))}
    command = [sys.executable, "-m", "watchkeeper.config.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**clean, **env}, timeout=120)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database address with every table; nothing in it until a test loads a department."""
    folder = tmp_path_factory.mktemp("house")
    url = f"sqlite:///{folder / 'house.sqlite3'}"
    made = run("import", str(folder), "--database", url)  # an empty folder: tables are made, nothing is read
    assert made.returncode == 1, made.stderr
    return url


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    shown = run(name, "--help")
    assert shown.returncode == 0
    assert shown.stdout.startswith("Usage: watchkeeper")
    assert len(shown.stdout.splitlines()) > 5


def test_help_lists_every_command_without_loading_django() -> None:
    listed = run("--help", DJANGO_SETTINGS_MODULE="no.such.settings")
    assert listed.returncode == 0
    assert all(name in listed.stdout for name in COMMANDS)


def test_wrong_usage_is_two() -> None:
    assert run("nonsense").returncode == 2
    assert run("verify", "--database", "mysql://x/y").returncode == 2
    assert run("replay", "/no/such/file", "--format", "sffd").returncode == 2
    assert run("bench", "nonsense").returncode == 2


def test_what_could_not_run_is_three_and_says_so_in_the_document(tmp_path: Path) -> None:
    none = run("verify", "--json", "--database", f"sqlite:///{tmp_path / 'none.sqlite3'}")
    assert none.returncode == 3
    assert "no database" in json.loads(none.stdout)["error"]["sentence"]
    assert not (tmp_path / "none.sqlite3").exists()
    away = run("doctor", "--json", "--database", "postgresql://nobody@127.0.0.1:1/none")
    assert away.returncode == 1, "the doctor itself could run, and found the database away"
    assert not json.loads(away.stdout)["ok"]


def test_verify_prints_one_document_and_leaves_no_wal(migrated: str) -> None:
    good = run("verify", "--json", "--database", migrated)
    assert good.returncode == 0, good.stderr
    assert json.loads(good.stdout)["ok"] is True
    assert not Path(f"{migrated.removeprefix('sqlite:///')}-wal").exists()


def test_a_relative_address_means_the_same_file_to_every_process(migrated: str) -> None:
    relative = os.path.relpath(migrated.removeprefix("sqlite:///"))
    assert run("verify", "--database", f"sqlite:///{relative}").returncode == 0


def test_import_names_what_is_wrong_and_leaves_with_one(migrated: str, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.geojson"
    wrong.write_text("not json")
    assert run("import", str(wrong), "--database", migrated).returncode == 2, "a file needs its department"
    loaded = run("import", "departments/mit", "--json", "--database", migrated)
    assert loaded.returncode == 0, loaded.stderr
    refused = run("import", str(wrong), "--department", "mit", "--json", "--database", migrated)
    assert refused.returncode == 1
    assert "not JSON" in json.loads(refused.stdout)["sentence"]


def test_serve_refuses_the_key_everyone_can_read(migrated: str) -> None:
    refused = run("serve", "--database", migrated)
    assert refused.returncode == 3
    assert "secret key" in refused.stderr


def test_services_lists_what_is_offered(migrated: str) -> None:
    listed = run("services", "--json", "--database", migrated)
    assert listed.returncode == 0
    assert "security_escort" in {row["key"] for row in json.loads(listed.stdout)["services"]}


def test_purge_looks_before_it_destroys(migrated: str) -> None:
    looked = run("purge", "--dry-run", "--json", "--database", migrated)
    assert looked.returncode == 0, looked.stderr
    assert json.loads(looked.stdout) == {"dry_run": True, "purged": [], "cautions": [], "positions": [], "askers": []}
    assert "Nothing is due." in run("purge", "--database", migrated).stdout
