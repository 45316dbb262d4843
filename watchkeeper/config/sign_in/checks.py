"""What Django's system check refuses about signing in."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error

from watchkeeper.config.sign_in.demo import is_exposed


def demo_stays_here(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The demo signs anyone in as anything, so it must not answer to any name but this machine's own."""
    if not is_exposed():
        return []
    return [
        Error(
            "The demo is on and WATCHKEEPER_HOSTS names a host that is not this machine.",
            hint="Leave WATCHKEEPER_HOSTS at its default, or set WATCHKEEPER_DEMO_ANYWHERE=1 if everyone may come in.",
            id="watchkeeper.E001",
        )
    ]
