"""How it went, in the asker's own word: one tap after the end, kept with the request."""

from __future__ import annotations

from datetime import datetime

from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services.kinds import Went
from watchkeeper.engines.calls import told
from watchkeeper.engines.calls.models import Requester
from watchkeeper.kit.errors import Invalid, Refused

_SECOND = {None: "", True: ", and recommends it", False: ", and would not recommend it"}


@action
def say_how_it_went(
    requester: Requester, *, by: Actor, went: str, recommends: bool | None = None, at: datetime | None = None
) -> Requester:
    """The asker says how it went: "well", "all_right" or "not_well"; the last word counts.

    ``recommends`` answers the second question, whether they would recommend it; None leaves it as it was. Raises
    Invalid for another word, Refused before anybody reached the asker and for the word that stands already.
    """
    by.require(Permission.CALL_OPEN)
    call = told.locked(requester.call, by)
    if went not in tuple(Went):
        raise Invalid("Say well, all_right or not_well.", fields={"went": ["unknown"]})
    requester.refresh_from_db(fields=["went", "recommends", "reached_at", "arrived_safe_at"])
    if (call.is_open or call.is_booked) and requester.reached_at is None and requester.arrived_safe_at is None:
        raise Refused("Nobody has been there yet.")
    if requester.went == went and recommends in (None, requester.recommends):
        raise Refused("That is kept already.")
    requester.went = went
    requester.recommends = requester.recommends if recommends is None else recommends
    requester.save(update_fields=["went", "recommends"])
    words = (
        went.replace("_", " ")
        + {None: "", True: ", and recommends it", False: ", and would not recommend it"}[recommends]
    )
    told.changed(by, "requester.went", call, at=at, requester=requester.pk, went=words)
    return requester
