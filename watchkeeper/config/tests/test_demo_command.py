"""The demo on its own database, on one named to it, and never on anybody else's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from watchkeeper.config.cli import demo, setup
from watchkeeper.config.cli.output import Output
from watchkeeper.config.processes import Shape
from watchkeeper.config.simulate import living
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import add_person
from watchkeeper.core.people.actor import system
from watchkeeper.core.places.actions import load_department

REAL = "postgresql://watchkeeper@localhost/real"


class Runs:
    """Runs the command with everything after its checks left out; keeps which database it would have served."""

    def __init__(self) -> None:
        self.served: list[str] = []

    def __call__(self, *words: str) -> Any:
        return CliRunner().invoke(demo.command, list(words), obj=Output(as_json=False), standalone_mode=False)

    def serve(self, output: Output, shape: Shape) -> int:
        self.served.append(shape.database)
        return 0


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    runs = Runs()
    monkeypatch.setattr(os, "environ", {**os.environ, "WATCHKEEPER_VAR": str(tmp_path)})
    monkeypatch.setattr(setup, "create_and_migrate", lambda: None)
    monkeypatch.setattr(demo, "_begin", lambda output: None)
    monkeypatch.setattr(demo, "run", runs.serve)
    return runs


@pytest.fixture
def real(db: None) -> Department:
    department = Department.objects.create(key="north", name="North", kind="hospital")
    add_person(department, by=system(department.pk, "setup"), call_name="D01")
    return department


def test_the_demo_does_not_take_the_database_it_inherits(runs: Runs, tmp_path: Path) -> None:
    os.environ["WATCHKEEPER_DATABASE"] = REAL
    assert runs().exception is None
    assert runs.served == [f"sqlite:///{tmp_path.resolve() / 'demo.sqlite3'}"]


def test_fresh_removes_the_demos_own_file_and_no_other(runs: Runs, tmp_path: Path, db: None) -> None:
    (tmp_path / "demo.sqlite3").touch()
    (tmp_path / "watchkeeper.sqlite3").touch()
    assert runs("--fresh").exception is None
    assert [file.name for file in tmp_path.iterdir()] == ["watchkeeper.sqlite3"]


def test_a_database_that_is_somebodys_is_refused(runs: Runs, real: Department) -> None:
    assert "not begun by the demo" in str(runs("--database", REAL).exception)
    assert runs.served == []


def test_an_empty_database_and_one_the_demo_began_are_taken(runs: Runs, db: None) -> None:
    assert runs("--database", REAL).exception is None
    load_department("mit", by=system(0, living.NAME))
    assert runs("--database", REAL).exception is None
    assert runs.served == [REAL, REAL]


def test_a_department_loaded_by_hand_is_no_demo(db: None) -> None:
    load_department("mit", by=system(0, "setup"))
    assert not living.may_live_here()
