"""Colors of the field app: words reach 4.5 to 1 in the dark and 7 to 1 in sunlight, shapes and borders 3 to 1."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent / "static" / "field"
STATES = ("waiting", "sent", "scene", "move", "over", "idle")
WORDS = [(word, ground) for word in ("text", "muted", *STATES) for ground in ("bg", "panel")]
WORDS += [("on-action", "action"), ("on-alarm", "alarm"), ("text", "caution"), ("waiting", "caution")]
WORDS += [("on-state", state) for state in ("sent", "scene", "move")]
SHAPES = [("line-strong", "bg"), ("line-strong", "panel"), ("alarm", "bg")]


def _themes() -> dict[str, dict[str, str]]:
    text = re.sub(r"/\*.*?\*/", "", (STATIC / "tokens.css").read_text(encoding="utf-8"), flags=re.S)
    rules = re.findall(r"([^{}]+)\{([^}]*)\}", text)
    blocks = {where.strip(): dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", body)) for where, body in rules}
    return {"dark": blocks[":root"], "sun": blocks[":root"] | blocks[':root[data-theme="sun"]']}


THEMES = _themes()


def _light(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """The contrast of two colors by WCAG 2."""
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("theme", "least"), [("dark", 4.5), ("sun", 7.0)])
@pytest.mark.parametrize(("word", "ground"), WORDS)
def test_words_can_be_read(word: str, ground: str, theme: str, least: float) -> None:
    tokens = THEMES[theme]
    assert contrast(tokens[word], tokens[ground]) >= least, f"{contrast(tokens[word], tokens[ground]):.2f}"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_can_be_seen(shape: str, ground: str, theme: str) -> None:
    tokens = THEMES[theme]
    assert contrast(tokens[shape], tokens[ground]) >= 3, f"{contrast(tokens[shape], tokens[ground]):.2f}"


def test_nothing_moves_and_no_word_is_smaller_than_twelve() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.css"))
    assert re.findall(r"(?:transition|animation)[\w-]*:", text) == []
    assert min(int(size) for size in re.findall(r"font(?:-size)?:[^;]*?(\d+)px", text)) >= 12
