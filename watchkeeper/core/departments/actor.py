"""Who is acting: a person signed in, a token, a timer, an import. Every action takes one as ``by=``."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.departments.permissions import CLEARED_TO, GRANTED, Permission, Role
from watchkeeper.kit.errors import NotAllowed


@dataclass(frozen=True, kw_only=True)
class Actor:
    """One who acts inside one department.

    ``key`` is what the journal keeps ("person:7", "portal", "timer:overdue", "import:sffd");
    ``name`` is what screens show ("D01", "A12", "portal"); ``device`` scopes client ids. ``skew_s`` is how many seconds
    the clock of the phone it acts from ran ahead of ours when last measured; None when it acts by our own clock.
    """

    department_id: int
    key: str
    name: str
    roles: frozenset[Role] = frozenset()
    permissions: frozenset[Permission] = frozenset()
    clearance: Level = Level.L0
    person_id: int | None = None
    account_id: int | None = None
    device: str = ""
    is_system: bool = False
    language: str = "en"
    extra: frozenset[str] = field(default=frozenset())
    skew_s: float | None = None

    def may(self, permission: Permission) -> bool:
        """Whether this actor holds ``permission``; the system holds all."""
        return self.is_system or permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise :class:`NotAllowed` unless this actor holds ``permission``."""
        if not self.may(permission):
            raise NotAllowed("Your role does not allow this.")

    def limited_to(self, scopes: frozenset[Permission]) -> Actor:
        """The same actor with no more than ``scopes`` (what a token carries)."""
        return replace(self, permissions=self.permissions & scopes, is_system=False)


def with_roles(*, department_id: int, key: str, name: str, roles: frozenset[Role], **more: object) -> Actor:
    """An actor holding ``roles``, with the permissions and clearance these grant."""
    granted: frozenset[Permission] = frozenset().union(*(GRANTED[role] for role in roles)) if roles else frozenset()
    clearance = max((CLEARED_TO[role] for role in roles), default=Level.L0)
    return Actor(
        department_id=department_id,
        key=key,
        name=name,
        roles=roles,
        permissions=granted,
        clearance=clearance,
        **more,  # type: ignore[arg-type]
    )


def system(department_id: int, what: str) -> Actor:
    """The house itself acting: ``what`` is "timer:overdue", "import:sffd", "portal"."""
    return Actor(
        department_id=department_id, key=what, name=what.split(":", maxsplit=1)[0], is_system=True, clearance=Level.L2
    )
