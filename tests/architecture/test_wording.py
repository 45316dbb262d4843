"""US spelling, nobody's name, and no path of anyone's machine, in code, pages and prose."""

from __future__ import annotations

import re

from tests.architecture.tree import texts

ENDINGS = (".py", ".html", ".md", ".js", ".css", ".toml", ".txt", ".yml")
FILES = {name: text for name, text in texts(*ENDINGS).items() if name != "tests/architecture/test_wording.py"}
BRITISH = re.compile(
    r"\b(behaviours?|colou?r(?<=our)s?|coloured|favou?r(?<=our)\w*|honour\w*|labour\w*|neighbour\w*|armour\w*|harbour\w*"
    r"|centres?|centred|metres?|kilometres?|litres?|theatres?|fibres?"
    r"|licence[ds]?|defence|offences?|pretence|practis(?:e|ed|ing)"
    r"|cancell(?:ed|ing)|travell(?:ed|ing|er)|labell(?:ed|ing)|modell(?:ed|ing)|signall(?:ed|ing)|totall(?:ed|ing)|levell(?:ed|ing)"
    r"|(?:organ|recogn|real|prior|author|initial|serial|optim|minim|maxim|summar|normal|categor|synchron|apolog|emphas|final"
    r"|util|visual|custom|general|special|standard|material|local|penal|anonym|sanit|token|random|canonical|mobil)is(?:e|ed|es|ing|ation|ations)"
    r"|analys(?:e|ed|es|ing)|catalogues?|catalogued|programmes?|grey|cheques?|kerbs?|tyres?|storeys?|whilst|learnt|spelt"
    r"|ageing|judgement|acknowledgements?|artefacts?|sceptical|enrol|enrolment|fulfil|fulfilment|instalment|paediatric\w*"
    r"|anaesth\w*|manoeuvr\w*|ambulance-men|car parks?|mobile phones?)\b",
    re.IGNORECASE,
)
THEIRS = re.compile(r"CancelledError|\.cancelled\(|uncancell\w+")  # names of the standard library
# Words of others: what a caller may write, what an imported file says.
ALLOWED = {"watchkeeper/core/services/behavior.py": {"coloured"}, "watchkeeper/engines/calls/replay.py": {"Cancelled"},
           "watchkeeper/engines/calls/ical.py": {"CANCELLED"}}  # fmt: skip
PATHS = re.compile(r"(?<![\w.$}])/(?:root|home/[a-z]\w*|Users/\w+|work)/")
TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr)\.? [A-Z][a-z]{2,}")


def test_words_are_spelled_as_in_the_united_states() -> None:
    found = {name: {one.group() for one in BRITISH.finditer(THEIRS.sub("", text))} for name, text in FILES.items()}
    assert {
        name: words - ALLOWED.get(name, set()) for name, words in found.items() if words - ALLOWED.get(name, set())
    } == {}


def test_nobody_is_named() -> None:
    assert {name: found for name, text in FILES.items() if (found := TITLED.findall(text))} == {}


def test_no_machine_is_told() -> None:
    assert {name: found for name, text in FILES.items() if (found := PATHS.findall(text))} == {}
