"""Modules preloaded: all that a page's script imports, each once, and none that is not there."""

from __future__ import annotations

from django.contrib.staticfiles import finders

from watchkeeper.surfaces.console.templatetags.modules import imported, module


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
