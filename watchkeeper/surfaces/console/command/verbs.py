"""Every command of the desk on one page: its words, its short forms, and what it takes, in the order it takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from watchkeeper.surfaces.console.command.parsed import Reader, moment


@dataclass(frozen=True)
class Verb:
    """One command. ``read`` takes its arguments off the line; ``reads`` marks a look-up, which changes nothing."""

    key: str
    words: tuple[str, ...]
    read: Callable[[Reader], None]
    usage: str
    says: str
    group: str
    reads: bool = False


_STAMPS = {
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
_MODES = {
    "foot": "foot",
    "walking": "foot",
    "bicycle": "bicycle",
    "bike": "bicycle",
    "motorcycle": "motorcycle",
    "cruiser": "cruiser",
    "post": "post",
}
_PAST = {"at": "at"}
CHANGES = {"pl": "place", "to": "destination", "ph": "callback", "det": "details", "ty": "service"}


def _is_call(reader: Reader) -> bool:
    return bool(reader.next) and reader.next.lstrip("#")[:1].isdigit() and moment(reader.next) is None


def _assign(reader: Reader) -> None:
    """``d A12 B03 4812 comment``, ``d 4812 A12``; a word that starts with ``!`` begins the reason to overrule."""
    reader.fields(_PAST)
    if _is_call(reader):
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


def _move(status: str) -> Callable[[Reader], None]:
    def read(reader: Reader) -> None:
        """``ons A12 B03 13:14``; a call's number stands for all its units; ``trn A12 where to``."""
        reader.args["status"] = status
        reader.fields(_PAST)
        reader.units(required=False)
        if "units" not in reader.args:
            reader.call(missing="the unit, as A12, or the call, as 4812")
        elif _is_call(reader):
            reader.call()
        reader.time("at")
        if status in {"transporting", "at_destination"}:
            reader.rest("destination")
        reader.leftover()

    return read


def _clear(reader: Reader) -> None:
    """``clr A12 RTF``, ``clr A12 B03 4812 arrived safe``."""
    reader.fields(_PAST)
    reader.units()
    if _is_call(reader):
        reader.call()
    reader.time("at")
    reader.outcome()


def _finish(reader: Reader) -> None:
    """``cl 4812 RTF``: frees every unit and says how it ended."""
    reader.fields(_PAST)
    reader.call()
    reader.time("at")
    reader.outcome()


def _put_back(reader: Reader) -> None:
    reader.fields({"why": "reason"})
    reader.units()
    if _is_call(reader):
        reader.call()
    reader.rest("reason")


def _hold(reader: Reader) -> None:
    """``h 4812 20 waiting for the locksmith``, ``h 4812 until 14:30 …``."""
    reader.call()
    if reader.next.isdigit():
        reader.words[0] = type(reader.words[0])(f"+{reader.next}", reader.words[0].start, reader.words[0].end)
    reader.time("until", missing="until when, as 20 (minutes) or 14:30")
    reader.rest("reason", missing="why")


def _only_call(reader: Reader) -> None:
    reader.call()
    reader.leftover()


def _call_and_reason(reader: Reader) -> None:
    reader.fields({"why": "reason"})
    reader.call()
    reader.rest("reason", missing="why")


def _call_and_words(reader: Reader) -> None:
    reader.fields({"why": "reason"})
    reader.call()
    reader.rest("reason")


def _hand_off(reader: Reader) -> None:
    """``ho 4812 city police why=outside the campus``."""
    reader.fields({"why": "reason"})
    reader.call()
    reader.rest("to", missing="who takes it over")


def _merge(reader: Reader) -> None:
    """``mg 4813 4812``: 4813 goes into 4812. One number alone: the selected call goes into it."""
    numbers = [word for word in reader.words if _looks_like_call(word.text)]
    if len(numbers) < 2 and reader.selected:
        reader.args["call"] = reader.selected
        reader.heard("call", f"{reader.selected} (selected)", 0, 0)
    else:
        reader.call()
    if reader.next.lower() == "into":
        reader.words.pop(0)
    reader.call("into", missing="the call to merge into")
    reader.leftover()


def _looks_like_call(word: str) -> bool:
    return word.lstrip("#")[:1].isdigit()


def _join(reader: Reader) -> None:
    """``join 4812 ph=5550101 who=visitor``: one more asker on a call."""
    reader.fields({"ph": "callback", "who": "requester", "role": "requester_role", "pl": "place", "to": "destination"})
    reader.call()
    reader.rest("details")


