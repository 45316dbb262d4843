"""A question more and a service of the house's own, with what was refused said at its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import effective, rights
from watchkeeper.core.services.actions import add_question, add_service
from watchkeeper.core.services.flows import BOOK, RESPOND_OR_BOOK
from watchkeeper.core.services.kinds import Kind
from watchkeeper.core.services.models import Question
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import slots
from watchkeeper.kit.errors import Invalid, Refused
from watchkeeper.surfaces.console.desk.forms import DeskForm
from watchkeeper.surfaces.console.offers.forms import key_of

T = TypeVar("T")

# Without a place nobody can be sent, and what is happening is what the desk types.
SENT = (
    {"key": "place", "words": "Where is it?", "kind": Kind.PLACE, "fills": "place", "is_starting": True},
    {"key": "details", "words": "What is happening?", "kind": Kind.LONG_TEXT, "fills": "details"},
    {"key": "callback", "words": "How do we reach you?", "kind": Kind.PHONE, "fills": "callback"},
    {"key": "name", "words": "Your name", "kind": Kind.TEXT, "fills": "requester"},
)
_WHEN = (
    {
        "key": "starts_at",
        "words": "From when?",
        "kind": Kind.WHEN,
        "fills": "starts_at",
        "hint": "Leave empty for now.",
    },
    {"key": "ends_at", "words": "Until when?", "kind": Kind.WHEN, "fills": "ends_at"},
)
DESK: tuple[dict[str, Any], ...] = (
    {"key": "need", "words": "What do you need?", "kind": Kind.LONG_TEXT, "fills": "details", "is_starting": True},
    {"key": "name", "words": "Your name", "kind": Kind.TEXT, "fills": "requester"},
    {"key": "callback", "words": "How do we reach you?", "kind": Kind.TEXT, "fills": "callback"},
)
BOOKED: tuple[dict[str, Any], ...] = (
    {"key": "place", "words": "Where should we come?", "kind": Kind.PLACE, "fills": "place", "is_starting": True},
    *DESK,
    {"key": "heads", "words": "How many people?", "kind": Kind.NUMBER},
    {"key": "not_before", "words": "Not before", "kind": Kind.WHEN},
    {
        "key": "times",
        "words": "Which times suit you?",
        "kind": Kind.CHOICES,
        "choices": [{"value": one, "words": one.capitalize()} for one in slots.TIMES],
    },
)


def questions(given: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """What a new service asks by itself, by how it is given; more can be asked once it is there."""
    if given["flow"] != BOOK.key:
        return (*SENT, *(_WHEN if given["flow"] == RESPOND_OR_BOOK.key else ()))
    return DESK if given["booked"]["minutes"] is None else BOOKED


def asked(form: DeskForm, service: str, by: Actor) -> bool:
    """Add the form's question to ``service``; False, with words at the form, when it was refused."""
    rights.must_change(by, service)
    there = Question.objects.filter(department_id=by.department_id, service=service)
    declared = effective.of(by.department_id).get(service)
    taken = {ask.key: str(ask.words) for ask in declared.asks} if declared else {}
    taken |= {one.key: one.words for one in there}  # retired ones too: old calls hold answers to them

    def add(given: dict[str, Any]) -> object:
        return add_question(service, by=by, key=key_of(given["words"], taken), **given)

    return _done(form, "words", add) is not None


def offered(form: DeskForm, by: Actor) -> Service | None:
    """Add the form's service and return it; None, with words at the form, when it was refused."""
    taken = {key: str(one.name) for key, one in effective.of(by.department_id).items()}

    def add(given: dict[str, Any]) -> Service:
        return add_service(by=by, key=key_of(given["name"], taken), questions=questions(given), **given)

    return _done(form, "name", add)


def _done(form: DeskForm, called: str, act: Callable[[dict[str, Any]], T]) -> T | None:
    """What ``act`` makes of the form's values; ``called`` is the field whose words may be taken."""
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except Invalid as wrong:
        for name, words in wrong.fields.items():
            form.add_error(name if name in form.fields else None, words)
        if not form.errors:
            form.add_error(None, wrong.sentence)
    except Refused as no:
        form.add_error(called, no.sentence)
    return None
