"""Colors of the console: every pair of words and ground passes AA, every glyph and control border 3 to 1."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent / "static" / "console"
STATES = ("waiting", "sent", "scene", "move", "over")
GROUNDS = ("panel", "raised", "select", "float", "ink")


def _themes() -> dict[str, dict[str, str]]:
    text = re.sub(r"/\*.*?\*/", "", (STATIC / "tokens.css").read_text(encoding="utf-8"), flags=re.S)
    rules = re.findall(r"([^{}]+)\{([^}]*)\}", text)
    blocks = {where.strip(): dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", body)) for where, body in rules}
    dark = blocks[":root"]
    light = dark | blocks[':root[data-theme="light"]']
    return {
        "dark": dark,
        "light": light,
        "dark, stale": dark | blocks[":root.is-stale"],
        "light, stale": light | blocks[':root.is-stale[data-theme="light"]'],
    }


THEMES = _themes()


def _light(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """The contrast of two colors by WCAG 2."""
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


WORDS = [(word, ground) for word in ("text", "text-2", *(f"{s}-w" for s in STATES)) for ground in GROUNDS]
WORDS += [("muted", ground) for ground in ("panel", "raised", "float", "ink")]
WORDS += [
    ("on-inverse", "inverse"),
    ("text", "over-row"),
    ("over-w", "over-row"),
    ("text", "alarm-row"),
    ("text-2", "alarm-row"),
]
WORDS += [("text-2", "building"), ("text-2", "ink")]
SHAPES = [(state, ground) for state in (*STATES, "idle") for ground in ("panel", "raised", "select")]
SHAPES += [("chart-1", "panel"), ("chart-2", "panel"), ("chart-1", "chart-fill")]
SHAPES += [("edge", "panel"), ("edge", "float"), ("alarm", "alarm-row")]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("word", "ground"), WORDS)
def test_words_can_be_read(word: str, ground: str, theme: str) -> None:
    tokens = THEMES[theme]
    assert contrast(tokens[word], tokens[ground]) >= 4.5, f"{contrast(tokens[word], tokens[ground]):.2f}"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_can_be_seen(shape: str, ground: str, theme: str) -> None:
    tokens = THEMES[theme]
    assert contrast(tokens[shape], tokens[ground]) >= 3, f"{contrast(tokens[shape], tokens[ground]):.2f}"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("step", range(6))
def test_a_figure_can_be_read_on_every_step_of_a_heat_map(step: int, theme: str) -> None:
    ground = THEMES[theme][f"seq-{step}"]
    assert max(contrast(ink, ground) for ink in ("#0e1420", "#ffffff")) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_the_steps_of_a_heat_map_go_one_way(theme: str) -> None:
    steps = [_light(THEMES[theme][f"seq-{step}"]) for step in range(6)]
    assert steps in (sorted(steps), sorted(steps, reverse=True))


def test_no_color_is_named_outside_the_tokens() -> None:
    for name in ("console.css", "emergency.css", "map.css", "measures/measures.css"):
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b", (STATIC / name).read_text(encoding="utf-8")) == []


def test_nothing_moves_for_longer_than_a_blink() -> None:
    text = "".join((STATIC / name).read_text(encoding="utf-8") for name in ("console.css", "emergency.css"))
    moving = re.findall(r"(?:transition|animation):([^;]+);", text)
    assert all("none" in one or "beat" in one for one in moving)  # only an emergency may flash
