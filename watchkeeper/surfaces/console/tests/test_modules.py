"""Modules preloaded: all that a page's script imports, each once, and none that is not there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders

from watchkeeper.surfaces.console.templatetags.modules import bundled, imported, module, sheets


def test_every_module_the_board_imports_is_told_once() -> None:
    found = imported("console/board.js")
    assert {"console/state.js", "console/hash.js", "console/words.js"} <= set(found)
    assert len(set(found)) == len(found)
    assert "console/board.js" not in found
    assert all(finders.find(one) for one in found)


def test_the_script_itself_comes_last_and_as_a_module() -> None:
    lines = module("console/measures/measures.js").splitlines()
    assert lines[-1] == '<script type="module" src="/static/console/measures/measures.js"></script>'
    assert all(line.startswith('<link rel="modulepreload"') for line in lines[:-1])
    assert len(lines) == 4


def test_a_script_that_is_not_there_imports_nothing() -> None:
    assert imported("console/nothing.js") == ()


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Static files ``room/a.js``, which imports ``b.js``, and ``room/all.css``, which imports ``one.css``."""
    room = tmp_path / "room"
    room.mkdir()
    for name, text in {
        "a.js": 'import "./b.js";',
        "b.js": "",
        "all.css": '@import "./one.css";',
        "one.css": "",
    }.items():
        (room / name).write_text(text)
        os.utime(room / name, (1000, 1000))
    settings.STATICFILES_DIRS = [tmp_path]
    _forget()
    yield room
    _forget()


def _forget() -> None:
    bundled.cache_clear()
    imported.cache_clear()


def test_without_a_bundle_everything_imported_is_named(folder: Path) -> None:
    assert module("room/a.js").count("modulepreload") == 1
    assert sheets("room/all.css") == '<link rel="stylesheet" href="/static/room/one.css">'


def test_a_bundle_as_new_as_all_it_was_made_of_stands_for_them(folder: Path) -> None:
    for name in ("a.bundle.js", "all.bundle.css"):
        (folder / name).write_text("")
        os.utime(folder / name, (1000, 1000))
    assert module("room/a.js") == '<script type="module" src="/static/room/a.bundle.js"></script>'
    assert sheets("room/all.css") == '<link rel="stylesheet" href="/static/room/all.bundle.css">'


def test_a_bundle_older_than_one_it_was_made_of_is_not_used(folder: Path) -> None:
    (folder / "a.bundle.js").write_text("")
    os.utime(folder / "a.bundle.js", (1000, 1000))
    os.utime(folder / "b.js", (1001, 1001))
    assert "bundle" not in module("room/a.js")


def test_set_up_has_made_the_boards_own_bundles() -> None:
    for name in ("console/board.bundle.js", "console/board.bundle.css"):
        assert finders.find(name), f"{name} is missing: make setup"