def _asker(reader: Reader) -> None:
    """``split 4812 2``: the second asker of the call."""
    reader.call()
    if reader.next.isdigit():
        reader.args["asker"] = int(reader.take("asker"))
    reader.leftover()


def _prioritize(reader: Reader) -> None:
    """``p 4812 1 reason``; ``p 1 reason`` for the selected call."""
    if reader.selected and _digit(reader.next) and not (len(reader.words) > 1 and _digit(reader.words[1].text)):
        reader.args["call"] = reader.selected
        reader.heard("call", f"{reader.selected} (selected)", 0, 0)
    else:
        reader.call()
    if _digit(reader.next):
        reader.args["priority"] = int(reader.take("priority", f"P{reader.next[-1]}")[-1])
    else:
        reader.missing.append("the priority, 0 to 4")
    reader.rest("reason", missing="why")


def _digit(word: str) -> bool:
    return word.lower() in {"0", "1", "2", "3", "4", "p0", "p1", "p2", "p3", "p4"}


def _note(reader: Reader) -> None:
    reader.call()
    reader.rest("text", missing="what to note")


def _correct(reader: Reader) -> None:
    """``ct 4812 A12 onscene 13:14 radio log says so``; without a unit, a time of the call itself."""
    reader.call()
    if reader.next and reader.next.lower() not in _STAMPS and reader.lexicon.is_unit(reader.next):
        reader.unit()
    stamp = _STAMPS.get(reader.next.lower(), "")
    if stamp:
        reader.args["field"] = stamp
        reader.take("stamp")
    else:
        reader.missing.append("which time, as onscene")
    reader.time("value", missing="the right time, as 13:14")
    reader.rest("reason", missing="why")


def _reserve(reader: Reader) -> None:
    """``rs A12 4812 14:00 15:00``."""
    if _is_call(reader):
        reader.call()
    reader.unit()
    if "call" not in reader.args:
        reader.call()
    reader.time("starts", missing="from when, as 14:00")
    reader.time("ends", missing="until when, as 15:00")
    reader.leftover()


def _stack(reader: Reader) -> None:
    if _is_call(reader):
        reader.call()
    reader.unit()
    if "call" not in reader.args:
        reader.call()
    reader.leftover()


def _log_on(reader: Reader) -> None:
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
        if reader.next.lower() in _MODES:
            reader.args["mode"] = _MODES[reader.take("mode").lower()]
        elif reader.next.lower() in {"car", "vehicle", "unit"} and len(reader.words) > 1:
            word = reader.words.pop(0)
            reader.args["vehicle"] = f"{word.text} {reader.take('vehicle')}"
        else:
            break
    if reader.next.lower() == "at":
        reader.words.pop(0)
        reader.rest("place", missing="where")
    reader.leftover()


def _only_unit(reader: Reader) -> None:
    reader.unit()
    reader.leftover()


def _out_of_service(reader: Reader) -> None:
    """``oos A12 break until 14:20``."""
    reader.fields({"why": "reason"})
    reader.unit()
    reader.time_anywhere("until", ("until", "till"))
    reader.rest("reason", missing="why")


def _place_unit(reader: Reader) -> None:
    reader.fields({"pl": "place"})
    reader.unit()
    reader.rest("place", missing="where it is")


def _message(reader: Reader) -> None:
    """``msg A12 B03 text``, ``msg all text``."""
    if reader.next.lower() == "all":
        reader.args["units"] = []
        reader.take("unit", "all on duty")
    else:
        reader.units()
    reader.rest("text", missing="the message")


def _bolo(reader: Reader) -> None:
    """``bolo person gray hoodie, blue bag until 23:00``; ``bolo end 3``."""
    if reader.next.lower() == "end":
        reader.words.pop(0)
        reader.args["is_end"] = True
        if reader.next.isdigit():
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


def _radio(reader: Reader) -> None:
    """``r A12 4812 text``; both the unit and the call may be left out."""
    if reader.next and reader.lexicon.is_unit(reader.next):
        reader.unit()
    if reader.next.startswith("#") or (reader.next.isdigit() and len(reader.next) >= 3):
        reader.call()
    reader.rest("text", missing="what was said")


def _emergency(reader: Reader) -> None:
    reader.unit()
    reader.rest("place")


def _text(name: str, missing: str = "") -> Callable[[Reader], None]:
    def read(reader: Reader) -> None:
        reader.rest(name, missing=missing)

    return read


