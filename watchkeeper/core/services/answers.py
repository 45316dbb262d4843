"""Answers to a service's questions: what is wrong with them, what they raise, which mean danger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from watchkeeper.core.services.behavior import says_only_looks
from watchkeeper.core.services.kinds import Kind
from watchkeeper.core.services.parts import Ask, Raise, Words

if TYPE_CHECKING:
    from watchkeeper.core.services.spec import Service

LONGEST = {Kind.TEXT: 500, Kind.PLACE: 500, Kind.PHONE: 60}
LONGEST_OF_ALL = 2_000_000


def values(answer: Any) -> tuple[str, ...]:
    """An answer as a tuple of texts: one for a single answer, several for many choices; yes and no for a truth."""
    if answer is None or answer == "":
        return ()
    if isinstance(answer, bool):
        return ("yes" if answer else "no",)
    if isinstance(answer, (list, tuple, set, frozenset)):
        return tuple(str(one) for one in answer)
    return (str(answer),)


def raised(service: Service, answers: Mapping[str, Any]) -> list[Raise]:
    """The rules of ``service`` that ``answers`` meet."""
    rules = (rule for rule in service.raises if isinstance(rule, Raise))
    return [rule for rule in rules if rule.value in values(answers.get(rule.ask))]


def dangers(asks: Iterable[Ask], answers: Mapping[str, Any]) -> list[Words]:
    """The words of every answer given that means danger now."""
    return [
        choice.words
        for ask in asks
        for choice in ask.choices
        if choice.danger and choice.value in values(answers.get(ask.key))
    ]


def words_of(asks: Iterable[Ask], key: str, value: str) -> Words:
    """The words of one answer, as the asker saw them."""
    ask = next((one for one in asks if one.key == key), None)
    choice = ask.choice(value) if ask else None
    if choice is not None:
        return choice.words
    return ask.words if ask and value == "yes" else value


def check(asks: tuple[Ask, ...], answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with ``answers``, per question."""
    by_key = {ask.key: ask for ask in asks}
    wrong: dict[str, list[str]] = {}
    for key, answer in answers.items():
        ask = by_key.get(key)
        problem = _problem(ask, answer) if ask else _("There is no such question.")
        if problem:
            wrong[key] = [problem]
    return wrong


def _problem(ask: Ask, answer: Any) -> str:
    given = values(answer)
    if not given:
        return ""
    if ask.choices and (unknown := [one for one in given if ask.choice(one) is None]):
        return _("“%(answer)s” is not one of the answers.") % {"answer": unknown[0][:80]}
    if len(given) > 1 and ask.kind is not Kind.CHOICES:
        return _("Give one answer.")
    if ask.behavior_only and says_only_looks(" ".join(given)):
        return _("Say what the person is doing. How somebody looks is not enough.")
    most = LONGEST.get(ask.kind, LONGEST_OF_ALL)
    if len(given[0]) > most:
        return _("This is too long: at most %(most)d characters.") % {"most": most}
    return _wrong_form(ask.kind, answer, given[0])


def _wrong_form(kind: Kind, answer: Any, text: str) -> str:
    if kind is Kind.YES_NO and text not in {"yes", "no"}:
        return _("Answer yes or no.")
    if kind in {Kind.NUMBER, Kind.MINUTES} and not (text.isascii() and text.isdigit() and len(text) <= 6):
        return _("Give a whole number.")
    if kind is Kind.WHEN and not _is_moment(answer, text):
        return _("Give a date and a time.")
    return ""


def _is_moment(answer: Any, text: str) -> bool:
    if isinstance(answer, datetime):
        return True
    try:
        return parse_datetime(text) is not None
    except ValueError:
        return False
