"""Every playbook there is in code, by key."""

from __future__ import annotations

from watchkeeper.engines.playbooks.catalog.cards import CARDS
from watchkeeper.engines.playbooks.catalog.checks import CHECKS
from watchkeeper.engines.playbooks.catalog.patrols import PATROLS
from watchkeeper.engines.playbooks.spec import Playbook

CATALOG: dict[str, Playbook] = {book.key: book for book in (*PATROLS, *CHECKS, *CARDS)}
