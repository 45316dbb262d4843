"""The command line's grammar: pure, quick, and never guessing."""

from __future__ import annotations

import pytest

from watchkeeper.core.services import registry
from watchkeeper.kit import clock
from watchkeeper.surfaces.console.command import corpus
from watchkeeper.surfaces.console.command.corpus_words import UNITS
from watchkeeper.surfaces.console.command.grammar import LONGEST, parse
from watchkeeper.surfaces.console.command.lexicon import Lexicon, lexicon
from watchkeeper.surfaces.console.command.run import RUNS
from watchkeeper.surfaces.console.command.verbs import BY_WORD, VERBS


@pytest.fixture(scope="module")
def words() -> Lexicon:
    return lexicon(registry.offered(), UNITS)


def test_a_thousand_labeled_lines_are_understood_as_labeled(words: Lexicon) -> None:
    labeled = corpus.lines(1000)
    missed = []
    for one in labeled:
        parsed = parse(one.line, words)
        if not corpus.is_met(one, parsed.verb, parsed.args, parsed.is_complete):
            missed.append(f"{one.line!r}: {parsed.verb} {parsed.args} {parsed.sentence()} not {one.verb} {one.args}")
    assert len(missed) <= 10, "\n".join(missed)


def test_a_line_is_parsed_well_within_five_milliseconds(words: Lexicon) -> None:
    labeled = corpus.lines(1000)
    began = clock.monotonic()
    for one in labeled:
        parse(one.line, words)
    assert (clock.monotonic() - began) / len(labeled) < 0.005


def test_no_command_is_hidden_by_a_service(words: Lexicon) -> None:
    assert [word for word in BY_WORD if word in words.services] == []


def test_every_command_is_done_by_something_and_its_example_is_understood(words: Lexicon) -> None:
    for verb in VERBS:
        assert verb.key in RUNS
        parsed = parse(verb.usage, words)
        assert (parsed.verb, parsed.is_complete) == (verb.key, True), parsed.sentence()


def test_no_two_commands_share_a_word() -> None:
    assert len(BY_WORD) == sum(len(verb.words) for verb in VERBS)


def test_an_error_says_what_was_understood_and_what_is_missing(words: Lexicon) -> None:
    said = parse("ct 4812 A12 onscene", words).sentence()
    assert "call 4812" in said
    assert "unit A12" in said
    assert "Missing: the right time, as 13:14, why." in said


def test_the_selected_call_stands_in_for_a_number(words: Lexicon) -> None:
    parsed = parse("n door is locked", words, selected="26-004812")
    assert parsed.args == {"call": "26-004812", "text": "door is locked"}


def test_two_short_places_and_a_number_open_an_escort(words: Lexicon) -> None:
    assert parse("e t3 gb 0101", words).args == {
        "service": "security_escort",
        "place": "t3",
        "destination": "gb",
        "callback": "0101",
    }


def test_a_very_long_line_is_refused_at_once(words: Lexicon) -> None:
    assert "characters" in parse("n 4812 " + "x" * LONGEST, words).problem


@pytest.mark.parametrize(
    "line", ["", "   ", "?", "=", "pl=", ">", "d" * 3000, "e " * 3000, "<script>", "🚨 pl=x", "a=b=c"]
)
def test_nonsense_never_breaks_it(line: str, words: Lexicon) -> None:
    assert not parse(line, words).problem.startswith("Traceback")
