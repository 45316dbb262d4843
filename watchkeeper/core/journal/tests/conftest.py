from __future__ import annotations

from collections.abc import Iterator

import pytest

from watchkeeper.core.journal.tests import saying


@pytest.fixture(autouse=True)
def _verbs() -> Iterator[None]:
    with saying.declared():
        yield
