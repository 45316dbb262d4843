"""Opening a call in free words: ``escort yawkey 4 > fruit st garage ph=5550101``, or short: ``e t3 gb 0101``."""

from __future__ import annotations

from watchkeeper.core.services.kinds import Door
from watchkeeper.surfaces.console.command.lexicon import CALL_NUMBER, PHONE, Lexicon
from watchkeeper.surfaces.console.command.parsed import Reader, Token, moment

USAGE = "escort yawkey 4 > fruit st garage ph=5550101"
FIELDS = {
    "ty": "service",
    "pl": "place",
    "to": "destination",
    "ph": "callback",
    "pr": "priority",
    "who": "requester",
    "role": "requester_role",
    "why": "why",
    "det": "details",
    "at": "at",
    "from": "starts",
    "until": "ends",
    "nm": "named",
    "test": "test",
    "door": "door",
}
_TO = {">", "→", "->", "to"}
LONGEST_NAME = 5


def service_of(words: list[Token], lexicon: Lexicon) -> tuple[str, int]:
    """The service the line begins with and how many words name it; ``("", 0)`` when it begins otherwise."""
    for count in range(min(LONGEST_NAME, len(words)), 0, -1):
        said = " ".join(word.text for word in words[:count]).lower().replace(",", "")
        key = lexicon.services.get(said)
        if key:
            return key, count
    return "", 0


def read(reader: Reader) -> None:
    """Take service, place, destination, call-back and fields off the line."""
    _details(reader)
    known = FIELDS | {ask: ask for asks in reader.lexicon.asks.values() for ask in asks}
    key, count = service_of(reader.words, reader.lexicon)
    if key:
        reader.args["service"] = key
        first, last = reader.words[0], reader.words[count - 1]
        reader.heard("service", reader.lexicon.names.get(key, key), first.start, last.end)
        reader.words = reader.words[count:]
    reader.fields(known)
    _typed_service(reader)
    _numbers(reader)
    _callback(reader)
    _places(reader)
    _answers(reader)
    _check(reader)


def _details(reader: Reader) -> None:
    """What follows a word that begins with ``;`` or ``//`` is told as it was said."""
    for i, word in enumerate(reader.words):
        if word.text.startswith((";", "//")):
            text = reader.line[word.start : reader.words[-1].end].lstrip(";/ ")
            if text:
                reader.args["details"] = text
                reader.heard("details", text, word.start, reader.words[-1].end)
            reader.words = reader.words[:i]
            return


def _typed_service(reader: Reader) -> None:
    said = reader.args.get("service")
    if said and said not in reader.lexicon.names:
        key = reader.lexicon.services.get(str(said).lower())
        if key is None:
            reader.problem = f"“{said}” is not a service."
        reader.args["service"] = key or ""


def _numbers(reader: Reader) -> None:
    """Two numbers and nothing else may be meant as two calls ("m 29 31" for "mg 29 31"): whoever runs it asks back."""
    if len(reader.words) == 2 and all(CALL_NUMBER.fullmatch(word.text) for word in reader.words):
        reader.args["numbers"] = [word.text.lstrip("#").upper() for word in reader.words]


def _callback(reader: Reader) -> None:
    """A last word of four digits or more is the call-back."""
    if "callback" in reader.args or len(reader.words) < 2:
        return
    last = reader.words[-1]
    if PHONE.fullmatch(last.text) and sum(c.isdigit() for c in last.text) >= 4:
        reader.args["callback"] = last.text
        reader.heard("call-back", last.text, last.start, last.end)
        reader.words.pop()


def _places(reader: Reader) -> None:
    arrow = next((i for i, word in enumerate(reader.words) if word.text.lower() in _TO), None)
    if arrow is not None:
        _place(reader, "place", reader.words[:arrow])
        _place(reader, "destination", reader.words[arrow + 1 :])
    elif reader.args.get("service") in reader.lexicon.goes_somewhere and "destination" not in reader.args:
        groups = _groups(reader.words)
        if len(groups) == 2:
            _place(reader, "place", groups[0])
            _place(reader, "destination", groups[1])
        else:
            _place(reader, "place", reader.words)
    else:
        _place(reader, "place", reader.words)
    reader.words = []


def _groups(words: list[Token]) -> list[list[Token]]:
    """Words that stand for one place each; a floor's or level's number belongs to the word before it."""
    groups: list[list[Token]] = []
    for word in words:
        if groups and word.text.isdigit() and len(word.text) < 3:
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


def _place(reader: Reader, name: str, words: list[Token]) -> None:
    if words and words[0].text.lower() in {"at", "from"} and len(words) > 1:
        words = words[1:]
    if words and name not in reader.args:
        text = reader.line[words[0].start : words[-1].end]
        reader.args[name] = text
        reader.heard(name, text, words[0].start, words[-1].end)


def _answers(reader: Reader) -> None:
    """Fields that are questions of the service go to its answers; ``why=`` may be a choice or plain words."""
    asked = reader.lexicon.asks.get(reader.args.get("service", ""), frozenset())
    answers = {key: reader.args.pop(key) for key in list(reader.args) if key in asked}
    if answers:
        reader.args["answers"] = answers
    for name in ("starts", "ends", "at"):
        if name in reader.args:
            when = moment(reader.args[name])
            if when is None:
                reader.problem = f"“{reader.args.pop(name)}” is not a time."
            else:
                reader.args[name] = when


def _check(reader: Reader) -> None:
    pr = str(reader.args.get("priority", "")).lower().lstrip("p")
    if pr:
        reader.args["priority"] = int(pr) if pr in set("01234") else None
        if reader.args["priority"] is None:
            reader.problem = "A priority is 0 to 4."
    if "door" in reader.args:
        reader.args["door"] = reader.args["door"].lower().replace("-", "_").replace(" ", "_")
        if reader.args["door"] not in set(Door):
            reader.problem = f"A door is one of {', '.join(Door)}."
    if "test" in reader.args:
        reader.args["test"] = str(reader.args["test"]).lower() not in {"0", "no", ""}
    if "named" in reader.args:
        reader.args["named"] = [one.upper() for one in reader.args["named"].replace(",", " ").split()]
    if not reader.args.get("service"):
        reader.missing.append("the service, as ty=escort")
    if not reader.args.get("place"):
        reader.missing.append("the place, as pl=yawkey 4")
