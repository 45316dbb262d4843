"""What a page's script imports, told to the browser at once; else each is asked for when its importer is read."""

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
_IMPORT = re.compile(r'^\s*(?:import|export)\b[^"\';]*["\'](\.[^"\']+)["\']', re.MULTILINE)


@register.simple_tag
def module(name: str) -> SafeString:
    """The script ``name`` (a static file) as a module, every module it imports preloaded."""
    links = format_html_join("\n", '<link rel="modulepreload" href="{}">', ((static(one),) for one in imported(name)))
    return format_html('{}\n<script type="module" src="{}"></script>', links, static(name))


@lru_cache(maxsize=64)
def imported(name: str) -> tuple[str, ...]:
    """Every module that ``name`` imports, directly or not, in the order they are met; empty when it is not found."""
    found: dict[str, None] = {}
    waiting = [name]
    for one in waiting:
        for path in _imports(one):
            if path not in found and path != name:
                found[path] = None
                waiting.append(path)
    return tuple(found)


def _imports(name: str) -> list[str]:
    file = finders.find(name)
    if not isinstance(file, str):
        return []
    folder = posixpath.dirname(name)
    text = Path(file).read_text(encoding="utf-8")
    return [posixpath.normpath(posixpath.join(folder, path)) for path in _IMPORT.findall(text)]
