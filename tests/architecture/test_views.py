"""A view asks three things (may they see it; is the form filled in; what goes back) and holds no rule of its own."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.tree import functions, is_views, length, sources

MOST = 20  # lines of one view, its docstring counted
VIEWS = [name for name in sources() if is_views(name)]


@pytest.mark.parametrize("name", VIEWS)
def test_views_hold_no_try(name: str) -> None:
    assert [node.lineno for node in ast.walk(sources()[name]) if isinstance(node, ast.Try | ast.TryStar)] == []


@pytest.mark.parametrize("name", VIEWS)
def test_views_are_short(name: str) -> None:
    assert [f"{one.name}: {length(one)}" for one in functions(sources()[name]) if length(one) > MOST] == []
