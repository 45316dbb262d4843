"""A view asks three things (may they see it; is the form filled in; what goes back) and holds no rule of its own."""

from __future__ import annotations

import ast

from tests.architecture.tree import functions, is_views, length, sources

MOST = 20  # lines of one view, its docstring counted
TRIES = ast.Try | ast.TryStar
VIEWS = [name for name in sources() if is_views(name)]


def test_views_hold_no_try() -> None:
    tries = {name: [node.lineno for node in ast.walk(sources()[name]) if isinstance(node, TRIES)] for name in VIEWS}
    assert {name: lines for name, lines in tries.items() if lines} == {}


def test_views_are_short() -> None:
    spans = {f"{name}:{one.name}": length(one) for name in VIEWS for one in functions(sources()[name])}
    assert {name: lines for name, lines in spans.items() if lines > MOST} == {}
