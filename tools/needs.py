"""See to what the tests drive and no lock file can bring: Chromium, what its driver is linked to, and PostgreSQL.

As root on Debian they are installed with apt-get; elsewhere this says what to install and fails.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """Install or name what is missing. Returns 0 when all is there."""
    missing = _missing()
    if missing and install(missing):
        missing = _missing()
    if missing:
        print(
            f"The tests need {' and '.join(missing)}. On Debian: sudo apt-get install {' '.join(missing)}.",
            file=sys.stderr,
        )
        print(
            "Elsewhere: Chromium or Chrome on the PATH; PostgreSQL 15 or newer with initdb on the PATH; libatomic.",
            file=sys.stderr,
        )
        print("make test-quick needs neither.", file=sys.stderr)
        return 1
    return 0


def install(packages: list[str]) -> bool:
    """Install ``packages`` with apt-get where that is ours to do: as root on Debian. Returns whether it was tried."""
    if os.name == "nt" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"installing {' and '.join(packages)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *words], env=environment, stdout=subprocess.DEVNULL, check=False)
    return True


def _missing() -> list[str]:
    missing = [] if any(map(shutil.which, BROWSERS)) else ["chromium"]
    if sys.platform == "linux" and not _is_linkable("libatomic.so.1"):
        missing.append("libatomic1")  # Node in the browser's driver is linked to it; a bare Debian has none
    has_server = any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb")
    return missing if has_server else [*missing, "postgresql"]


def _is_linkable(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
