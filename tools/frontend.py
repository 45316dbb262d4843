"""The few built front-end files, from node_modules to watchkeeper/static/vendor, and one file each of what the board
loads of our own; nothing of either is committed."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "watchkeeper" / "static" / "vendor"

# From a path under node_modules to a path under vendor/.
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "idb/build/index.js": "idb.js",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler/tabler.min.js",
    "echarts/dist/echarts.min.js": "echarts.min.js",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "fonts/inter-latin.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "fonts/inter-latin-ext.woff2",
    "@fontsource/jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff2": "fonts/jetbrains-mono-400.woff2",
    "@fontsource/jetbrains-mono/files/jetbrains-mono-latin-600-normal.woff2": "fonts/jetbrains-mono-600.woff2",
}
FOLDERS = {"leaflet/dist/images": "leaflet/images"}

# What a page loads first, made into one file each beside it: a browser that asks for fifty paints late.
BUNDLED = ("console/board.js", "console/board.css")
OWN = ROOT / "watchkeeper" / "static"
SOURCES = sorted(
    path
    for path in (ROOT / "watchkeeper" / "surfaces" / "console" / "static").rglob("*")
    if path.suffix in {".js", ".css"}
)

# Tabler's outline icons, as symbols of one sprite: <svg class="icon"><use href="…/vendor/icons.svg#lock"></use></svg>.
ICONS = (ROOT / "tools" / "icons.txt").read_text(encoding="utf-8").split()

FONTS = """\
@font-face{font-family:"Inter";font-style:normal;font-weight:100 900;font-display:swap;src:url(fonts/inter-latin-ext.woff2) format("woff2");unicode-range:U+0100-02BA,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB,U+20AD-20C0,U+2C60-2C7F,U+A720-A7FF}
@font-face{font-family:"Inter";font-style:normal;font-weight:100 900;font-display:swap;src:url(fonts/inter-latin.woff2) format("woff2");unicode-range:U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2190-2193,U+2212,U+2215,U+FEFF,U+FFFD}
@font-face{font-family:"JetBrains Mono";font-style:normal;font-weight:400;font-display:swap;src:url(fonts/jetbrains-mono-400.woff2) format("woff2")}
@font-face{font-family:"JetBrains Mono";font-style:normal;font-weight:600;font-display:swap;src:url(fonts/jetbrains-mono-600.woff2) format("woff2")}
"""  # noqa: E501


def lay() -> int:
    """Empty vendor/ and lay it anew from node_modules. Returns the number of files."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES.items():
        _copy(MODULES / source, VENDOR / target)
    for source, target in FOLDERS.items():
        shutil.copytree(MODULES / source, VENDOR / target)
    (VENDOR / "fonts.css").write_text(FONTS)
    (VENDOR / "icons.svg").write_text(_sprite())
    return sum(1 for path in VENDOR.rglob("*") if path.is_file())


def is_laid() -> bool:
    """Whether every file of the list is in vendor/."""
    return all((VENDOR / target).exists() for target in (*FILES.values(), *FOLDERS.values(), "icons.svg", "fonts.css"))


def bundle() -> int:
    """Make one file of each of ``BUNDLED`` and all it imports, with esbuild. Returns the number of files.

    Raises :class:`OSError` when esbuild is not there or finds a fault.
    """
    esbuild = next((MODULES / "@esbuild").glob("*/bin/esbuild"), None) or next(
        (MODULES / "@esbuild").glob("*/esbuild.exe"), None
    )
    if esbuild is None:
        raise OSError("esbuild is not in node_modules; npm has left it out for this machine's kind of processor")
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name)
        for folder in (OWN, ROOT / "watchkeeper" / "surfaces" / "console" / "static"):
            shutil.copytree(folder, tree, dirs_exist_ok=True)  # as a browser sees them: one imports from another
        made = subprocess.run(
            [esbuild, *BUNDLED, "--bundle", "--format=esm", "--minify", "--outbase=.", "--outdir=made",
             "--entry-names=[dir]/[name].bundle", "--asset-names=[dir]/[name]",
             "--loader:.png=file", "--loader:.woff2=file", "--log-level=warning"],
            cwd=tree, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode:
            raise OSError(made.stderr)
        for one in BUNDLED:
            target = OWN / _bundle_of(one)
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(tree / "made" / _bundle_of(one), target)
    return len(BUNDLED)


def is_bundled() -> bool:
    """Whether every bundle is there."""
    return all((OWN / _bundle_of(one)).exists() for one in BUNDLED)


def confirm() -> None:
    """Mark the bundles as newer than what they were made of, which a change of branch may have written again."""
    for one in BUNDLED:
        (OWN / _bundle_of(one)).touch()


def _bundle_of(name: str) -> str:
    stem, _, kind = name.rpartition(".")
    return f"{stem}.bundle.{kind}"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in {".js", ".css"}:
        # The maps are not taken along, and hashed static files refuse a link to nothing.
        text = re.sub(r"(//#|/\*#) sourceMappingURL=\S+( \*/|\*/)?", "", source.read_text(encoding="utf-8"))
        target.write_text(text, encoding="utf-8")
    else:
        shutil.copyfile(source, target)


def _sprite() -> str:
    symbols = "".join(_symbol(name) for name in ICONS)
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>\n'


def _symbol(name: str) -> str:
    drawing = (MODULES / "@tabler/icons/icons/outline" / f"{name}.svg").read_text(encoding="utf-8")
    inside = re.sub(r"\s+", " ", drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")]).strip()
    inside = inside.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" /> ', "")
    stroke = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {stroke}>{inside}</symbol>'
