"""Percentiles of many groups at once, over columns; groups without a value are there with an n of nought."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from watchkeeper.engines.calls import figures
from watchkeeper.engines.calls.figures import Spread

if TYPE_CHECKING:
    from watchkeeper.engines.calls.measures.columns import Flags, Floats, Integers

EMPTY = Spread(0, None, None)
# Two-sided 95 % of the normal curve: how far a share may stray by chance alone.
_Z95 = 1.959964


def spread(values: Floats) -> Spread:
    """Percentiles of what is not NaN."""
    return figures.spread(values[~np.isnan(values)])


def groups(codes: Integers, values: Floats) -> Iterator[tuple[int, Floats]]:
    """Each code that occurs with its values (NaN left out), in order of the codes."""
    real = ~np.isnan(values)
    codes, values = codes[real], values[real]
    order = np.argsort(codes, kind="stable")
    found, starts = np.unique(codes[order], return_index=True)
    yield from zip(found.tolist(), np.split(values[order], starts[1:]), strict=bool(len(found)))


def spreads(codes: Integers, values: Floats) -> dict[int, Spread]:
    """The percentiles of each code that has a value."""
    return {code: figures.spread(part) for code, part in groups(codes, values)}


def grid(rows: Integers, columns: Integers, values: Floats, shape: tuple[int, int]) -> list[list[Spread]]:
    """Percentiles of each cell of a table of ``shape``."""
    found = spreads(rows * shape[1] + columns, values)
    return [[found.get(row * shape[1] + column, EMPTY) for column in range(shape[1])] for row in range(shape[0])]


def counts(rows: Integers, columns: Integers, shape: tuple[int, int]) -> list[list[int]]:
    """How many fall into each cell of a table of ``shape``."""
    flat = np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1])
    return [[int(one) for one in row] for row in flat.reshape(shape)]


def between(values: Floats, share: float = 0.9) -> tuple[float, float] | None:
    """Between what the true percentile lies, 95 times in 100, by the order of the values alone; None of too few."""
    real = np.sort(values[~np.isnan(values)])
    n, reach = len(real), _Z95 * (len(real) * share * (1 - share)) ** 0.5
    low, high = int(np.floor(n * share - reach)), int(np.ceil(n * share + reach))
    if low < 0 or high >= n:
        return None
    return round(float(real[low]), 3), round(float(real[high]), 3)


def weighted(values: Floats, weights: Floats, share: float) -> float | None:
    """The percentile of ``values`` where each counts ``weights``; None without any."""
    real: Flags = ~np.isnan(values) & (weights > 0)
    if not real.any():
        return None
    order = np.argsort(values[real])
    ranked, heavy = values[real][order], weights[real][order]
    middles = (np.cumsum(heavy) - heavy / 2) / heavy.sum()
    return round(float(np.interp(share, middles, ranked)), 3)
