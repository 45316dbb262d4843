"""What a process does once when it starts to serve, and what it refuses to start with."""

from __future__ import annotations

import gc
import os
import re
import threading
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import get_resolver

from watchkeeper.kit.errors import Refused


def check_secret() -> None:
    """Raise :class:`Refused` if this would serve a department on the key everyone can read in the source."""
    if settings.SECRET_KEY == settings.DEFAULT_SECRET_KEY and not settings.DEMO:
        raise Refused(
            "No secret key is set, so anyone could forge a sign-in. Set WATCHKEEPER_SECRET_KEY_FILE to a file with 50 "
            "or more random characters (python -c 'import secrets; print(secrets.token_urlsafe(50))' makes them)."
        )
    if len(settings.SECRET_KEY) < 20:
        raise Refused("The secret key is too short; use 50 or more random characters.")


def check_tiles() -> None:
    """Raise :class:`Refused` for a tile address the page policy cannot be opened for exactly."""
    if not settings.TILE_URL:
        return
    parts = urlsplit(settings.TILE_URL)
    host = re.fullmatch(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?", parts.netloc)
    if parts.scheme not in {"http", "https"} or not host or not all(one in parts.path for one in ("{z}", "{x}", "{y}")):
        raise Refused(
            "WATCHKEEPER_TILE_URL must be one http or https address with {z}, {x} and {y} in its path and nothing to "
            "fill in its host name, such as https://tiles.example.org/{z}/{x}/{y}.png."
        )


def web_process() -> None:
    """Called when the web process has loaded: warm what the first caller would wait for, start what lives here."""
    check_secret()
    check_tiles()
    get_resolver().url_patterns  # noqa: B018 - imports every view now, not in the first request
    # What is loaded stays: the collector need not walk through it again at every few hundred requests.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    carried = [name for name in os.environ.get("WATCHKEEPER_CARRY", "").split(",") if name]
    if "worker" in carried:
        from watchkeeper.config import worker

        threading.Thread(target=worker.run_forever, name="worker", daemon=True).start()
    if "simulator" in carried:
        from watchkeeper.config.simulate import living

        threading.Thread(target=living.run_forever, name="simulator", daemon=True).start()
