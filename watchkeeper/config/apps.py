import os
from datetime import datetime

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "watchkeeper.config"
    label = "config"

    def ready(self) -> None:
        from django.core.checks import register

        from watchkeeper.config import wiring
        from watchkeeper.config.sign_in.checks import demo_stays_here

        register(demo_stays_here)
        wiring.bind()
        _set_clock()


def _set_clock() -> None:
    """In a demo that is to be photographed the clock stands still."""
    from django.conf import settings

    from watchkeeper.kit import clock
    from watchkeeper.kit.errors import Refused

    at = os.environ.get("WATCHKEEPER_CLOCK")
    if settings.DEMO and at:
        try:
            clock.stand_still(datetime.fromisoformat(at))
        except ValueError:
            raise Refused(f"WATCHKEEPER_CLOCK is {at}: no moment with its offset, as 2026-03-02T14:00+00:00.") from None
