"""Every playbook and every kind of finding there is in code, by key."""

from __future__ import annotations

from watchkeeper.engines.playbooks.catalog.cards import CARDS
from watchkeeper.engines.playbooks.catalog.checks import CHECKS
from watchkeeper.engines.playbooks.catalog.patrols import PATROLS
from watchkeeper.engines.playbooks.catalog.tags import TAGS
from watchkeeper.engines.playbooks.spec import FindingSpec, Playbook

CATALOG: dict[str, Playbook] = {book.key: book for book in (*PATROLS, *CHECKS, *CARDS)}
FINDINGS: dict[str, FindingSpec] = {spec.key: spec for spec in TAGS}
