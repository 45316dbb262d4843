"""What the commands on units, places and the desk's own papers take off the line."""

from __future__ import annotations

from collections.abc import Callable

from watchkeeper.surfaces.console.command.parsed import Reader, moment
from watchkeeper.surfaces.console.command.readers import is_call, is_count

CHANGES = {"pl": "place", "to": "destination", "ph": "callback", "det": "details", "ty": "service"}
MODES = {
    "foot": "foot",
    "walking": "foot",
    "bicycle": "bicycle",
    "bike": "bicycle",
    "motorcycle": "motorcycle",
    "cruiser": "cruiser",
    "post": "post",
}


def log_on(reader: Reader) -> None:
    """``on A12 P07,P08 car 3 cruiser until 23:00 at Yawkey lobby``."""
    reader.fields({"crew": "crew", "car": "vehicle", "veh": "vehicle", "pl": "place"})
    reader.unit()
    reader.time_anywhere("until", ("until", "till"))
    crew: list[str] = []
    while reader.next and all(reader.lexicon.is_unit(part) for part in reader.next.split(",") if part):
        crew += [part.upper() for part in reader.next.split(",") if part]
        reader.take("crew", reader.next.upper())
    if crew:
        reader.args["crew"] = crew
    elif isinstance(reader.args.get("crew"), str):
        reader.args["crew"] = [one.upper() for one in reader.args["crew"].replace(",", " ").split()]
    while reader.next and reader.next.lower() != "at":
        if reader.next.lower() in MODES:
            reader.args["mode"] = MODES[reader.take("mode").lower()]
        elif reader.next.lower() in {"car", "vehicle", "unit"} and len(reader.words) > 1:
            word = reader.words.pop(0)
            reader.args["vehicle"] = f"{word.text} {reader.take('vehicle')}"
        else:
            break
    if reader.next.lower() == "at":
        reader.words.pop(0)
        reader.rest("place", missing="where")
    reader.leftover()


def only_unit(reader: Reader) -> None:
    """A unit and nothing else."""
    reader.unit()
    reader.leftover()


def out_of_service(reader: Reader) -> None:
    """``oos A12 break until 14:20``."""
    reader.fields({"why": "reason"})
    reader.unit()
    reader.time_anywhere("until", ("until", "till"))
    reader.rest("reason", missing="why")


def place_unit(reader: Reader) -> None:
    """``loc A12 Yawkey lobby``."""
    reader.fields({"pl": "place"})
    reader.unit()
    reader.rest("place", missing="where it is")


def message(reader: Reader) -> None:
    """``msg A12 B03 text``, ``msg all text``."""
    if reader.next.lower() == "all":
        reader.args["units"] = []
        reader.take("unit", "all on duty")
    else:
        reader.units()
    reader.rest("text", missing="the message")


def bolo(reader: Reader) -> None:
    """``bolo person gray hoodie, blue bag until 23:00``; ``bolo end 3``."""
    if reader.next.lower() == "end":
        reader.words.pop(0)
        reader.args["is_end"] = True
        if is_count(reader.next):
            reader.args["bolo"] = int(reader.take("look-out"))
        else:
            reader.missing.append("which look-out, by its number")
        return
    reader.time_anywhere("until", ("until", "till"))
    kinds = {"person": "person", "vehicle": "vehicle", "car": "vehicle", "other": "other"}
    if reader.next.lower() in kinds:
        reader.args["kind"] = kinds[reader.take("kind").lower()]
    else:
        reader.missing.append("person, vehicle or other")
    reader.rest("text", missing="what to look out for")


def radio(reader: Reader) -> None:
    """``r A12 4812 text``; both the unit and the call may be left out."""
    if reader.next and reader.lexicon.is_unit(reader.next):
        reader.unit()
    if reader.next.startswith("#") or (reader.next.isdigit() and len(reader.next) >= 3):
        reader.call()
    reader.rest("text", missing="what was said")


def emergency(reader: Reader) -> None:
    """``em A12 Blake 13``."""
    reader.unit()
    reader.rest("place")


def text(name: str, missing: str = "") -> Callable[[Reader], None]:
    """A reader that takes all that is left for ``name``."""

    def read(reader: Reader) -> None:
        reader.rest(name, missing=missing)

    return read


def log_call(kind: str) -> Callable[[Reader], None]:
    """The reader of a call that needs no unit."""

    def read(reader: Reader) -> None:
        reader.args["kind"] = kind
        reader.fields({"ph": "callback", "det": "details"})
        reader.rest("details", missing="what was asked" if kind == "information" else "")

    return read


def show(reader: Reader) -> None:
    """``f 4812`` a call, ``f A12`` a unit, ``f yawkey`` a place."""
    if is_call(reader) and len(reader.words) == 1:
        reader.call()
    elif len(reader.words) == 1 and reader.next.upper() in reader.lexicon.units:
        reader.unit()
    else:
        reader.rest("place", missing="a call, a unit or a place")


def block(reader: Reader) -> None:
    """``block stair 4 why=wet floor until 18:00``."""
    reader.fields({"why": "reason", "pl": "place"})
    if "reason" in reader.args:
        until_in_reason(reader)
    reader.time_anywhere("until", ("until", "till"))
    reader.rest("place", missing="the way, as stair 4")
    if "reason" not in reader.args:
        reader.missing.append("why= the reason")


def until_in_reason(reader: Reader) -> None:
    """An "until 18:00" at the end of a reason is its end, not part of it."""
    words = reader.args["reason"].split()
    if len(words) > 2 and words[-2].lower() in {"until", "till"}:
        when = moment(words[-1])
        if when is not None:
            reader.args |= {"until": when, "reason": " ".join(words[:-2])}


def caution(reader: Reader) -> None:
    """``caution pl=Blake 13 det=no name on the air until 23:00``."""
    reader.fields({"pl": "place", "det": "text", "src": "source", "why": "text"})
    if "text" in reader.args:
        reader.args["reason"] = reader.args.pop("text")
        until_in_reason(reader)
        reader.args["text"] = reader.args.pop("reason")
    reader.time_anywhere("until", ("until", "till"))
    reader.rest("place", missing="pl= the place")
    if "text" not in reader.args:
        reader.missing.append("det= what to know")


def gone(reader: Reader) -> None:
    """``goa 4812 13:14 nobody at the desk``: when the call-back was tried."""
    reader.call()
    reader.time("called_back", missing="when the call-back was tried, as 13:14")
    reader.rest("note")


def update(reader: Reader) -> None:
    """``ch 4812 pl=Cox 2 ph=5550101``."""
    reader.fields(CHANGES)
    reader.call()
    if not any(name in reader.args for name in CHANGES.values()):
        reader.missing.append("what changes, as pl=, to=, ph=, ty=, det=")
    reader.leftover()


def seat(reader: Reader) -> None:
    """``seat D01``; ``seat D12 new`` makes one that was not there."""
    if reader.next:
        reader.args["seat"] = reader.take("seat").upper()
        if reader.next.lower() == "new":
            reader.args["new"] = reader.take("new")
    else:
        reader.missing.append("the seat, as D01")
    reader.leftover()


def nothing(reader: Reader) -> None:
    """Nothing more."""
    reader.leftover()
