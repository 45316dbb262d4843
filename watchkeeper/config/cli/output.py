"""What a command prints: one JSON document on standard output, or words and tables; progress on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal, Protocol

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

GOOD, FOUND_WRONG, USAGE, COULD_NOT_RUN = 0, 1, 2, 3


class Advance(Protocol):
    """How long work tells how far it is: done so far, and of how many if known."""

    def __call__(self, done: int, total: int | None = None) -> None: ...


class Output:
    """Keeps standard output clean under ``--json``: while a command runs, even a child's print goes to stderr."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.errors = Console(stderr=True, highlight=False)
        self._document: bytes | None = None
        self._saved: int | None = None

    def __enter__(self) -> Output:
        if self.as_json:
            sys.stdout.flush()
            self._saved = os.dup(1)
            os.dup2(2, 1)
            self._python_stdout, sys.stdout = sys.stdout, sys.stderr
        return self

    def __exit__(self, *exc: object) -> Literal[False]:
        if self._saved is not None:
            os.dup2(self._saved, 1)
            os.close(self._saved)
            sys.stdout = self._python_stdout
        if self.as_json and self._document is not None:
            sys.stdout.write(self._document.decode() + "\n")
            sys.stdout.flush()
        return False

    def report(self, document: Any, human: Callable[[Console], None]) -> None:
        """Give the result: ``document`` under ``--json``, else ``human`` draws it."""
        if self.as_json:
            self._document = orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS, default=str)
        else:
            human(Console(highlight=False))

    def fail(self, code: str, sentence: str) -> None:
        """Say why the command could not run; under ``--json`` the document says it too."""
        if code != "usage":
            self.errors.print(f"watchkeeper: {sentence}", style="red", markup=False)
        if self.as_json and self._document is None:
            self._document = orjson.dumps({"error": {"code": code, "sentence": sentence}}, option=orjson.OPT_INDENT_2)

    def say(self, text: str) -> None:
        """A line for the person watching, on standard error."""
        self.errors.print(text, markup=False)

    @contextmanager
    def progress(self, what: str, total: int | None = None) -> Iterator[Advance]:
        """A progress bar on standard error while the block runs (nothing when that is not a terminal)."""
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self.errors,
            disable=not self.errors.is_terminal,
        )
        with bar:
            task = bar.add_task(what, total=total)

            def advance(done: int, total: int | None = None) -> None:
                if total is None:
                    bar.update(task, completed=done)
                else:
                    bar.update(task, completed=done, total=total)

            yield advance


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on standard output.")