def _log_call(kind: str) -> Callable[[Reader], None]:
    def read(reader: Reader) -> None:
        reader.args["kind"] = kind
        reader.fields({"ph": "callback", "det": "details"})
        reader.rest("details", missing="what was asked" if kind == "information" else "")

    return read


def _show(reader: Reader) -> None:
    """``f 4812`` a call, ``f A12`` a unit, ``f yawkey`` a place."""
    if _is_call(reader) and len(reader.words) == 1:
        reader.call()
    elif len(reader.words) == 1 and reader.next.upper() in reader.lexicon.units:
        reader.unit()
    else:
        reader.rest("place", missing="a call, a unit or a place")


def _block(reader: Reader) -> None:
    """``block stair 4 why=wet floor until 18:00``."""
    reader.fields({"why": "reason", "pl": "place"})
    if "reason" in reader.args:
        _until_in_reason(reader)
    reader.time_anywhere("until", ("until", "till"))
    reader.rest("place", missing="the way, as stair 4")
    if "reason" not in reader.args:
        reader.missing.append("why= the reason")


def _until_in_reason(reader: Reader) -> None:
    words = reader.args["reason"].split()
    if len(words) > 2 and words[-2].lower() in {"until", "till"}:
        when = moment(words[-1])
        if when is not None:
            reader.args |= {"until": when, "reason": " ".join(words[:-2])}


def _caution(reader: Reader) -> None:
    """``caution pl=Blake 13 det=no name on the air until 23:00``."""
    reader.fields({"pl": "place", "det": "text", "src": "source", "why": "text"})
    if "text" in reader.args:
        reader.args["reason"] = reader.args.pop("text")
        _until_in_reason(reader)
        reader.args["text"] = reader.args.pop("reason")
    reader.time_anywhere("until", ("until", "till"))
    reader.rest("place", missing="pl= the place")
    if "text" not in reader.args:
        reader.missing.append("det= what to know")


def _gone(reader: Reader) -> None:
    """``goa 4812 13:14 nobody at the desk``: when the call-back was tried."""
    reader.call()
    reader.time("called_back", missing="when the call-back was tried, as 13:14")
    reader.rest("note")


def _update(reader: Reader) -> None:
    """``ch 4812 pl=Cox 2 ph=5550101``."""
    reader.fields(CHANGES)
    reader.call()
    if not any(name in reader.args for name in CHANGES.values()):
        reader.missing.append("what changes, as pl=, to=, ph=, ty=, det=")
    reader.leftover()


def _seat(reader: Reader) -> None:
    if reader.next:
        reader.args["seat"] = reader.take("seat").upper()
    else:
        reader.missing.append("the seat, as D01")
    reader.leftover()


def _nothing(reader: Reader) -> None:
    reader.leftover()


