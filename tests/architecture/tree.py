"""The tree as the architecture tests see it: which files are the house's own, their text and their syntax."""

from __future__ import annotations

import ast
import importlib
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent.parent
HOUSE = ROOT / "watchkeeper"


@cache
def texts(*endings: str) -> dict[str, str]:
    """Every file of the repository that git knows or would add, by path from the root, with one of ``endings``."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split("\n")
    names = [name for name in listed if name.endswith(endings) and (ROOT / name).is_file()]
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in sorted(names)}


@cache
def sources() -> dict[str, ast.Module]:
    """The parsed Python files of ``watchkeeper/``, without migrations and tests, by path from the root."""
    mine = {name: text for name, text in texts(".py").items() if name.startswith("watchkeeper/")}
    return {name: ast.parse(text, name) for name, text in mine.items() if not _is_beside(name)}


def _is_beside(name: str) -> bool:
    return "/migrations/" in name or "/tests/" in name


def functions(module: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method in a parsed file, nested ones too."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from ``def`` to the last one."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def is_actions(name: str) -> bool:
    """Whether a path is an app's ``actions.py`` or inside its ``actions/``."""
    return name.endswith("/actions.py") or "/actions/" in name


def is_views(name: str) -> bool:
    """Whether a path is an app's ``views.py`` or inside its ``views/``."""
    return name.endswith("/views.py") or "/views/" in name


def load(name: str) -> ModuleType:
    """The module at a path from the root."""
    return importlib.import_module(name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
