"""Every color of words is read on every ground it may stand on, in each theme: 4.5 to 1 by WCAG 2, controls 3 to 1.

Read from the style sheets themselves: a rule that sets both color and ground is judged by the two; a rule that sets the
color alone is judged on the grounds of its surface. A new token is judged as soon as a rule uses it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

SURFACES = ROOT / "watchkeeper" / "surfaces"
# On what words may stand where a rule names no ground of its own.
GROUNDS = {
    "console": ("panel", "raised", "float", "ink"),
    "portal": ("bg", "panel", "panel-2"),
    "field": ("bg", "panel", "panel-2"),
}
CONTROLS = {"console": ("edge",), "portal": ("line-strong",), "field": ("line-strong",)}
# Colors that only ever stand on a ground that another rule sets, and which.
ON = {"on-action": "action", "on-inverse": "inverse", "on-alarm": "alarm"}
# Not words but shapes: 3 to 1. The console has a second color of each state for words ("waiting-w").
SHAPE = re.compile(r"icon|glyph")
GLYPHS = {"waiting", "sent", "scene", "move", "over", "idle", "alarm"}
# A rule whose ground is set by another.
ELSEWHERE = {".steps .past .icon": "text"}


@dataclass(frozen=True)
class Pair:
    """Words on a ground in a theme, and the rule that has them so."""

    surface: str
    theme: str
    words: str
    ground: str
    rule: str


def _rules(surface: str) -> list[tuple[str, str]]:
    """Selector and body of every innermost rule of a surface's style sheets, a media query before the selector."""
    found = []
    for path in sorted((SURFACES / surface).glob("static/**/*.css")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        media = ""
        for head, body, end in re.findall(r"([^{}]*)\{(?:([^{}]*)(\}))?|\}", text):
            if end:
                found.append((f"{media} {head.strip()}".strip(), body))
            else:
                media = head.strip()
    return found


def _themes(surface: str) -> dict[str, dict[str, str]]:
    """The color tokens of each theme: what a root rule sets, over the theme it starts from."""
    roots = [
        (head, dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})\b", body)))
        for head, body in _rules(surface)
        if ":root" in head
    ]
    base: dict[str, str] = {}
    for head, colors in roots:
        if head == ":root":
            base |= colors
    themes = {"as it starts": base}
    for head, colors in roots:
        if head != ":root" and colors and "is-stale" not in head and "print" not in head:  # paper is white by itself
            name = re.search(r'data-theme="?(\w+)|color-scheme: (\w+)', head)
            key = next((one for one in name.groups() if one), head) if name else head
            themes[key] = themes.get(key, base) | colors
    return themes


def _named(body: str, prop: str) -> str | None:
    found = re.search(rf"(?:^|[;\s]){prop}:\s*var\(--([\w-]+)\)", body)
    return found[1] if found else None


def _pairs(surface: str) -> list[Pair]:
    themes = _themes(surface)
    pairs = []
    for head, body in _rules(surface):
        words, ground = _named(body, "color"), _named(body, "background") or _named(body, "background-color")
        if words is None or "@media print" in head:
            continue
        fixed = ground or ELSEWHERE.get(head) or ON.get(words)
        grounds = (fixed,) if fixed else GROUNDS[surface]
        pairs += [
            Pair(surface, theme, words, one, head)
            for theme, colors in themes.items()
            for one in grounds
            if words in colors and one in colors
        ]
    return pairs


def _least(pair: Pair) -> float:
    is_shape = SHAPE.search(pair.rule) or (pair.surface == "console" and pair.words in GLYPHS)
    return 3 if is_shape else 4.5


def _light(color: str) -> float:
    digits = color[1:] if len(color) == 7 else "".join(2 * digit for digit in color[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """The contrast of two colors by WCAG 2."""
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _present() -> list[str]:
    return [name for name in GROUNDS if list(Path(SURFACES / name).glob("static/**/*.css"))]


@pytest.mark.parametrize("surface", _present())
def test_words_can_be_read_wherever_a_rule_puts_them(surface: str) -> None:
    themes = _themes(surface)
    seen = {
        f"{pair.theme}: {pair.words} on {pair.ground} is {found:.2f} ({pair.rule})"
        for pair in _pairs(surface)
        if (found := contrast(themes[pair.theme][pair.words], themes[pair.theme][pair.ground])) < _least(pair)
    }
    assert seen == set()


@pytest.mark.parametrize("surface", _present())
def test_the_border_of_a_control_can_be_seen(surface: str) -> None:
    for theme, colors in _themes(surface).items():
        for border in CONTROLS[surface]:
            assert contrast(colors[border], colors["panel"]) >= 3, f"{theme}: {border}"


def test_every_surface_has_its_themes_and_the_test_reads_them() -> None:
    assert {"console", "portal"} <= set(_present())
    for surface in _present():
        assert len(_themes(surface)) >= 2
        assert len(_pairs(surface)) > 20


def test_black_on_white_is_twenty_one() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
