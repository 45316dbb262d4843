"""A phone's queue, taken in order: each item once, a refused one kept as a conflict, and the next goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from django.core.files.uploadedfile import UploadedFile

from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls.actions.desk import LARGEST_FILE
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused
from watchkeeper.surfaces.field import actions
from watchkeeper.surfaces.field.forms import GIVEN, Envelope, Head, checked, moment
from watchkeeper.surfaces.field.item import Item, Sent

MOST_ITEMS = 50
LONGEST = 4_000_000  # characters of one queue, without its files
MOST_SLACK = timedelta(seconds=2)  # however slow the line: a stamp is moved by no more
OLDEST = timedelta(days=60)  # a client id is kept for ninety: what is older might be done twice
RECEIPT = ("id", "state", "conflict", "code")
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)  # of a press whose time cannot be read: the same at each repeat


class WrongPerson(Refused):
    """The queue is another person's than whoever is signed in: nothing of it is looked at."""

    default_code = "wrong_person"


@dataclass(frozen=True)
class Queue:
    """What came: the raw items in order, their files by id, how far ahead the phone's clock runs, and how surely.

    A file is read when its item's turn comes, so that there is never more than one of them in memory.
    """

    items: list[dict[str, Any]]
    files: Mapping[str, UploadedFile[Any]]
    skew: timedelta
    slack: timedelta


def read(text: str, files: Mapping[str, Any], by: Actor) -> Queue:
    """The queue a phone sent as JSON ``text`` with ``files`` by item id.

    Raises Invalid when it is no queue at all (then nothing was looked at), WrongPerson when it is somebody else's.
    """
    told = loaded(text)
    envelope = checked(Envelope, told)
    if envelope["person"] != by.key:
        raise WrongPerson("These were kept by somebody else; they wait for that person.")
    items = told.get("items")
    if not isinstance(items, list) or len(items) > MOST_ITEMS or not all(isinstance(one, dict) for one in items):
        raise Invalid(f"A queue is a list of up to {MOST_ITEMS} items.", fields={"items": ["not such a list"]})
    for one in items:
        checked(Head, one | {"kind": "any", "at": "any"})  # without a usable id an item cannot be answered
    measured = envelope["skew_ms"]
    skew = timedelta(milliseconds=measured) if measured is not None else moment(envelope["sent"]) - clock.now()
    slack = min(timedelta(milliseconds=(envelope["trip_ms"] or 0) / 2), MOST_SLACK)
    return Queue(items, files, skew, slack)


def take_all(queue: Queue, by: Actor) -> list[dict[str, Any]]:
    """Take every item in order and tell what became of each: "done", or "conflict" with the sentence why.

    A fault of ours or of the database ends it; what was done until then is done, and found done when sent again.
    """
    mine = replace(by, skew_s=round(queue.skew.total_seconds(), 1))
    return [_settled(one, queue, mine) for one in queue.items]


def take_emergencies(queue: Queue, by: Actor) -> list[dict[str, Any]]:
    """Take a queue that holds emergencies and nothing else; tell of each its receipt, and nothing that it did.

    Raises Invalid when there is anything else in it; then nothing was done.
    """
    if any(one.get("kind") != "emergency" for one in queue.items):
        raise Invalid("Only an emergency is taken here.", fields={"items": ["something else"]})
    return [{key: one[key] for key in RECEIPT if key in one} for one in take_all(queue, by)]


def loaded(text: str) -> dict[str, Any]:
    """The JSON object in ``text``. Raises Invalid for anything else, or for more than one may carry."""
    if not text or len(text) > LONGEST:
        raise Invalid("There is no queue here, or more than one may carry.", fields={"queue": ["missing or too long"]})
    try:
        told = orjson.loads(text)
    except orjson.JSONDecodeError:
        told = None
    if not isinstance(told, dict):
        raise Invalid("This is no queue.", fields={"queue": ["not a JSON object"]})
    return told


def _sent(file: UploadedFile[Any] | None) -> Sent | None:
    if file is None:
        return None
    if (file.size or 0) > LARGEST_FILE:
        raise Invalid("A file holds up to 20 MiB; this one is kept on the phone alone.", code="too_large")
    return Sent(file.name or "file", file.content_type or "application/octet-stream", file.read())


def _settled(raw: dict[str, Any], queue: Queue, by: Actor) -> dict[str, Any]:
    try:
        item = _item(raw, queue)
    except Invalid as wrong:
        return _told(str(raw["id"]), {"conflict": wrong.sentence, "code": wrong.code})
    try:
        return _told(item.id, actions.take(item, by=by))
    except (Refused, Invalid, NotAllowed) as refused:
        return _told(item.id, _kept(item, by, refused))


def _kept(item: Item, by: Actor, refused: Refused | Invalid | NotAllowed) -> dict[str, Any]:
    """The conflict, kept; a start whose unit could not be put on it is opened all the same."""
    if item.kind == "start" and isinstance(refused, Refused):
        try:
            return actions.open_without_unit(item, by=by, refused=refused)
        except (Refused, Invalid, NotAllowed):
            pass  # nothing can be opened either: it is kept like any other
    try:
        return actions.keep_refused(item, by=by, refused=refused)
    except Invalid:  # its id was used for something else: the phone alone keeps it
        return {"conflict": refused.sentence, "code": refused.code}


def _item(raw: dict[str, Any], queue: Queue) -> Item:
    head = checked(Head, raw)
    if head["kind"] not in GIVEN:
        raise Invalid("This server does not know what that is; it is kept on the phone.", code="unknown_kind")
    stamped, at = (_pressed if head["kind"] == "emergency" else _times)(head["at"], queue.skew)
    data = raw.get("data")
    given = checked(GIVEN[head["kind"]], data if isinstance(data, dict) else {})
    file = _sent(queue.files.get(head["id"])) if head["kind"] == "attach" else None
    return Item(head["id"], head["kind"], stamped, at, given, file, queue.slack)


def _times(text: str, skew: timedelta) -> tuple[datetime, datetime]:
    """An item's time by the phone's clock and by ours. Raises Invalid for one too old, or that cannot be."""
    stamped = moment(text)
    at = _by_our_clock(stamped, skew)
    if at < clock.now() - OLDEST:
        raise Invalid(f"It is from {stamped:%b} {stamped.day}, {stamped.year}: too old to be taken.", code="too_old")
    return stamped, at


def _pressed(text: str, skew: timedelta) -> tuple[datetime, datetime]:
    """As :func:`_times`, for the emergency button: no clock is wrong enough to refuse it, a time that cannot be is now.

    How wrong the clock was measured to be is with the entry.
    """
    now = clock.now()
    try:
        stamped, at = _times(text, skew)
    except Invalid:
        return NO_TIME, now
    return stamped, min(at, now)


def _by_our_clock(stamped: datetime, skew: timedelta) -> datetime:
    try:
        return stamped - skew
    except OverflowError:
        raise Invalid("Its time cannot be.", fields={"at": ["out of range"]}) from None


def _told(item_id: str, result: dict[str, Any]) -> dict[str, Any]:
    return {"id": item_id, "state": "conflict" if "conflict" in result else "done", **result}
