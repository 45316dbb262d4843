"""Keeps the processes of an installation running: starts them, restarts what dies, stops all of them cleanly."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event

from watchkeeper.kit import clock

_PR_SET_PDEATHSIG = 1  # Linux: tell the child when its parent is gone, even by SIGKILL
_LONGEST_WAIT_S = 5.0
_SETTLED_S = 10.0


@dataclass
class Child:
    """One process to keep alive."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: int = 0  # since it last stayed up for a while
    start_again_at: float | None = None

    def start(self) -> None:
        """Start it with the parent's environment and its own on top."""
        self.start_again_at = None
        self.started = clock.monotonic()
        self.process = subprocess.Popen(
            list(self.argv),
            env={**os.environ, **self.env},
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - one system call, no lock taken
            stdin=subprocess.DEVNULL,
        )


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Runs ``children`` until told to stop by SIGTERM, SIGINT or :meth:`stop`."""

    def __init__(self, children: Sequence[Child], *, say: Callable[[str], None], patience_s: float = 10.0) -> None:
        self.children = list(children)
        self._say = say
        self._patience = patience_s
        self._stopping = Event()

    def stop(self, *_: object) -> None:
        """Ask for an orderly end; safe from a signal handler."""
        self._stopping.set()

    def run(self, *, when_up: Callable[[], None] | None = None) -> bool:
        """Start every child and watch it. True when asked to stop, False when a child cannot stay up at all."""
        before = {number: signal.signal(number, self.stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            for child in self.children:
                child.start()
            if when_up is not None:
                when_up()
            return self._watch()
        finally:
            self._end_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _watch(self) -> bool:
        while not self._stopping.wait(0.1):
            for child in self.children:
                if not self._look_after(child):
                    return False
        return True

    def _look_after(self, child: Child) -> bool:
        """One look at one child; False when it has failed too often to be worth another start."""
        now = clock.monotonic()
        if child.start_again_at is not None:
            if now >= child.start_again_at:
                child.start()
            return True
        assert child.process is not None
        if child.process.poll() is None:
            return True
        if now - child.started > _SETTLED_S:
            child.restarts = 0
        child.restarts += 1
        if child.restarts > 8:
            self._say(f"{child.name} does not stay up (exit {child.process.returncode}); giving up")
            return False
        wait = min(_LONGEST_WAIT_S, 0.1 * 2 ** (child.restarts - 1))
        self._say(f"{child.name} ended (exit {child.process.returncode}); starting it again in {wait:.1f} s")
        child.start_again_at = now + wait
        return True

    def _end_all(self) -> None:
        running = [child for child in self.children if child.process is not None and child.process.poll() is None]
        for child in running:
            assert child.process is not None
            child.process.terminate()
        deadline = clock.monotonic() + self._patience
        for child in running:
            assert child.process is not None
            try:
                child.process.wait(max(0.1, deadline - clock.monotonic()))
            except subprocess.TimeoutExpired:
                self._say(f"{child.name} did not end in {self._patience:.0f} s; killed")
                child.process.kill()
                child.process.wait()
