"""The app's shell: the files a phone keeps to open without signal. No word of any call, person or place is in it."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import orjson
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

OWN = Path(__file__).parent / "static" / "field"
KEPT = (".js", ".css", ".svg", ".png", ".webmanifest")
SHARED = (
    "vendor/idb.js",
    "vendor/fonts.css",
    "vendor/icons.svg",
    "vendor/fonts/inter-latin.woff2",
    "vendor/fonts/inter-latin-ext.woff2",
    "vendor/fonts/jetbrains-mono-400.woff2",
    "vendor/fonts/jetbrains-mono-600.woff2",
)
WORKER = "worker.js"  # served at the app's own address, for there is its scope


def page() -> str:
    """The one page: the same for everybody, filled in the browser."""
    return render_to_string("field/app.html")


@cache
def worker() -> str:
    """The service worker's script, with the addresses of the shell and a mark of everything in them."""
    names = [f"field/{path.name}" for path in sorted(OWN.iterdir()) if path.suffix in KEPT and path.name != WORKER]
    names += [name for name in SHARED if finders.find(name)]
    mark = sha256(page().encode())
    for name in names:
        mark.update(Path(str(finders.find(name))).read_bytes())
    told = {"version": mark.hexdigest()[:16], "page": reverse("field:app"), "files": [static(name) for name in names]}
    script = (OWN / WORKER).read_text(encoding="utf-8")
    return f"const SHELL = {orjson.dumps(told).decode()};\n{script}"


def never_kept(response: HttpResponse) -> HttpResponse:
    """``response`` marked so that neither the browser nor anything between keeps it."""
    response["Cache-Control"] = "no-store"
    return response
