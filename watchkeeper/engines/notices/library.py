"""The tips a department shows in public: those that come with the house, and its own in their stead."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from watchkeeper.core.departments.models import Department
from watchkeeper.engines.notices.catalog import TIPS
from watchkeeper.engines.notices.catalog.spec import TipSpec
from watchkeeper.engines.notices.models import Tip
from watchkeeper.engines.notices.states import TipStatus, TipTopic

Words = str | Promise


@dataclass(frozen=True)
class Shown:
    """One tip as the public reads it, in every language it has: code → title, and code → its lines."""

    key: str
    topic: str
    services: frozenset[str]
    titles: dict[str, Words]
    bodies: dict[str, Words]

    def title(self, language: str) -> str:
        """Its title in ``language``, in English where it has none."""
        return str(self.titles.get(language) or self.titles["en"])

    def lines(self, language: str) -> list[str]:
        """Its advice in ``language``, piece by piece."""
        text = str(self.bodies.get(language) or self.bodies["en"])
        return [line.strip() for line in text.splitlines() if line.strip()]


def shown(department: Department, service: str = "") -> list[Shown]:
    """The tips of ``department`` by topic, or only those that go with ``service``. One query."""
    own = {tip.key: tip for tip in Tip.objects.filter(department=department).select_related("published")}
    found = [_own(tip) for tip in own.values() if tip.status == TipStatus.PUBLISHED]
    superseded = {tip.key for tip in own.values() if tip.status != TipStatus.DRAFT}
    found += [_declared(spec) for spec in offered(department.kind) if spec.key not in superseded]
    topics, keys = list(TipTopic), [spec.key for spec in TIPS]
    found.sort(key=lambda tip: (topics.index(TipTopic(tip.topic)), _place(tip.key, keys), tip.key))
    return [tip for tip in found if not service or service in tip.services]


def offered(kind: str) -> list[TipSpec]:
    """The tips that come with the house for departments of ``kind``."""
    return [spec for spec in TIPS if kind in spec.offered_in]


def _place(key: str, keys: list[str]) -> int:
    """In the order of the house; what is the department's own comes after."""
    return keys.index(key) if key in keys else len(keys)


def _own(tip: Tip) -> Shown:
    version = tip.published
    assert version is not None
    return Shown(
        tip.key, tip.topic, frozenset(tip.services.split()), {"en": version.title, "es": version.title_es},
        {"en": version.body, "es": version.body_es},
    )  # fmt: skip


def _declared(spec: TipSpec) -> Shown:
    return Shown(
        spec.key, spec.topic, frozenset(spec.services), {"en": spec.title, "es": spec.title_es},
        {"en": spec.body, "es": spec.body_es},
    )  # fmt: skip
