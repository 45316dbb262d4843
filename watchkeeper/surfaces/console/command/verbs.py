"""Every command of the desk on one page: its words, its short forms, and what it takes, in the order it takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from watchkeeper.surfaces.console.command import desk_readers, readers
from watchkeeper.surfaces.console.command.parsed import Reader


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


VERBS: tuple[Verb, ...] = (
    Verb("assign", ("d", "md", "assign", "send"), readers.assign, "d A12 B03 4812", "send units", "send"),
    Verb("reserve", ("rs", "reserve"), readers.reserve, "rs A12 4812 14:00 15:00", "reserve a unit for later", "send"),
    Verb("stack", ("stk", "stack"), readers.stack, "stk A12 4812", "next call of a busy unit", "send"),
    Verb(
        "put_back", ("pb",), readers.put_back, "pb A12 wrong side of the river", "take a unit back off its call", "send"
    ),
    Verb("acknowledged", ("ack",), readers.move("acknowledged"), "ack A12", "acknowledged", "status"),
    Verb("en_route", ("enr", "en"), readers.move("en_route"), "enr A12 B03", "en route", "status"),
    Verb("staged", ("stg",), readers.move("staged"), "stg A12", "staged nearby", "status"),
    Verb("on_scene", ("ons", "arr"), readers.move("on_scene"), "ons A12 13:14", "on scene", "status"),
    Verb("transporting", ("trn",), readers.move("transporting"), "trn A12 Ellison lobby", "transporting", "status"),
    Verb("at_destination", ("dst",), readers.move("at_destination"), "dst A12", "at the destination", "status"),
    Verb("welfare", ("ok",), desk_readers.only_unit, "ok A12", "crew is all right", "status"),
    Verb("clear", ("clr", "cu"), readers.clear, "clr A12 RTF", "free units from their call", "end"),
    Verb("finish", ("cl",), readers.finish, "cl 4812 RTF", "free all units and say how it ended", "end"),
    Verb("close", ("close",), readers.finish, "close 4812", "close a cleared call", "end"),
    Verb("cancel", ("can", "cancel"), readers.call_and_words, "can 4812 found the keys", "the caller canceled", "end"),
    Verb("gone", ("goa",), desk_readers.gone, "goa 4812 13:14", "gone on arrival, call-back tried", "end"),
    Verb("hand_off", ("ho",), readers.hand_off, "ho 4812 city police why=off campus", "hand to another owner", "end"),
    Verb("reopen", ("ro", "reopen"), readers.call_and_reason, "ro 4812 caller is back", "reopen an ended call", "end"),
    Verb("hold", ("h", "hold"), readers.hold, "h 4812 20 locksmith is coming", "let a call wait until a time", "call"),
    Verb("resume", ("rsm", "resume"), readers.only_call, "rsm 4812", "take a call off hold", "call"),
    Verb("prioritize", ("p", "prio"), readers.prioritize, "p 4812 1 weapon seen", "change the priority", "call"),
    Verb("note", ("n", "note"), readers.note, "n 4812 blue door is locked", "add a note", "call"),
    Verb(
        "update",
        ("ch", "change"),
        desk_readers.update,
        "ch 4812 pl=Cox 2 ph=5550101",
        "change place, call-back …",
        "call",
    ),
    Verb(
        "correct", ("ct", "correct"), readers.correct, "ct 4812 A12 onscene 13:14 radio log", "put a time right", "call"
    ),
    Verb("merge", ("mg", "merge"), readers.merge, "mg 4813 4812", "merge a duplicate into a call", "call"),
    Verb("join", ("j", "join"), readers.join, "join 4812 ph=5550101", "one more asker on a call", "call"),
    Verb("split", ("split",), readers.asker, "split 4812 2", "give an asker a call of its own", "call"),
    Verb("safe", ("safe",), readers.asker, "safe 4812", "the asker arrived safely", "call"),
    Verb("log_on", ("on",), desk_readers.log_on, "on A12 P07,P08 car 3 cruiser until 23:00", "unit on duty", "units"),
    Verb("log_off", ("off",), desk_readers.only_unit, "off A12", "unit off duty", "units"),
    Verb(
        "out_of_service", ("oos",), desk_readers.out_of_service, "oos A12 break until 14:20", "out of service", "units"
    ),
    Verb("in_service", ("is",), desk_readers.only_unit, "is A12", "back in service", "units"),
    Verb("place_unit", ("loc",), desk_readers.place_unit, "loc A12 Yawkey lobby", "where a unit is", "units"),
    Verb("emergency", ("em", "mayday"), desk_readers.emergency, "em A12 Blake 13", "officer's emergency", "units"),
    Verb("release", ("rel",), desk_readers.only_unit, "rel A12", "release an emergency (second person)", "units"),
    Verb("message", ("msg",), desk_readers.message, "msg all shift change at 15:00", "message to units", "desk"),
    Verb("radio", ("r", "radio"), desk_readers.radio, "r A12 checking the east stair", "radio log line", "desk"),
    Verb("bolo", ("bolo",), desk_readers.bolo, "bolo vehicle gray sedan until 23:00", "look-out notice", "desk"),
    Verb(
        "information",
        ("info",),
        desk_readers.log_call("information"),
        "info asked for visiting hours",
        "information",
        "desk",
    ),
    Verb("wrong_number", ("wn",), desk_readers.log_call("wrong_number"), "wn", "wrong number", "desk"),
    Verb("hang_up", ("hu",), desk_readers.log_call("hang_up"), "hu ph=5550101", "hang-up", "desk"),
    Verb("block", ("block",), desk_readers.block, "block stair 4 why=wet floor until 18:00", "close a way", "places"),
    Verb(
        "unblock",
        ("unblock",),
        desk_readers.text("place", "the way, as stair 4"),
        "unblock stair 4",
        "open a way",
        "places",
    ),
    Verb(
        "caution",
        ("caution",),
        desk_readers.caution,
        "caution pl=Blake 13 det=use stair 4 until 23:00",
        "warn crews",
        "places",
    ),
    Verb(
        "find",
        ("f", "find", "?", "show"),
        desk_readers.show,
        "f 4812",
        "look up a call, unit or place",
        "desk",
        reads=True,
    ),
    Verb("seat", ("seat",), desk_readers.seat, "seat D01", "sit down at a seat", "desk"),
    Verb("undo", ("u", "undo"), desk_readers.nothing, "u", "take back your last action (60 s)", "desk"),
    Verb("help", ("help", "keys"), desk_readers.nothing, "help", "every command and key", "desk", reads=True),
)

BY_WORD: dict[str, Verb] = {word: verb for verb in VERBS for word in verb.words}
BY_KEY: dict[str, Verb] = {verb.key: verb for verb in VERBS}
# The trade's dotted forms: D.A12.4812, MD.4812.A12.B03, EN.A12, A.A12, CU.A12.RTF.
DOTTED: dict[str, str] = {"a": "on_scene", "ak": "acknowledged"}
