"""Server-sent events as bytes, made once and sent to many."""

from __future__ import annotations

from typing import Any

import orjson

from watchkeeper.core.journal import cursors


def event(name: str, data: Any, *, position: int | None = None) -> bytes:
    """One event; with a ``position`` it carries the cursor a reader resumes from."""
    ident = f"id: {cursors.seal(position)}\n" if position is not None else ""
    return f"event: {name}\n{ident}data: ".encode() + orjson.dumps(data) + b"\n\n"


def opening() -> bytes:
    """What a stream begins with: come back after a second, and past any proxy's buffer."""
    return b"retry: 1000\n:" + b" " * 2048 + b"\n\n"
