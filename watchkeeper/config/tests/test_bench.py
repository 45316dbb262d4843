"""The bench's shelf, its bulk history, and a round of random operations."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from watchkeeper.config.bench import ground, history, rounds, shelf
from watchkeeper.core.journal.verify import verify
from watchkeeper.engines.calls.models import Assignment, Call


def _indexes() -> set[str]:
    with connection.cursor() as cursor:
        return {
            name
            for table in ("calls_call", "calls_assignment", "journal_entry")
            for name, one in connection.introspection.get_constraints(cursor, table).items()
            if one["index"]
        }


@pytest.mark.django_db(transaction=True)
def test_history_laid_in_bulk_verifies_and_leaves_every_index_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_WORTH", 10)
    monkeypatch.delenv(shelf.FOLDER, raising=False)
    before = _indexes()
    laid, said = history.under(50, lambda words: None)
    assert _indexes() == before
    assert said["calls"] == Call.objects.filter(department=laid.department, status="closed").count() == 50
    assert Assignment.objects.filter(cleared_at=None).count() == 0
    assert verify().ok
    ground.open_calls(laid, 3)
    ground.open_calls(laid, 3)
    assert Call.objects.filter(department=laid.department).open().count() == 3


def test_what_is_half_written_on_the_shelf_is_never_found(tmp_path: Path) -> None:
    kept = shelf._Sqlite(tmp_path)
    (tmp_path / "abc-5.building").write_bytes(b"half")
    assert not kept.take("abc-5")
    (tmp_path / "abc-5.sqlite3").write_bytes(b"whole, but nobody wrote what it holds")
    assert not kept.take("abc-5")


def test_only_one_run_at_a_time_has_the_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "VAR", tmp_path)
    monkeypatch.setattr(shelf, "is_reachable", lambda folder: True)
    with shelf.opened() as first, shelf.opened() as second:
        assert first == tmp_path / "bench" / "postgresql"
        assert second is None


@pytest.mark.django_db(transaction=True)
def test_a_round_is_decided_by_its_seed_and_breaks_nothing() -> None:
    played = rounds.play(5, 60)
    assert (played["operations"], played["broken"]) == (60, [])
    assert 0 < played["refused"] < 60
