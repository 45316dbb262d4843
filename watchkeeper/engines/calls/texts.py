"""What was said at the door, fitted to the columns that keep it. An emergency is never lost for a long name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.core.services.kinds import Door, Priority
from watchkeeper.core.services.spec import Service
from watchkeeper.engines.calls.models import Call, Requester
from watchkeeper.kit import lengths
from watchkeeper.kit.errors import Invalid

ASIDE = {"requester": (Requester, "name"), "requester_role": (Requester, "role"), "callback": (Call, "callback")}
_OF_CALL = ("place", "place_ref", "destination", "destination_ref", "details", "source")


def fitted(given: Mapping[str, Any], spec: Service) -> dict[str, Any]:
    """What a new call of ``spec`` is to keep, each text no longer than its column.

    For an emergency a name, a role or a call-back that is too long is cut, and the whole of it is kept: under the
    question's own key, with that question's level and rule of forgetting, or in the details where nothing asks for it.
    Any other text that is too long raises Invalid, for nothing is hurt when it is typed again; so does an unknown door.
    """
    kept = dict(given)
    if _is_emergency(given, spec):
        for name, (model, column) in ASIDE.items():
            if len(given[name]) > (most := lengths.longest(model, column)):
                kept[name] = f"{given[name][: most - 1]}…"
                _keep_whole(kept, spec, name, given[name])
    check(kept)
    lengths.check(**{name: (kept[name], Call, name) for name in _OF_CALL})
    return kept


def check(given: Mapping[str, Any]) -> None:
    """Raise Invalid when what is said of an asker, or of the door, is more than its column holds or unknown."""
    lengths.check(**{name: (given[name], *column) for name, column in ASIDE.items()})
    lengths.check(language=(given["language"], Requester, "language"))
    if given["door"] not in set(Door):
        raise Invalid("That is not a door.", fields={"door": [str(door) for door in Door]})


def _is_emergency(given: Mapping[str, Any], spec: Service) -> bool:
    if given["priority"] is not None:
        return bool(given["priority"] <= Priority.P1)
    answers = given["answers"] or {}
    return spec.priority_for(answers, booked=given["starts_at"] is not None)[0] <= Priority.P1


def _keep_whole(kept: dict[str, Any], spec: Service, name: str, text: str) -> None:
    ask, answers = spec.ask_filling(name), dict(kept["answers"] or {})
    if ask is not None and ask.key not in answers:
        kept["answers"] = answers | {ask.key: text}
    else:
        kept["details"] = "\n".join(said for said in (kept["details"], text) if said)
