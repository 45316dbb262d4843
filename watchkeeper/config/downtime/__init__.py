"""The downtime kit: each minute the board as one signed file that needs nothing but a browser and a printer.

A file is written per department and seat class and holds what that class may see, nothing more.
"""

from watchkeeper.config.downtime.sealed import Checked, check, fingerprint
from watchkeeper.config.downtime.writing import SEATS, board_file, folder, write_all

__all__ = ["SEATS", "Checked", "board_file", "check", "fingerprint", "folder", "write_all"]
