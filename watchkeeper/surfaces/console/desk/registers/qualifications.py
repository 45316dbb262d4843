"""Who is qualified for what, since when and until when: whoever has run out is held for nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.actions import disqualify, qualify
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Person, PersonQualification
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.people.qualifications import WORDS, Qualification
from watchkeeper.kit.errors import NotAllowed
from watchkeeper.surfaces.console.desk.cells import Cell, Fact, Look, Notice, gap, mono, muted
from watchkeeper.surfaces.console.desk.choices import people
from watchkeeper.surfaces.console.desk.filters import Choice
from watchkeeper.surfaces.console.desk.forms import DeskForm
from watchkeeper.surfaces.console.desk.register import Button, Column, Register, Where

SOON = timedelta(days=30)
_DAY = {"type": "date", "data-width": "half"}


class UntilForm(DeskForm):
    """From when until when, and what it rests on."""

    since = forms.DateField(label="Since", required=False, help_text="Empty: today.", widget=forms.DateInput(_DAY))
    until = forms.DateField(label="Until", required=False, help_text="Empty: no end.", widget=forms.DateInput(_DAY))
    basis = forms.CharField(label="Certificate or course", max_length=120, required=False)


class QualifyForm(UntilForm):
    """Who is qualified for what."""

    person = forms.ChoiceField(label="Who", widget=forms.Select({"data-width": "half"}))
    key = forms.ChoiceField(label="For what", widget=forms.Select({"data-width": "half"}))
    field_order = ("person", "key", "since", "until", "basis")

    def prepare(self) -> None:
        """Those who work here, and the closed list."""
        self.choose("person", [("", "choose"), *people(self.by.department_id)])
        self.choose("key", [("", "choose"), *_kinds()])


class RenewForm(UntilForm):
    """The same again, from today."""

    def first(self, row: Any) -> dict[str, Any]:
        """What it rests on stays."""
        return {"basis": row.basis}


class EndForm(DeskForm):
    """Why it ends."""

    reason = forms.CharField(label="Why it ends", max_length=200)


def _kinds() -> list[tuple[str, str]]:
    return [(key.value, str(words)) for key, words in WORDS.items()]


def _words(key: str) -> str:
    return str(WORDS[Qualification(key)]) if key in {one.value for one in Qualification} else key


def _rows(by: Actor) -> QuerySet[PersonQualification]:
    return PersonQualification.objects.filter(person__department_id=by.department_id).select_related("person")


def _of_this(held: Any, entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Of what is known of the person only what they were qualified for."""
    return entries.filter(verb__in=("person.qualified", "person.disqualified"))


def _today(look: Look) -> date:
    return look.now.astimezone(look.zone).date()


def _until(held: Any, look: Look) -> Cell:
    if held.ended_at is not None:
        return muted(f"ended {look.day(held.ended_at)}")
    if held.until is None:
        return muted("no end")
    words = _day(held.until, look)
    if held.until < _today(look):
        return gap(f"ran out {words}")
    return gap(f"{words}, soon") if held.until <= _today(look) + SOON else Cell(words, "number")


def _day(day: date, look: Look) -> str:
    year = "" if day.year == _today(look).year else f" {day.year}"
    return f"{day.day} {day:%b}{year}"


def _stands(held: Any, look: Look) -> bool:
    return held.ended_at is None


def _ran_out(look: Look) -> Q:
    return Q(ended_at=None, until__lt=_today(look), person__is_active=True)


def _runs_out(look: Look) -> Q:
    today = _today(look)
    return Q(ended_at=None, until__gte=today, until__lte=today + SOON, person__is_active=True)


def _notices(held: Any, look: Look) -> Sequence[Notice]:
    if held.ended_at is None and held.until is not None and held.until < _today(look):
        return [Notice("Run out", "They are held for nothing that needs it until it is renewed.")]
    return []


def _details(held: Any, look: Look) -> Sequence[Fact]:
    return [
        Fact("Who", mono(held.person.call_name)),
        Fact("Qualified for", _words(held.key)),
        Fact("Since", _day(held.since, look)),
        Fact("Until", _until(held, look)),
        Fact("Rests on", held.basis or muted("not stated")),
    ]


def _qualify(row: Any, by: Actor, given: dict[str, Any]) -> PersonQualification:
    person = Person.objects.filter(department_id=by.department_id, pk=given.pop("person")).first()
    if person is None:
        raise NotAllowed("", hidden=True)
    return qualify(person, by=by, **given)


QUALIFICATIONS = Register(
    key="qualifications",
    title="Qualifications",
    sentence="Who may be held for what. Whoever has run out is held for nothing that needs it.",
    one="qualification",
    many="qualifications",
    icon="star",
    letter="q",
    family="People",
    usual="standing",
    read=Permission.CALL_READ,
    write=Permission.QUALIFICATION_WRITE,
    rows=_rows,
    subject=lambda held: f"person:{held.person_id}",
    about_row=_of_this,
    name=lambda held: f"{held.person.call_name}, {_words(held.key)}",
    about=lambda held, look: held.person.title,
    order="who",
    columns=(
        Column("who", "Who", lambda held, look: mono(held.person.call_name), order="person__call_name"),
        Column("what", "Qualified for", lambda held, look: _words(held.key), order="key"),
        Column(
            "since", "Since", lambda held, look: Cell(_day(held.since, look), "number"), order="since",
            take=lambda held, look: held.since,
        ),
        Column("until", "Until", _until, order="until", take=lambda held, look: held.until),
        Column("basis", "Rests on", lambda held, look: held.basis or muted("not stated"), order="basis"),
    ),
    search=("person__call_name", "basis"),
    search_words="Call name or certificate",
    filters=(
        Choice("key", "For what", "key", lambda look: _kinds()),
        Choice("person", "Who", "person_id", lambda look: people(look.by.department_id)),
    ),
    views=(
        Where("standing", "Held now", lambda look: Q(ended_at=None, person__is_active=True)),
        Where("ended", "Ended", lambda look: Q(ended_at__isnull=False)),
    ),
    gaps=(
        Where("out", "run out", _ran_out),
        Where("soon", "run out within 30 days", _runs_out),
    ),
    details=_details,
    notices=_notices,
    new=Button("new", "Qualify somebody", _qualify, QualifyForm, letter="n", said="They are qualified."),
    buttons=(
        Button(
            "renew", "Renew", lambda held, by, given: qualify(held.person, by=by, key=held.key, **given), RenewForm,
            fits=lambda held, look: _stands(held, look) and held.person.is_active, letter="r", said="It is renewed.",
        ),
        Button(
            "end", "End it", lambda held, by, given: disqualify(held, by=by, **given), EndForm, fits=_stands,
            letter="x", said="It has ended.",
        ),
    ),
)  # fmt: skip