VERBS: tuple[Verb, ...] = (
    Verb("assign", ("d", "md", "assign", "send"), _assign, "d A12 B03 4812", "send units", "send"),
    Verb("reserve", ("rs", "reserve"), _reserve, "rs A12 4812 14:00 15:00", "reserve a unit for later", "send"),
    Verb("stack", ("stk", "stack"), _stack, "stk A12 4812", "next call of a busy unit", "send"),
    Verb("put_back", ("pb",), _put_back, "pb A12 wrong side of the river", "take a unit back off its call", "send"),
    Verb("acknowledged", ("ack",), _move("acknowledged"), "ack A12", "acknowledged", "status"),
    Verb("en_route", ("enr", "en"), _move("en_route"), "enr A12 B03", "en route", "status"),
    Verb("staged", ("stg",), _move("staged"), "stg A12", "staged nearby", "status"),
    Verb("on_scene", ("ons", "arr"), _move("on_scene"), "ons A12 13:14", "on scene", "status"),
    Verb("transporting", ("trn",), _move("transporting"), "trn A12 Ellison lobby", "transporting", "status"),
    Verb("at_destination", ("dst",), _move("at_destination"), "dst A12", "at the destination", "status"),
    Verb("welfare", ("ok",), _only_unit, "ok A12", "crew is all right", "status"),
    Verb("clear", ("clr", "cu"), _clear, "clr A12 RTF", "free units from their call", "end"),
    Verb("finish", ("cl",), _finish, "cl 4812 RTF", "free all units and say how it ended", "end"),
    Verb("close", ("close",), _finish, "close 4812", "close a cleared call", "end"),
    Verb("cancel", ("can", "cancel"), _call_and_words, "can 4812 found the keys", "the caller canceled", "end"),
    Verb("gone", ("goa",), _gone, "goa 4812 13:14", "gone on arrival, call-back tried", "end"),
    Verb("hand_off", ("ho",), _hand_off, "ho 4812 city police why=off campus", "hand to another owner", "end"),
    Verb("reopen", ("ro", "reopen"), _call_and_reason, "ro 4812 caller is back", "reopen an ended call", "end"),
    Verb("hold", ("h", "hold"), _hold, "h 4812 20 locksmith is coming", "let a call wait until a time", "call"),
    Verb("resume", ("rsm", "resume"), _only_call, "rsm 4812", "take a call off hold", "call"),
    Verb("prioritize", ("p", "prio"), _prioritize, "p 4812 1 weapon seen", "change the priority", "call"),
    Verb("note", ("n", "note"), _note, "n 4812 blue door is locked", "add a note", "call"),
    Verb("update", ("ch", "change"), _update, "ch 4812 pl=Cox 2 ph=5550101", "change place, call-back …", "call"),
    Verb("correct", ("ct", "correct"), _correct, "ct 4812 A12 onscene 13:14 radio log", "put a time right", "call"),
    Verb("merge", ("mg", "merge"), _merge, "mg 4813 4812", "merge a duplicate into a call", "call"),
    Verb("join", ("j", "join"), _join, "join 4812 ph=5550101", "one more asker on a call", "call"),
    Verb("split", ("split",), _asker, "split 4812 2", "give an asker a call of its own", "call"),
    Verb("safe", ("safe",), _asker, "safe 4812", "the asker arrived safely", "call"),
    Verb("log_on", ("on",), _log_on, "on A12 P07,P08 car 3 cruiser until 23:00", "unit on duty", "units"),
    Verb("log_off", ("off",), _only_unit, "off A12", "unit off duty", "units"),
    Verb("out_of_service", ("oos",), _out_of_service, "oos A12 break until 14:20", "out of service", "units"),
    Verb("in_service", ("is",), _only_unit, "is A12", "back in service", "units"),
    Verb("place_unit", ("loc",), _place_unit, "loc A12 Yawkey lobby", "where a unit is", "units"),
    Verb("emergency", ("em", "mayday"), _emergency, "em A12 Blake 13", "officer's emergency", "units"),
    Verb("release", ("rel",), _only_unit, "rel A12", "release an emergency (second person)", "units"),
    Verb("message", ("msg",), _message, "msg all shift change at 15:00", "message to units", "desk"),
    Verb("radio", ("r", "radio"), _radio, "r A12 checking the east stair", "radio log line", "desk"),
    Verb("bolo", ("bolo",), _bolo, "bolo vehicle gray sedan until 23:00", "look-out notice", "desk"),
    Verb("information", ("info",), _log_call("information"), "info asked for visiting hours", "information", "desk"),
    Verb("wrong_number", ("wn",), _log_call("wrong_number"), "wn", "wrong number", "desk"),
    Verb("hang_up", ("hu",), _log_call("hang_up"), "hu ph=5550101", "hang-up", "desk"),
    Verb("block", ("block",), _block, "block stair 4 why=wet floor until 18:00", "close a way", "places"),
    Verb("unblock", ("unblock",), _text("place", "the way, as stair 4"), "unblock stair 4", "open a way", "places"),
    Verb("caution", ("caution",), _caution, "caution pl=Blake 13 det=use stair 4 until 23:00", "warn crews", "places"),
    Verb("find", ("f", "find", "?", "show"), _show, "f 4812", "look up a call, unit or place", "desk", reads=True),
    Verb("seat", ("seat",), _seat, "seat D01", "sit down at a seat", "desk"),
    Verb("undo", ("u", "undo"), _nothing, "u", "take back your last action (60 s)", "desk"),
    Verb("help", ("help", "keys"), _nothing, "help", "every command and key", "desk", reads=True),
)

BY_WORD: dict[str, Verb] = {word: verb for verb in VERBS for word in verb.words}
BY_KEY: dict[str, Verb] = {verb.key: verb for verb in VERBS}
# The trade's dotted forms: D.A12.4812, MD.4812.A12.B03, EN.A12, A.A12, CU.A12.RTF.
DOTTED: dict[str, str] = {"a": "on_scene", "ak": "acknowledged"}
