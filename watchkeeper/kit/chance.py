"""The one source of chance, so that one seed replays a whole simulated shift."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

_rng: random.Random = random.SystemRandom()


def rng() -> random.Random:
    """The generator in force: the system's own, or a seeded one inside :func:`seeded`."""
    return _rng


def is_seeded() -> bool:
    """Whether chance is seeded (simulation, tests)."""
    return not isinstance(_rng, random.SystemRandom)


@contextmanager
def seeded(seed: int) -> Iterator[random.Random]:
    """Run the block with a generator seeded by ``seed``, process-wide."""
    global _rng
    before = _rng
    _rng = random.Random(seed)
    try:
        yield _rng
    finally:
        _rng = before
