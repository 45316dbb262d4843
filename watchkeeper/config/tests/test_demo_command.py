"""`watchkeeper demo` works on a database of its own and on no other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from watchkeeper.config.cli import demo, setup
from watchkeeper.config.simulate import living, setting
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import system
from watchkeeper.core.people.cast import cast


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses the demo would run on, and whether it looked whose they are."""
    began: list[str] = []
    for name in ("DEMO", "SPEED", "SQLITE_SYNCHRONOUS"):
        monkeypatch.setenv(f"WATCHKEEPER_{name}", "")
    monkeypatch.setenv("WATCHKEEPER_VAR", str(tmp_path))
    monkeypatch.setenv("WATCHKEEPER_DATABASE", "postgresql:///house")
    for name in ("django", "create_and_migrate"):
        monkeypatch.setattr(setup, name, lambda: None)
    monkeypatch.setattr(demo, "_require_own", lambda: began.append("looked"))
    monkeypatch.setattr(demo, "_begin", lambda output: None)

    def run(output: Any, shape: Any) -> int:
        began.append(shape.database)
        return 0

    monkeypatch.setattr(demo, "run", run)
    return began


def test_it_runs_in_its_own_file_whatever_the_environment_names(tmp_path: Path, begun: list[str]) -> None:
    CliRunner().invoke(demo.command, [], catch_exceptions=False)
    assert begun == [f"sqlite:///{tmp_path / 'demo.sqlite3'}"]


def test_it_looks_whose_a_named_database_is(tmp_path: Path, begun: list[str]) -> None:
    url = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    CliRunner().invoke(demo.command, ["--database", url], catch_exceptions=False)
    assert begun == ["looked", url]


@pytest.mark.django_db
def test_a_database_with_accounts_no_demo_opened_is_refused() -> None:
    demo._require_own()
    department = Department.objects.create(key="north", name="North", kind="hospital")
    cast(department, system(department.pk, "setup"))
    with pytest.raises(click.ClickException, match="no demo made"):
        demo._require_own()


@pytest.mark.django_db
def test_a_database_the_demo_laid_is_its_own() -> None:
    setting.lay(("mit",), by=living.LAID_BY)
    demo._require_own()
