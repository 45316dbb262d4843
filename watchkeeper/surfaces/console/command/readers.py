"""What each command takes off the line, in the order it takes it. One function a command; none touches the record."""

from __future__ import annotations

from collections.abc import Callable

from watchkeeper.surfaces.console.command.parsed import Reader, moment

STAMPS = {
    "reserved": "reserved_at",
    "assigned": "assigned_at",
    "dispatched": "assigned_at",
    "ack": "acknowledged_at",
    "acknowledged": "acknowledged_at",
    "enr": "en_route_at",
    "enroute": "en_route_at",
    "stg": "staged_at",
    "staged": "staged_at",
    "ons": "on_scene_at",
    "onscene": "on_scene_at",
    "arrived": "on_scene_at",
    "trn": "transporting_at",
    "transporting": "transporting_at",
    "dst": "at_destination_at",
    "destination": "at_destination_at",
    "clr": "cleared_at",
    "cleared": "cleared_at",
    "rung": "rung_at",
    "answered": "answered_at",
    "opened": "opened_at",
}
PAST = {"at": "at"}


def is_call(reader: Reader) -> bool:
    """Whether the next word is a call's number and no time of day."""
    return bool(reader.next) and reader.next.lstrip("#")[:1].isdigit() and moment(reader.next) is None


def assign(reader: Reader) -> None:
    """``d A12 B03 4812 comment``, ``d 4812 A12``; a word that starts with ``!`` begins the reason to overrule."""
    reader.fields(PAST)
    if is_call(reader):
        reader.call()
    reader.units(required=False)
    if "call" not in reader.args:
        reader.call()
        reader.units(required=False)
    if reader.next.startswith("!"):
        reader.rest("override")
        reader.args["override"] = reader.args["override"].lstrip("! ")
        if not reader.args["override"]:
            reader.missing.append("why it is overruled")
    elif reader.words and "units" not in reader.args:
        reader.problem = f"“{reader.next}” is not a unit."
    else:
        reader.rest("note")


def move(status: str) -> Callable[[Reader], None]:
    """The reader of a status."""

    def read(reader: Reader) -> None:
        """``ons A12 B03 13:14``; a call's number stands for all its units; ``trn A12 where to``."""
        reader.args["status"] = status
        reader.fields(PAST)
        reader.units(required=False)
        if "units" not in reader.args:
            reader.call(missing="the unit, as A12, or the call, as 4812")
        elif is_call(reader):
            reader.call()
        reader.time("at")
        if status in {"transporting", "at_destination"}:
            reader.rest("destination")
        reader.leftover()

    return read


def clear(reader: Reader) -> None:
    """``clr A12 RTF``, ``clr A12 B03 4812 arrived safe``."""
    reader.fields(PAST)
    reader.units()
    if is_call(reader):
        reader.call()
    reader.time("at")
    reader.outcome()


def finish(reader: Reader) -> None:
    """``cl 4812 RTF``: frees every unit and says how it ended."""
    reader.fields(PAST)
    reader.call()
    reader.time("at")
    reader.outcome()


def put_back(reader: Reader) -> None:
    """``pb A12 reason``."""
    reader.fields({"why": "reason"})
    reader.units()
    if is_call(reader):
        reader.call()
    reader.rest("reason")


def hold(reader: Reader) -> None:
    """``h 4812 20 waiting for the locksmith``, ``h 4812 until 14:30 …``."""
    reader.call()
    if reader.next.isdecimal():
        reader.words[0] = type(reader.words[0])(f"+{reader.next}", reader.words[0].start, reader.words[0].end)
    reader.time("until", missing="until when, as 20 (minutes) or 14:30")
    reader.rest("reason", missing="why")


def only_call(reader: Reader) -> None:
    """A call and nothing else."""
    reader.call()
    reader.leftover()


def call_and_reason(reader: Reader) -> None:
    """A call and why."""
    reader.fields({"why": "reason"})
    reader.call()
    reader.rest("reason", missing="why")


