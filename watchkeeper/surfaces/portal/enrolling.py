"""Taking a seat in a session, or a place in line for one, by the same action as at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from watchkeeper.core.services import askings
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls import actions, enrollable
from watchkeeper.engines.calls.enrollable import Session
from watchkeeper.engines.calls.models import Requester
from watchkeeper.kit import ids
from watchkeeper.kit.errors import NotAllowed
from watchkeeper.surfaces.portal.intake import in_house_words
from watchkeeper.surfaces.portal.visits import Visit

# A seat is no help that anybody waits for in danger: who takes many at once is asked to call.
MOST_OF_BROWSER = 10
TOO_MANY = _("Many seats were taken from here just now. Call us, and we put the others on the list.")
_TOO_LONG = _("This is too long: at most %(limit_value)d characters; it has %(show_value)d.")
_MESSAGES = {"max_length": _TOO_LONG}


class EnrollForm(forms.Form):
    """Who comes, and how they are reached."""

    client_id = forms.CharField(required=False, max_length=64)
    name = forms.CharField(max_length=120, error_messages={**_MESSAGES, "required": _("We need a name for the list.")})
    contact = forms.CharField(max_length=60, required=False, error_messages=_MESSAGES)
    unit = forms.CharField(max_length=120, required=False, error_messages=_MESSAGES)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.new_client_id = ids.token()


def found(here: Visit, uid: str) -> tuple[Service, Session]:
    """The session ``uid`` of the department visited; raises a hidden :class:`NotAllowed` when there is none."""
    # What no address of ours holds is not asked of the database: PostgreSQL takes no NUL.
    session = enrollable.session(here.department.pk, uid) if uid.isprintable() else None
    if session is None:
        raise NotAllowed("", hidden=True)
    return here.service(session.call.service), session


def is_too_many(here: Visit) -> bool:
    """Count one more seat asked for, and say whether this browser or address has taken very many of late."""
    return askings.is_many(
        here.department.pk, "enroll", browser=here.browser, address=here.address, most=MOST_OF_BROWSER
    )


def take_seat(form: EnrollForm, session: Session, here: Visit) -> Requester:
    """Enroll who a valid ``form`` names and return them as an asker. The same form sent twice is one seat."""
    given = form.cleaned_data
    spoken = (get_language() or settings.LANGUAGE_CODE)[:10]
    with in_house_words():
        made = actions.enroll(
            session.call,
            by=here.actor,
            requester=given["name"],
            callback=given["contact"],
            answers={"unit": given["unit"]} if given["unit"] else {},
            language=spoken,
            client_id=_once(form, session),
        )
    return made.requester


def _once(form: EnrollForm, session: Session) -> str:
    """A double submit carries the same hidden id and the same words; another name is another seat."""
    given = form.cleaned_data
    said = orjson.dumps([session.uid, given["name"], given["contact"], given["unit"]])
    return f"enroll-{sha256((given['client_id'] or form.new_client_id).encode() + said).hexdigest()[:32]}"
