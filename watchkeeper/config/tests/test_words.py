"""Every word that the public meets is there in Spanish: nothing missing, unsure, or with other holes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message
from django.utils import translation
from django.utils.functional import Promise

from watchkeeper.config import words
from watchkeeper.core.services.catalog import CATALOG
from watchkeeper.core.services.kinds import Door
from watchkeeper.core.services.spec import Service


def test_every_word_of_the_public_is_translated() -> None:
    assert words.wrong("es") == [], "python -m watchkeeper.config.words gathers what is new"


def test_what_is_compiled_is_what_is_committed() -> None:
    with translation.override("es"):
        said = {one.id: one.string for one in words.held("es") if one.id and isinstance(one.id, str)}
        found = {words: translation.gettext(str(words)) for words in said}
    assert {words: found[words] for words in said if found[words] != said[words]} == {}, "make setup compiles them"


def _spoken(service: Service) -> Iterator[object]:
    yield from (service.name, service.label, service.invite, service.about, service.next_step, service.tip)
    for ask in service.asks:
        yield from (ask.words, ask.hint, *(choice.words for choice in ask.choices))


@pytest.mark.parametrize("key", [key for key, service in CATALOG.items() if Door.PORTAL in service.doors])
def test_everything_a_service_says_in_public_is_translated(key: str) -> None:
    held = {one.id for one in words.held("es")}
    for said in _spoken(CATALOG[key]):
        assert not said or isinstance(said, Promise), f"not marked for translation: {said}"
        assert not said or str(said) in held


@pytest.mark.parametrize(
    ("said", "translated", "fault"),
    [
        ("Dial %(number)s", "Marque %(number)s", ""),
        ("Dial %(number)s", "Marque", "other holes"),
        ("At {place}", "En {lugar}", "other holes"),
        ("Was <s>late</s>", "Fue tarde", "other holes"),
        ("Now", "", "not translated"),
        ("Now", "Ahora.", "ends otherwise"),
        (("%(n)s minute", "%(n)s minutes"), ("%(n)s minuto", ""), "not translated"),
    ],
)
def test_a_translation_that_would_break_a_page_is_found(
    said: str | tuple[str, ...], translated: str | tuple[str, ...], fault: str
) -> None:
    message = Message(said, translated)
    assert words.fault(message).startswith(fault)
    assert bool(words.fault(message)) == bool(fault)


def test_an_unsure_translation_is_found() -> None:
    assert words.fault(Message("Now", "Ahora", flags=("fuzzy",))) == "not translated: Now"
