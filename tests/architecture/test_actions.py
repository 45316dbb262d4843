"""Every public action says who did it, is one transaction, and journals (``@action`` enforces the last two)."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from tests.architecture.tree import load, sources


def _packages() -> list[str]:
    """Every app's ``actions``, as a dotted name."""
    names = [name for name in sources() if name.endswith(("/actions.py", "/actions/__init__.py"))]
    return [load(name).__name__ for name in names]


def _exported(package: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """What an app offers to others: its functions without an underscore, those of a package's front page."""
    module = importlib.import_module(package)
    for title, value in vars(module).items():
        if inspect.isfunction(value) and value.__module__.startswith(package) and not title.startswith("_"):
            yield f"{package}.{title}", value


def _reached_into(package: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """What others take from behind the front page all the same."""
    for name, parsed in sources().items():
        if name.startswith(package.replace(".", "/")):
            continue
        for node in ast.walk(parsed):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(package):
                for taken in node.names:
                    value = getattr(importlib.import_module(str(node.module)), taken.name, None)
                    if inspect.isfunction(value):
                        yield f"{node.module}.{taken.name}", value
                    elif inspect.ismodule(value):
                        yield from _used(parsed, taken.asname or taken.name, value)


def _used(parsed: ast.Module, title: str, module: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    for node in ast.walk(parsed):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == title:
            value = getattr(module, node.attr, None)
            if inspect.isfunction(value):
                yield f"{module.__name__}.{node.attr}", value


ACTIONS = {name: value for package in _packages() for name, value in [*_exported(package), *_reached_into(package)]}


def test_there_are_actions() -> None:
    assert len(ACTIONS) > 40


@pytest.mark.parametrize("name", ACTIONS)
def test_a_public_action_is_marked_so_that_it_is_atomic_and_journals(name: str) -> None:
    assert getattr(ACTIONS[name], "is_action", False), f"{name} lacks @action; a reading belongs outside actions"


@pytest.mark.parametrize("name", ACTIONS)
def test_a_public_action_takes_who_acts_by_keyword(name: str) -> None:
    by = inspect.signature(ACTIONS[name]).parameters.get("by")
    assert by is not None
    assert by.kind is inspect.Parameter.KEYWORD_ONLY
    assert by.default is inspect.Parameter.empty


@pytest.mark.parametrize("name", ACTIONS)
def test_only_the_subject_may_go_without_its_name(name: str) -> None:
    plain = [
        one.name
        for one in inspect.signature(ACTIONS[name]).parameters.values()
        if one.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    ]
    assert len(plain) <= 1, f"{name}: {plain}"


@pytest.mark.parametrize("name", ACTIONS)
def test_a_public_action_says_what_it_does(name: str) -> None:
    assert (ACTIONS[name].__doc__ or "").strip()
