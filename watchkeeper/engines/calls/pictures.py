"""What a file is by its first bytes, whatever its name or its sender says: only plain pictures are ever shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import BinaryField, QuerySet
from django.db.models.functions import Substr

from watchkeeper.engines.calls.models import Attachment

_TOLD = ("id", "name", "size", "content_type")
FIRST = 12  # bytes that tell a picture
# Never SVG, which is a program: a picture here is what a camera or a screen shot makes.
_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def kind_of(content: bytes) -> str:
    """The media type of a picture that starts with ``content``, "" for anything else."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _KINDS if content.startswith(start)), "")


def listed(attachments: QuerySet[Attachment]) -> list[dict[str, Any]]:
    """``id``, ``name``, ``size``, ``content_type`` as sent, and ``picture``: whether it is one (one query)."""
    starts = attachments.annotate(start=Substr("content", 1, FIRST, output_field=BinaryField()))
    rows: Iterable[dict[str, Any]] = starts.order_by("id").values(*_TOLD, "start")
    return [{name: row[name] for name in _TOLD} | {"picture": bool(kind_of(bytes(row["start"])))} for row in rows]
