"""A question more and a service of the house's own, with what was refused said at its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services import effective
from watchkeeper.core.services.actions import add_question, add_service
from watchkeeper.core.services.kinds import Kind
from watchkeeper.core.services.models import Question
from watchkeeper.core.services.spec import Service
from watchkeeper.kit.errors import Invalid, Refused
from watchkeeper.surfaces.console.desk.forms import DeskForm
from watchkeeper.surfaces.console.offers.forms import key_of

T = TypeVar("T")

# Without a place nobody can be sent, and what is happening is what the desk types.
QUESTIONS = (
    {"key": "place", "words": "Where is it?", "kind": Kind.PLACE, "fills": "place", "is_starting": True},
    {"key": "details", "words": "What is happening?", "kind": Kind.LONG_TEXT, "fills": "details"},
)


def asked(form: DeskForm, service: str, by: Actor) -> bool:
    """Add the form's question to ``service``; False, with words at the form, when it was refused."""
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
        return add_service(by=by, key=key_of(given["name"], taken), questions=QUESTIONS, **given)

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
