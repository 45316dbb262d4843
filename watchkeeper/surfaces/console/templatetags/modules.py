"""A page's scripts and style sheets: in one file where set-up made one, else each named to the browser at once.

``tools/frontend.py`` makes ``board.bundle.js`` of ``board.js`` and all it imports, and ``board.bundle.css`` of
``board.css``. One that is missing, or older than anything it was made of, is not used: what was edited is what is seen.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
_IMPORT = re.compile(r'^\s*@?(?:import|export)\b[^"\';]*["\'](\.[^"\']+)["\']', re.MULTILINE)


@register.simple_tag
def module(name: str) -> SafeString:
    """The script ``name`` (a static file) as a module: bundled, or with every module it imports preloaded."""
    if bundle := bundled(name):
        return format_html('<script type="module" src="{}"></script>', static(bundle))
    links = format_html_join("\n", '<link rel="modulepreload" href="{}">', ((static(one),) for one in imported(name)))
    return format_html('{}\n<script type="module" src="{}"></script>', links, static(name))


@register.simple_tag
def sheets(name: str) -> SafeString:
    """The style sheet ``name``, which only imports others: bundled, or those others in their order."""
    found = [bundle] if (bundle := bundled(name)) else imported(name)
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(one),) for one in found))


@lru_cache(maxsize=64)
def bundled(name: str) -> str:
    """The one file made of ``name`` and all it imports; "" when there is none or it is older than one of them."""
    stem, kind = posixpath.splitext(name)
    bundle = f"{stem}.bundle{kind}"
    made = _changed(bundle)
    return bundle if made and made >= max(_changed(one) for one in (name, *imported(name))) else ""


@lru_cache(maxsize=64)
def imported(name: str) -> tuple[str, ...]:
    """Every file that ``name`` imports, directly or not, in the order they are met; empty when it is not found."""
    found: dict[str, None] = {}
    waiting = [name]
    for one in waiting:
        for path in _imports(one):
            if path not in found and path != name:
                found[path] = None
                waiting.append(path)
    return tuple(found)


def _imports(name: str) -> list[str]:
    file = _file(name)
    if file is None:
        return []
    folder = posixpath.dirname(name)
    return [posixpath.normpath(posixpath.join(folder, path)) for path in _IMPORT.findall(file.read_text("utf-8"))]


def _changed(name: str) -> int:
    """When a static file was last written, in nanoseconds since 1970; 0 for one that is not there."""
    file = _file(name)
    return file.stat().st_mtime_ns if file else 0


def _file(name: str) -> Path | None:
    file = finders.find(name)
    return Path(file) if isinstance(file, str) else None
