"""The calls engine's part of the API: the same actions as every other door."""

from watchkeeper.engines.calls.api.bookings import router as bookings
from watchkeeper.engines.calls.api.calls import router as calls
from watchkeeper.engines.calls.api.units import router as units

__all__ = ["bookings", "calls", "units"]
