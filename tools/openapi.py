"""Writes docs/openapi.json anew from the API as it stands."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write the document."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchkeeper.config.settings")
    import django

    django.setup()
    from watchkeeper.config.api import document

    (ROOT / "docs" / "openapi.json").write_text(document())


if __name__ == "__main__":
    main()
