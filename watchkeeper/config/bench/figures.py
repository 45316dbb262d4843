"""Percentiles as every bench reports them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def percentile(values: Sequence[float], percent: float, digits: int = 2) -> float | None:
    """The percentile by linear interpolation, rounded; None of nothing."""
    return round(float(np.percentile(values, percent)), digits) if values else None
