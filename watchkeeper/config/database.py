"""A database address as text (``sqlite:///…``, ``postgresql://…``) turned into Django's settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# WAL lets readers go on while the one writer writes. FULL makes a commit survive a power cut, not only a kill.
_SQLITE_INIT = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA foreign_keys=ON; "
    "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
)


def from_url(url: str, *, pool: int = 10, synchronous: str = "FULL") -> dict[str, Any]:
    """Django's ``DATABASES`` entry for ``url``.

    Takes ``sqlite:////absolute/path``, ``sqlite:///relative/path`` or ``postgresql://user@host:port/name``; what
    follows ``?`` in a PostgreSQL address goes to libpq (``?sslmode=require``). ``pool`` is the most connections one
    process may hold. Raises ``ValueError`` for anything else.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(url, synchronous)
    if parts.scheme in {"postgresql", "postgres"}:
        name = unquote(parts.path.lstrip("/"))
        if not name:
            raise ValueError(f"no database named in {url!r}; write postgresql://user@host:port/name")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 0,
            "OPTIONS": {
                **dict(parse_qsl(parts.query)),
                "pool": {"min_size": 1, "max_size": pool, "timeout": 10, "max_idle": 300},
            },
        }
    raise ValueError(f"not a database address: {url!r}; write sqlite:////absolute/path or postgresql://user@host/name")


def _sqlite(url: str, synchronous: str) -> dict[str, Any]:
    path = unquote(url[len("sqlite:///") :])
    if not url.startswith("sqlite:///") or not path:
        raise ValueError(f"not a database address: {url!r}; write sqlite:////absolute/path or sqlite:///relative/path")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # One connection per thread for as long as the thread lives: opening one costs more than most queries.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": _SQLITE_INIT.format(synchronous=synchronous),
        },
    }


def absolute(url: str) -> str:
    """``url`` with a relative SQLite path made absolute, so that child processes mean the same file.

    Raises ``ValueError`` if it is no database address.
    """
    settings = from_url(url)
    if settings["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{Path(settings['NAME']).expanduser().resolve()}"
    return url
