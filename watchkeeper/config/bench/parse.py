"""The command line: how long a line takes to understand, and how many of a labeled corpus are understood."""

from __future__ import annotations

from typing import Any

from watchkeeper.config.bench import Options, Say
from watchkeeper.config.bench.figures import percentile
from watchkeeper.core.services import registry
from watchkeeper.kit import clock
from watchkeeper.surfaces.console.command import corpus
from watchkeeper.surfaces.console.command.corpus_words import UNITS
from watchkeeper.surfaces.console.command.grammar import parse
from watchkeeper.surfaces.console.command.lexicon import lexicon

TITLE = "A synthetic corpus of 1,000 labeled command lines, parsed one by one"
DATABASES = ("sqlite",)  # the grammar touches no database
LINES = 1000


def run(database: str, options: Options, say: Say) -> list[dict[str, Any]]:
    """One run over the corpus: milliseconds a line, and the share parsed as labeled."""
    words = lexicon(registry.offered(), UNITS)
    took, met = [], 0
    for one in corpus.lines(max(50, int(LINES * options.scale))):
        began = clock.monotonic()
        parsed = parse(one.line, words)
        took.append((clock.monotonic() - began) * 1000)
        met += corpus.is_met(one, parsed.verb, parsed.args, parsed.is_complete)
    say(f"{met} of {len(took)} lines parsed as labeled")
    return [
        {
            "lines": len(took),
            "as_labeled": round(met / len(took), 4),
            "p50_ms": percentile(took, 50, 3),
            "p99_ms": percentile(took, 99, 3),
            "max_ms": round(max(took), 3),
        }
    ]
