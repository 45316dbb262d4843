"""``watchkeeper services --owed``: nothing is said to work that the tests did not just show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.config import proofs
from watchkeeper.config.cli import main
from watchkeeper.core.services.docs import declared

pytestmark = pytest.mark.django_db


def told(capfd: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    """What the command prints, by item."""
    with pytest.raises(SystemExit) as ended:
        main(["services", "--owed", "--json"])
    assert ended.value.code in (0, None)
    return {row["s"]: row for row in json.loads(capfd.readouterr().out)}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(proofs, "FILE", tmp_path / "owed.json")
    return tmp_path / "owed.json"


def test_without_a_run_nothing_works_and_each_proof_is_named(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rows = told(capfd)
    assert len(rows) == 138
    assert {row["status"] for row in rows.values()} == {"partial", "missing"}
    assert rows["S24"]["proved_by"] == declared()["S24"]


def test_an_item_works_when_every_test_that_names_it_ran_and_passed(
    file: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    [test] = declared()["S24"]
    proofs.add(file, {"S24": {test: True}})
    assert told(capfd)["S24"]["status"] == "works"
    monkeypatch.setattr("watchkeeper.core.services.docs.declared", lambda: {"S24": [test, "tests/browser/another"]})
    assert told(capfd)["S24"]["status"] == "partial"
