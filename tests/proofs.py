"""Keeps how the tests went that prove an owed item (``@pytest.mark.proves("S24")``), when ``make test`` asks for it."""

from __future__ import annotations

import os
import re

import pytest

ITEM = re.compile(r"S\d{2,3}")
_results: dict[str, dict[str, bool]] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # With the report, since a worker's process knows the marks and the first process writes the file.
    for item in items:
        for mark in item.iter_markers("proves"):
            item.user_properties.extend(("proves", one) for one in mark.args if ITEM.fullmatch(one))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped:
        return
    test = report.nodeid.partition("[")[0]
    for name, s in report.user_properties:
        if name == "proves":
            mine = _results.setdefault(str(s), {})
            mine[test] = report.passed and mine.get(test, True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if "WATCHKEEPER_PROOFS" not in os.environ or hasattr(session.config, "workerinput") or not _results:
        return
    from watchkeeper.config import proofs

    proofs.add(proofs.FILE, _results)
