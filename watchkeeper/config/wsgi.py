"""The web process. On SQLite it carries the worker as threads too, so that one queue of writers serves all."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchkeeper.config.settings")

from django.core.wsgi import get_wsgi_application

_people = get_wsgi_application()

from watchkeeper.config import startup  # noqa: E402
from watchkeeper.config.machines import MachineHandler, is_machine  # noqa: E402

_machines = MachineHandler()


def application(environ: dict[str, Any], start_response: Any) -> Any:
    """The WSGI application: people's browsers by the long way, machines with a token by the short one."""
    handler = _machines if is_machine(environ) else _people
    return handler(environ, start_response)


startup.web_process()
