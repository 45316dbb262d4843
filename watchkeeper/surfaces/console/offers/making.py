"""A question more and a service of the house's own, with what was refused said at its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.services.actions import add_question, add_service
from watchkeeper.core.services.kinds import Kind
from watchkeeper.kit.errors import Invalid, Refused
from watchkeeper.surfaces.console.desk.forms import DeskForm

# Without a place nobody can be sent, and what is happening is what the desk types.
QUESTIONS = (
    {"key": "place", "words": "Where is it?", "kind": Kind.PLACE, "fills": "place", "is_starting": True},
    {"key": "details", "words": "What is happening?", "kind": Kind.LONG_TEXT, "fills": "details"},
)


def asked(form: DeskForm, service: str, by: Actor) -> bool:
    """Add the form's question to ``service``; False, with words at the form, when it was refused."""
    return _done(form, lambda given: add_question(service, by=by, **given))


def offered(form: DeskForm, by: Actor) -> bool:
    """Add the form's service; False, with words at the form, when it was refused."""
    return _done(form, lambda given: add_service(by=by, questions=QUESTIONS, **given))


def _done(form: DeskForm, act: Callable[[dict[str, Any]], object]) -> bool:
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Invalid as wrong:
        for name, words in wrong.fields.items():
            form.add_error(name if name in form.fields else None, words)
        if not form.errors:
            form.add_error(None, wrong.sentence)
    except Refused as no:
        form.add_error(None, no.sentence)
    return not form.errors
