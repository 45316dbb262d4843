"""Sizes are a smell, not a goal: beyond these a file or function is listed here by name, with its reason, or split."""

from __future__ import annotations

import ast
import statistics

from tests.architecture.tree import functions, length, sources, texts

FILE, FUNCTION, SCRIPT = 400, 60, 500
LONG_FILES: dict[str, str] = {
    "watchkeeper/surfaces/console/command/verbs.py": "every command of the desk on one page, read from top to bottom",
}
LONG_FUNCTIONS: dict[str, str] = {
    "tests/browser/test_thirty_command_shift.py:test_a_shift_of_thirty_commands_needs_no_mouse": "told in order",
}
UNWELCOME = {"utils", "helpers", "services", "managers", "signals", "constants", "common", "base", "misc"}


def _own(name: str) -> bool:
    return "/migrations/" not in name


def test_a_file_is_of_a_size_to_read() -> None:
    counts = {name: text.count("\n") for name, text in texts(".py").items() if _own(name) and name not in LONG_FILES}
    assert {name: lines for name, lines in counts.items() if lines > FILE} == {}


def test_a_function_is_of_a_size_to_read() -> None:
    spans = {
        f"{name}:{one.name}": length(one)
        for name, text in texts(".py").items()
        if _own(name)
        for one in functions(ast.parse(text))
    }
    assert {name: lines for name, lines in spans.items() if lines > FUNCTION and name not in LONG_FUNCTIONS} == {}


def test_a_script_is_of_a_size_to_read() -> None:
    assert {name: text.count("\n") for name, text in texts(".js").items() if text.count("\n") > SCRIPT} == {}


def test_most_files_and_functions_are_small() -> None:
    lines = [texts(".py")[name].count("\n") for name in sources()]
    assert statistics.median(lines) <= 120
    spans = [length(one) for parsed in sources().values() for one in functions(parsed)]
    assert statistics.quantiles(spans, n=10)[-1] <= 25


def test_no_file_is_named_for_nobodys_job() -> None:
    stems = {name: name.rsplit("/", 1)[-1].removesuffix(".py") for name in texts(".py")}
    assert {name for name, stem in stems.items() if stem in UNWELCOME} == set()
