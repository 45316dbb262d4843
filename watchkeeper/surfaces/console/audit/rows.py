"""Rows of the audit in words: when, who, read or changed, what, about what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import journal
from watchkeeper.core.journal.audit import Found
from watchkeeper.core.journal.models import Entry, ReadEvent
from watchkeeper.core.journal.sealing import moment
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account, ApiToken, Person
from watchkeeper.core.people.naming import names
from watchkeeper.engines.calls.models import Call, Unit
from watchkeeper.surfaces.console.desk.cells import Look

# What a kept read is called; "{why}" is what was asked or filtered for.
READS = {
    "call panel": "read the call",
    "api list": "read the call in a list of the API",
    "attachment": "opened a file of the call",
    "register": "read a row of {why}",
    "search": "searched for “{why}”",
    "export": "took a file ({why})",
    "measures": "read it from the measures ({why})",
    "place": "looked the place up",
    "audit": "read the audit ({why})",
}


@dataclass(frozen=True)
class Row:
    """One line: ``at`` local, ``who`` by call name, ``is_read`` or changed, ``about`` in words, ``link`` its page."""

    at: str
    stamp: str
    who: str
    actor: str
    is_read: bool
    text: str
    about: str
    subject: str
    link: str


def told(found: Sequence[Found], look: Look) -> list[Row]:
    """``found`` in words. At most seven queries, whatever the length."""
    entries = [row for row in found if isinstance(row, Entry)]
    said = {row.pk: text for row, text in zip(entries, journal.sentences(entries), strict=True)}
    called, about = names(row.actor for row in found), _abouts({row.subject for row in found}, look.by)
    return [_row(row, said, called, about.get(row.subject, (row.subject, "")), look) for row in found]


def _row(row: Found, said: dict[int, str], called: dict[str, str], about: tuple[str, str], look: Look) -> Row:
    at = row.recorded_at if isinstance(row, Entry) else row.at
    text = said[row.pk] if isinstance(row, Entry) else read_words(row)
    local = moment(at).astimezone(look.zone)
    return Row(
        f"{look.day(moment(at))} {local:%H:%M:%S}",
        local.isoformat(timespec="seconds"),
        called[row.actor],
        row.actor,
        isinstance(row, ReadEvent),
        text,
        about[0],
        row.subject,
        about[1],
    )


def read_words(event: ReadEvent) -> str:
    """A kept read as a sentence without its actor."""
    return READS.get(event.what, "read it ({what})").format(why=event.why or "all", what=event.what)


def _abouts(subjects: Iterable[str], by: Actor) -> dict[str, tuple[str, str]]:
    """What each subject is called and where its page is, as far as the reader may know it."""
    kinds: dict[str, list[int]] = {}
    for subject in subjects:
        kind, _, key = subject.partition(":")
        if key.isdecimal() and len(key) < 19:
            kinds.setdefault(kind, []).append(int(key))
    found: dict[str, tuple[str, str]] = {}
    for kind, keys in kinds.items():
        if kind in _NAMED:
            rows, name = _NAMED[kind]
            page = "call" if kind == "call" else ""
            for pk, words in rows(by).filter(pk__in=keys).values_list("pk", name):
                found[f"{kind}:{pk}"] = (f"{kind} {words}", reverse(page, kwargs={"pk": pk}) if page else "")
    return found


_NAMED: dict[str, tuple[Callable[[Actor], Any], str]] = {
    "call": (Call.objects.visible_to, "number"),
    "unit": (lambda by: Unit.objects.filter(department_id=by.department_id), "call_sign"),
    "person": (lambda by: Person.objects.filter(department_id=by.department_id), "call_name"),
    "department": (lambda by: Department.objects.filter(pk=by.department_id), "key"),
    "account": (lambda by: Account.objects.filter(department_id=by.department_id), "username"),
    "token": (lambda by: ApiToken.objects.filter(account__department_id=by.department_id), "label"),
}
