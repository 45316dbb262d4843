"""The web process. On SQLite it carries the worker as threads too, so that one queue of writers serves all."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchkeeper.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from watchkeeper.config import startup  # noqa: E402

startup.web_process()