def call_and_words(reader: Reader) -> None:
    """A call and perhaps why."""
    reader.fields({"why": "reason"})
    reader.call()
    reader.rest("reason")


def hand_off(reader: Reader) -> None:
    """``ho 4812 city police why=outside the campus``."""
    reader.fields({"why": "reason"})
    reader.call()
    reader.rest("to", missing="who takes it over")


def merge(reader: Reader) -> None:
    """``mg 4813 4812``: 4813 goes into 4812. One number alone: the selected call goes into it."""
    numbers = [word for word in reader.words if looks_like_call(word.text)]
    if len(numbers) < 2 and reader.selected:
        reader.args["call"] = reader.selected
        reader.heard("call", f"{reader.selected} (selected)", 0, 0)
    else:
        reader.call()
    if reader.next.lower() == "into":
        reader.words.pop(0)
    reader.call("into", missing="the call to merge into")
    reader.leftover()


def looks_like_call(word: str) -> bool:
    """Whether ``word`` begins as a number does."""
    return word.lstrip("#")[:1].isdigit()


def is_count(word: str) -> bool:
    """Whether ``word`` is a whole number of a size one counts to (neither "²" nor a hundred digits)."""
    return word.isdecimal() and len(word) < 10


def join(reader: Reader) -> None:
    """``join 4812 ph=5550101 who=visitor``: one more asker on a call."""
    reader.fields({"ph": "callback", "who": "requester", "role": "requester_role", "pl": "place", "to": "destination"})
    reader.call()
    reader.rest("details")


def asker(reader: Reader) -> None:
    """``split 4812 2``: the second asker of the call."""
    reader.call()
    if is_count(reader.next):
        reader.args["asker"] = int(reader.take("asker"))
    reader.leftover()


def prioritize(reader: Reader) -> None:
    """``p 4812 1 reason``; ``p 1 reason`` for the selected call."""
    if reader.selected and digit(reader.next) and not (len(reader.words) > 1 and digit(reader.words[1].text)):
        reader.args["call"] = reader.selected
        reader.heard("call", f"{reader.selected} (selected)", 0, 0)
    else:
        reader.call()
    if digit(reader.next):
        reader.args["priority"] = int(reader.take("priority", f"P{reader.next[-1]}")[-1])
    else:
        reader.missing.append("the priority, 0 to 4")
    reader.rest("reason", missing="why")


def digit(word: str) -> bool:
    """Whether ``word`` is a priority."""
    return word.lower() in {"0", "1", "2", "3", "4", "p0", "p1", "p2", "p3", "p4"}


def note(reader: Reader) -> None:
    """``n 4812 text``."""
    reader.call()
    reader.rest("text", missing="what to note")


def correct(reader: Reader) -> None:
    """``ct 4812 A12 onscene 13:14 radio log says so``; without a unit, a time of the call itself."""
    reader.call()
    if reader.next and reader.next.lower() not in STAMPS and reader.lexicon.is_unit(reader.next):
        reader.unit()
    stamp = STAMPS.get(reader.next.lower(), "")
    if stamp:
        reader.args["field"] = stamp
        reader.take("stamp")
    else:
        reader.missing.append("which time, as onscene")
    reader.time("value", missing="the right time, as 13:14")
    reader.rest("reason", missing="why")


def reserve(reader: Reader) -> None:
    """``rs A12 4812 14:00 15:00``."""
    if is_call(reader):
        reader.call()
    reader.unit()
    if "call" not in reader.args:
        reader.call()
    reader.time("starts", missing="from when, as 14:00")
    reader.time("ends", missing="until when, as 15:00")
    reader.leftover()


def stack(reader: Reader) -> None:
    """``stk A12 4812``."""
    if is_call(reader):
        reader.call()
    reader.unit()
    if "call" not in reader.args:
        reader.call()
    reader.leftover()
