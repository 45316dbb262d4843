"""Work that must not depend on other work: each piece is done by itself, whatever became of the one before."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from django.db import InterfaceError, OperationalError

logger = logging.getLogger("watchkeeper.worker")


def each_by_itself(chores: Mapping[str, Callable[[], object]]) -> None:
    """Do every chore; one that fails is logged by its name and keeps no other from its turn.

    Raises only when the database itself is away.
    """
    for name, chore in chores.items():
        try:
            chore()
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("%s failed; it is tried again at the next turn", name)
