"""The path is the layer, checked by import-linter; its contracts are in pyproject.toml and leave nothing out."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.architecture.tree import HOUSE, ROOT


def test_every_layer_imports_only_downward() -> None:
    linter = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run(
        linter, cwd=ROOT, env={**os.environ, "NO_COLOR": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_folder_of_code_is_a_package_so_that_no_layer_is_overlooked() -> None:
    folders = {path.parent for path in HOUSE.rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []
