"""The mail door: a message (RFC 5322) becomes a call by the same action as every other door.

Nothing is sent and no server is asked: whoever fetches the mail hands each message here as bytes. The same message
handed over twice is one call. Whatever cannot be understood is kept as a file with the call.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.utils import getaddresses, parseaddr
from hashlib import sha256
from html.parser import HTMLParser

from watchkeeper.core.journal.transaction import writing
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places.models import Line
from watchkeeper.core.services import askings
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit.errors import Invalid

LARGEST = 64 * 1024 * 1024
LARGEST_FILE = 20 * 1024 * 1024
MOST_FILES = 20
LONGEST_TEXT = 100_000
# What the standard library's reader of mail gives up with on headers nobody writes by accident.
_UNREADABLE = (LookupError, ValueError, TypeError, AttributeError, RecursionError)
_TO = ("delivered-to", "x-original-to", "to", "cc")
_BREAKS = {"p", "br", "div", "li", "tr", "h1", "h2", "h3", "blockquote"}
_UNSHOWN = {"script", "style", "head", "title"}


@dataclass(frozen=True)
class Part:
    """A file that came with a message."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """What a message says, as far as it can be read."""

    key: str
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    parts: tuple[Part, ...]
    left_out: tuple[str, ...]


def take(message: bytes, *, department_id: int) -> Call:
    """Open a call from ``message`` and keep its files with it, all or nothing.

    Raises :class:`Invalid` for what is no message at all.
    """
    letter = read(message)
    is_many = askings.is_many(department_id, "mail", browser="", address=letter.sender)
    permissions = frozenset({Permission.CALL_OPEN, Permission.CALL_NOTE})
    by = Actor(department_id=department_id, key="mail", name="mail", permissions=permissions)
    line = _line(letter, department_id)
    with writing():
        call = actions.open_call(
            by=by,
            service="generic_assistance",
            door="mail",
            details=_details(letter),
            callback=letter.sender[:60],
            requester=letter.sender_name[:120],
            line_id=line.pk if line else None,
            site_id=line.site_id if line else None,
            is_many_from_source=is_many,
            client_id=f"mail-{letter.key}",
        )
        if not call.attachments.exists():
            for part in letter.parts:
                actions.attach(call, by=by, name=part.name, content_type=part.content_type, content=part.content)
    return call


def read(message: bytes) -> Letter:
    """Read ``message``; headers and encodings that are broken are read as far as they go."""
    if not message.strip() or len(message) > LARGEST:
        raise Invalid("A message holds 1 byte to 64 MiB; nothing was kept.", fields={"message": ["size"]})
    head = BytesHeaderParser(policy=policy.compat32).parsebytes(message)
    if not head.keys():
        raise Invalid("This is not a mail message; nothing was kept.", fields={"message": ["no header"]})
    try:
        parsed = BytesParser(policy=policy.compat32).parsebytes(message)
        text, shown = _body(parsed)
        files, left_out = _files(parsed, text, shown)
    except _UNREADABLE:
        text, files, left_out = _as_a_file(message)
    return _letter(head, text, files, left_out)


def _as_a_file(message: bytes) -> tuple[str, list[Part], list[str]]:
    """A message whose body cannot be read, kept as it came (its first 20 MiB)."""
    whole = Part("message.eml", "message/rfc822", message[:LARGEST_FILE])
    lost = ["the end of message.eml"] if len(message) > LARGEST_FILE else []
    return f"This message could not be read; it is kept as {whole.name}.", [whole], lost


def _letter(head: Message[str, str], text: str, files: list[Part], left_out: list[str]) -> Letter:
    sender_name, sender = parseaddr(_header(head, "from"))
    subject = _header(head, "subject")[:500]
    said = "\n".join([_header(head, "message-id"), sender, subject, text])
    return Letter(
        key=sha256(said.encode()).hexdigest()[:32],
        sender=sender,
        sender_name=sender_name,
        recipients=tuple(address.casefold() for _, address in getaddresses(_headers(head, *_TO)) if address),
        subject=subject,
        text=text[:LONGEST_TEXT],
        parts=tuple(files),
        left_out=tuple(left_out),
    )


def _header(parsed: Message[str, str], name: str) -> str:
    return next(iter(_headers(parsed, name)), "")


def _headers(parsed: Message[str, str], *names: str) -> list[str]:
    """The values of headers, encoded words read, on one line each."""
    values = [value for name in names for value in parsed.get_all(name, [])]
    return [_clean(" ".join(_decoded(str(value)).split())) for value in values]


def _decoded(value: str) -> str:
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):  # an encoded word that is broken is read as it stands
        return value
    return "".join(_in_charset(piece, charset) if isinstance(piece, bytes) else piece for piece, charset in pieces)


def _in_charset(content: bytes, charset: str | None) -> str:
    try:
        return content.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):  # a character set nobody knows, or one that is not for text
        return content.decode("utf-8", "replace")


def _body(parsed: Message[str, str]) -> tuple[str, Message[str, str] | None]:
    """The text people read (plain before HTML), and the part it was in."""
    leaves = [
        part for part in parsed.walk() if not part.is_multipart() and part.get_content_disposition() != "attachment"
    ]
    for kind in ("text/plain", "text/html"):
        for part in leaves:
            if part.get_content_type() == kind and not _filename(part):
                text = _in_charset(_content(part), _charset(part))
                return _clean(_without_tags(text) if kind == "text/html" else text).strip(), part
    return "", None


def _files(parsed: Message[str, str], text: str, shown: Message[str, str] | None) -> tuple[list[Part], list[str]]:
    """Every other part as a file, and the names of those too large or too many to keep."""
    files = [Part("message.txt", "text/plain", text.encode())] if len(text) > LONGEST_TEXT else []
    left_out = []
    for place, part in enumerate(parsed.walk(), start=1):
        if part.is_multipart() or part is shown or _is_twin(part):
            continue
        content, name = _content(part), _name(part, place)
        if content and len(content) <= LARGEST_FILE and len(files) < MOST_FILES:
            files.append(Part(name, part.get_content_type()[:100], content))
        elif content:
            left_out.append(name)
    return files, left_out


def _is_twin(part: Message[str, str]) -> bool:
    """Whether it is the body again in another form (the HTML beside the plain text)."""
    is_text = part.get_content_type() in {"text/plain", "text/html"}
    return is_text and part.get_content_disposition() != "attachment" and not _filename(part)


def _content(part: Message[str, str]) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _charset(part: Message[str, str]) -> str | None:
    try:
        return part.get_content_charset()
    except _UNREADABLE:
        return None


def _filename(part: Message[str, str]) -> str:
    try:
        return part.get_filename() or ""
    except _UNREADABLE:  # a name in a character set of its own that cannot be read: the part keeps its number
        return ""


def _name(part: Message[str, str], place: int) -> str:
    """A file's name without any folder it claims to lie in."""
    given = re.split(r"[\\/]", _clean(_decoded(_filename(part))))[-1].strip(". \n")
    return given[:200] or f"part-{place}"


def _details(letter: Letter) -> str:
    lost = [f"Not kept, too large or too many: {', '.join(letter.left_out)}"] if letter.left_out else []
    return "\n\n".join(line for line in (letter.subject, letter.text, *lost) if line)


def _line(letter: Letter, department_id: int) -> Line | None:
    boxes = Line.objects.filter(department_id=department_id, number__contains="@")
    return next((line for line in boxes if line.number.casefold() in letter.recipients), None)


def _clean(text: str) -> str:
    """Text that both databases take: no NUL, no half characters, line ends as one sign."""
    plain = text.encode("utf-8", "replace").decode().replace("\x00", "").replace("\r\n", "\n")
    return "".join(sign for sign in plain if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"})


class _Reader(HTMLParser):
    """Keeps what a person would read of an HTML body."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._unshown = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unshown += tag in _UNSHOWN
        self.said += ["\n"] if tag in _BREAKS else []

    def handle_endtag(self, tag: str) -> None:
        self._unshown = max(0, self._unshown - (tag in _UNSHOWN))
        self.said += ["\n"] if tag in _BREAKS else []

    def handle_data(self, data: str) -> None:
        if not self._unshown:
            self.said.append(data)


def _without_tags(text: str) -> str:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.said).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
