"""The API's document is reviewed before it changes: `python tools/openapi.py` writes it anew."""

from __future__ import annotations

from pathlib import Path

from watchkeeper.config.api import document

WRITTEN = Path(__file__).resolve().parent.parent.parent / "docs" / "openapi.json"


def test_the_api_is_what_its_written_document_says() -> None:
    assert WRITTEN.read_text() == document(), "run `python tools/openapi.py` and read what changed"
