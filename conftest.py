"""What every test shares, wherever it lies: the test database, the stepped clock, the cast."""

from __future__ import annotations

pytest_plugins = ("tests.databases", "tests.proofs")
