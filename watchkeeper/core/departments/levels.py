"""Confidentiality levels, from public to life-safety secret (services.md, section 2)."""

from __future__ import annotations

from enum import IntEnum


class Level(IntEnum):
    """Who may see a thing. L3 and L4 are never visible by clearance alone: only named people see them."""

    L0 = 0  # public
    L1 = 1  # inside the department
    L2 = 2  # restricted: personal data; needs a role
    L3 = 3  # compartment: named members only
    L4 = 4  # life-safety secret: named members, never on a shared board, in search or in counts
