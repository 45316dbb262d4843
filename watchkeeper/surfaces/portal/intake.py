"""From a filled-in form to a call, by the same action as every other door."""

from __future__ import annotations

from contextlib import AbstractContextManager
from hashlib import sha256
from itertools import count

import orjson
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_language

from watchkeeper.core.journal.client_ids import once
from watchkeeper.core.services import askings
from watchkeeper.core.services.kinds import Door
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Requester, Slot
from watchkeeper.engines.calls.reading import asker_of
from watchkeeper.kit.errors import NotAllowed
from watchkeeper.surfaces.portal.forms import AskForm
from watchkeeper.surfaces.portal.visits import Visit

LONGEST_KEY = 18


def take(form: AskForm, here: Visit, request: HttpRequest) -> Requester:
    """Open the call a valid ``form`` asks for and return its asker. The same form sent twice is one call.

    Never refused for being many: it is marked. A form sent by another web site's page is marked too.
    """
    is_many = askings.is_many(here.department.pk, form.service.key, browser=here.browser, address=here.address)
    is_many = is_many or request.headers.get("Sec-Fetch-Site") == "cross-site"
    is_anonymous = form.may_be_anonymous and bool(form.cleaned_data.get("is_anonymous"))
    client_id = _once(form)
    spoken = (get_language() or settings.LANGUAGE_CODE)[:10]
    with in_house_words():
        actions.open_call(
            by=here.actor,
            service=form.service.key,
            answers=form.answers,
            door="qr" if form.at and Door.QR in form.service.doors else "portal",
            site_id=here.site.pk if here.site else None,
            language=spoken,
            is_anonymous=is_anonymous,
            is_many_from_source=is_many,
            client_id=client_id,
            **{name: value for name, value in form.columns.items() if name and value},
        )
    return asker_of(here.actor, client_id)


def in_house_words() -> AbstractContextManager[None]:
    """What is kept here is read by the staff: it is written in the house's language, whatever the visitor reads."""
    return translation.override(settings.LANGUAGE_CODE)


def proposed_slot(asker: Requester, said: str) -> Slot:
    """The time ``said`` (its key) that was proposed to ``asker``; a hidden :class:`NotAllowed` for any other."""
    is_key = said.isascii() and said.isdecimal() and len(said) <= LONGEST_KEY
    slot = Slot.objects.filter(pk=int(said), appointment=asker.call_id).first() if is_key else None
    if slot is None:
        raise NotAllowed("", hidden=True)
    return slot


def call_for_help(asker: Requester, here: Visit) -> Requester:
    """The asker of a call for help that is under way for ``asker``, opened at P1 when there is none.

    Pressing again while it is open is the same call; once it has ended the next press opens another.
    """
    for turn in count():
        with in_house_words():
            kept = once(here.actor, f"help-{asker.pk}-{turn}", {"asker": asker.pk}, lambda: _opened_for(asker, here))
        found = Requester.objects.select_related("call").get(pk=kept["requester"])
        if found.call.is_open and found.canceled_at is None:
            break
    return found


def _opened_for(asker: Requester, here: Visit) -> dict[str, int]:
    call = actions.open_call(
        by=here.actor,
        service="generic_assistance",
        answers={"urgency": "danger"},
        door="portal",
        place=asker.destination or asker.place,
        callback=asker.callback,
        requester=asker.name,
        site_id=asker.call.site_id,
        details=f"Asked for help after {asker.call.number}.",
        language=asker.language,
    )
    return {"requester": call.requesters.values_list("pk", flat=True).get()}


def _once(form: AskForm) -> str:
    """A double submit carries the same hidden id and the same words; a corrected form is another request."""
    given = form.cleaned_data.get("client_id") or form.new_client_id
    said = orjson.dumps([form.columns, form.answers], default=str, option=orjson.OPT_SORT_KEYS)
    return f"portal-{sha256(given.encode() + said).hexdigest()[:32]}"
