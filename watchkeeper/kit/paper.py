"""Paper by Typst: a source of ours and data, made into a PDF; nothing is read from the network or from system fonts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
import segno
import typst
from django.http import HttpResponse


def pdf(source: Path, data: Mapping[str, Any]) -> bytes:
    """``data`` (JSON) set by the Typst file ``source``, as a PDF; what was made lately is not made again."""
    return _made(source, orjson.dumps(dict(data)).decode())


@lru_cache(maxsize=64)
def _made(source: Path, told: str) -> bytes:
    made = typst.compile(str(source), root=str(source.parent), ignore_system_fonts=True, sys_inputs={"data": told})
    if not isinstance(made, bytes):
        raise TypeError("the PDF came in parts")
    return made


def qr(address: str) -> str:
    """The QR code of ``address`` as SVG."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(border=1)
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def answered(name: str, content: bytes) -> HttpResponse:
    """The PDF ``content`` as an answer, to be looked at and printed."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
