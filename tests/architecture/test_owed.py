"""What is owed is carried by things that are there, and proved by tests that go the whole way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.urls import resolve

from tests.architecture.tree import ROOT
from watchkeeper.config import proofs
from watchkeeper.core.services.carried import CARRIED
from watchkeeper.core.services.catalog import CATALOG
from watchkeeper.core.services.docs import declared
from watchkeeper.core.services.owed import carriers, items, owed
from watchkeeper.surfaces.console.desk import registers

WHOLE_WAY = ("tests/browser/", "tests/journeys/")  # through HTTP, to the record


def test_every_item_is_known_once_and_in_order() -> None:
    assert [item.s for item in items()] == [f"S{number:02d}" for number in range(1, 139)]


def test_what_carries_an_item_is_there() -> None:
    known = {item.s for item in items()}
    assert {s for service in CATALOG.values() for s in service.owes} <= known
    assert set(CARRIED) <= known
    for s, several in CARRIED.items():
        for one in several:
            assert _is_there(one), f"{s}: {one}"


def _is_there(carrier: str) -> bool:
    kind, _, name = carrier.partition(":")
    if kind == "line":
        department, _, key = name.partition("/")
        lines = json.loads((ROOT / "departments" / department / "lines.json").read_text(encoding="utf-8"))
        return any(line["key"] == key for line in lines)
    if kind == "register":
        return any(register.key == name for register in registers.ALL)
    return kind == "page" and bool(resolve(name))


def test_an_item_is_proved_by_tests_that_go_the_whole_way_and_by_none_that_nothing_carries() -> None:
    for s, tests in declared().items():
        assert carriers(s), f"{s} is proved by {tests}, and carried by nothing"
        for test in tests:
            assert test.startswith(WHOLE_WAY), f"{s}: {test} does not go through HTTP"


def test_an_item_works_only_when_all_that_prove_it_passed() -> None:
    said = {one.item.s: one.status for one in owed({"S24": {"a": True, "b": True}, "S26": {"a": True, "b": False}})}
    assert (said["S24"], said["S26"], said["S27"], said["S01"]) == ("works", "partial", "partial", "missing")


def test_what_nothing_carries_is_missing_whatever_passed() -> None:
    [found] = [one for one in owed({"S01": {"a": True}}) if one.item.s == "S01"]
    assert found.status == "missing"


def test_runs_are_added_up_and_one_failure_stays(tmp_path: Path) -> None:
    file = tmp_path / "owed.json"
    proofs.add(file, {"S24": {"a": True, "b": True}})
    proofs.add(file, {"S24": {"b": False}, "S26": {"c": True}})
    proofs.add(file, {"S24": {"b": True}})
    assert proofs.read(file) == {"S24": {"a": True, "b": False}, "S26": {"c": True}}


@pytest.mark.parametrize("text", ["", "[]", '{"source": "another", "items": {"S24": {"a": true}}}', "{"])
def test_of_another_source_or_of_none_nothing_is_known(tmp_path: Path, text: str) -> None:
    file = tmp_path / "owed.json"
    assert proofs.read(file) is None
    file.write_text(text, encoding="utf-8")
    assert proofs.read(file) is None
