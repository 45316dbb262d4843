"""Every kind of entry has a sentence that its data can fill, and every entry written is of a declared kind."""

from __future__ import annotations

import ast
import re
import string

import pytest

from tests.architecture.tree import sources
from watchkeeper.core.departments.levels import Level
from watchkeeper.core.journal.verbs import all_verbs

NAME = re.compile(r"[a-z_]+\.[a-z_]+")


@pytest.mark.parametrize("key", sorted(all_verbs()))
def test_a_verb_has_a_sentence_its_fields_can_fill(key: str) -> None:
    verb = all_verbs()[key]
    holes = {hole.split(".")[0].split("[")[0] for _, hole, _, _ in string.Formatter().parse(str(verb.sentence)) if hole}
    assert NAME.fullmatch(key)
    assert str(verb.sentence).strip()
    assert holes <= set(verb.fields), f"{key}: the sentence asks for {holes - set(verb.fields)}"
    assert isinstance(verb.level, Level)


def test_every_entry_written_is_of_a_declared_kind() -> None:
    written = set()
    for name, parsed in sources().items():
        for node in ast.walk(parsed):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "journal.write" and len(node.args) > 1:
                verb = node.args[1]
                if isinstance(verb, ast.Constant):
                    written.add((str(verb.value), name))
    assert [(verb, name) for verb, name in written if verb not in all_verbs()] == []


def test_no_verb_is_declared_for_nothing() -> None:
    spoken = {
        node.value
        for name, parsed in sources().items()
        if not name.endswith("verbs.py")
        for node in ast.walk(parsed)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    # A verb may be put together: f"unit.{status}".
    stems = {
        "".join(str(part.value) for part in node.values[:1] if isinstance(part, ast.Constant))
        for parsed in sources().values()
        for node in ast.walk(parsed)
        if isinstance(node, ast.JoinedStr)
    } - {""}
    unused = [
        key
        for key in all_verbs()
        if key not in spoken and not any(key.startswith(stem) for stem in stems if "." in stem)
    ]
    assert unused == []
