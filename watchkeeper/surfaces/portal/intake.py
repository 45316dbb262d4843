"""From a filled-in form to a call, by the same action as every other door."""

from __future__ import annotations

from hashlib import sha256

import orjson
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import get_language

from watchkeeper.core.services import askings
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call, Requester
from watchkeeper.surfaces.portal.forms import AskForm
from watchkeeper.surfaces.portal.visits import Visit


def take(form: AskForm, here: Visit, request: HttpRequest) -> Requester:
    """Open the call a valid ``form`` asks for and return its asker. The same form sent twice is one call.

    Never refused for being many: it is marked. A form sent by another web site's page is marked too.
    """
    is_many = askings.is_many(here.department.pk, form.service.key, browser=here.browser, address=here.address)
    is_many = is_many or request.headers.get("Sec-Fetch-Site") == "cross-site"
    is_anonymous = form.may_be_anonymous and bool(form.cleaned_data.get("is_anonymous"))
    call = actions.open_call(
        by=here.actor,
        service=form.service.key,
        answers=form.answers,
        door="portal",
        site_id=here.site.pk if here.site else None,
        language=(get_language() or "en")[:10],
        is_anonymous=is_anonymous,
        is_many_from_source=is_many,
        client_id=_once(form, is_many=is_many),
        **{name: value for name, value in form.columns.items() if name and value},
    )
    return asker_of(call)


def asker_of(call: Call) -> Requester:
    """The first asker of ``call``, who may have moved with it into another."""
    found = Requester.objects.filter(Q(call=call) | Q(call_id=call.merged_into_id), asked_at=call.opened_at)
    return found.order_by("pk")[0]


def _once(form: AskForm, *, is_many: bool) -> str:
    """A double submit carries the same hidden id and the same words; a corrected form is another request."""
    given = form.cleaned_data.get("client_id") or form.new_client_id
    said = orjson.dumps([form.columns, form.answers, is_many], default=str, option=orjson.OPT_SORT_KEYS)
    return f"portal-{sha256(given.encode() + said).hexdigest()[:32]}"
