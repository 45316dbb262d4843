"""What comes with the house: tips that every department has until it writes its own in their stead."""

from watchkeeper.engines.notices.catalog.tips import TIPS

__all__ = ["TIPS"]
