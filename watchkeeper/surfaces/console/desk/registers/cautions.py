"""What to know before going there: who says so, until when, and what was ended early."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places import find
from watchkeeper.core.places.actions import add_caution, end_caution
from watchkeeper.core.places.models import Caution, CautionKind
from watchkeeper.kit import clock
from watchkeeper.surfaces.console.desk.cells import Cell, Fact, Look, gap, mono, muted
from watchkeeper.surfaces.console.desk.choices import sites_of
from watchkeeper.surfaces.console.desk.filters import Choice, Days, Options, Text
from watchkeeper.surfaces.console.desk.forms import DeskForm, Moment
from watchkeeper.surfaces.console.desk.register import Button, Column, Register, Where

SOON = timedelta(days=7)
USUAL = timedelta(days=30)  # how long a caution holds unless somebody says otherwise


class CautionHere(DeskForm):
    """A caution on the place at hand."""

    text = forms.CharField(label="What to know", max_length=240, widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(
        label="Kind", choices=CautionKind.choices, widget=forms.Select(attrs={"data-width": "half"})
    )
    source = forms.CharField(label="Who knows it", max_length=120, widget=forms.TextInput(attrs={"data-width": "half"}))
    expires = Moment(label="Holds until")

    def first(self, row: Any) -> dict[str, Any]:
        """A hazard, for a month."""
        return self.blank()

    def blank(self) -> dict[str, Any]:
        """A hazard, for a month."""
        return {"kind": CautionKind.HAZARD, "expires": Moment.shown(clock.now() + USUAL, self.by)}


class CautionForm(CautionHere):
    """A caution on a place that is named."""

    place = forms.CharField(label="Place", max_length=120, help_text="As at the desk: Blake 13, door 4, Main Campus.")
    field_order = ("place", "text", "kind", "source", "expires")

    def clean_place(self) -> str:
        """The subject of the one place it names. Raises ``ValidationError`` with those it may mean."""
        text = self.cleaned_data["place"]
        hits = find.search(self.by.department_id, text, limit=6)
        exact = [hit for hit in hits if hit.label.casefold() == text.strip().casefold()]
        if len(exact) == 1 or len(hits) == 1:
            return (exact or hits)[0].ref
        if not hits:
            raise forms.ValidationError("There is no such place.")
        raise forms.ValidationError(f"Which one: {', '.join(hit.label for hit in hits)}?")


class EndForm(DeskForm):
    """Why it no longer holds."""

    reason = forms.CharField(label="Why it no longer holds", max_length=200)


def _add(row: Any, by: Actor, given: dict[str, Any]) -> Caution:
    return add_caution(given.pop("place"), by=by, **given)


def caution_here(kind: str) -> Button:
    """A button that puts a caution on a place of ``kind`` ("area")."""
    return Button(
        "caution",
        "Put a caution here",
        lambda row, by, given: add_caution(f"{kind}:{row.pk}", by=by, **given),
        CautionHere,
        needs=Permission.CAUTION_WRITE,
        said="The caution holds from now on.",
    )


def _state(caution: Caution, look: Look) -> Cell:
    if caution.ended_at is not None:
        return muted(f"ended {look.day(caution.ended_at)}")
    if caution.expires_at <= look.now:
        return muted("over")
    if caution.starts_at > look.now:
        return muted(f"from {look.moment(caution.starts_at)}")
    return Cell("in force", tone="waiting", glyph="caution")


def _holds(look: Look) -> Q:
    return Q(ended_at=None, starts_at__lte=look.now, expires_at__gt=look.now)


def _text(caution: Caution, look: Look) -> Cell:
    return Cell(caution.text, "wrap") if caution.text else muted("forgotten, as the rule is")


def _until(caution: Caution, look: Look) -> Cell:
    ends = look.moment(caution.ended_at or caution.expires_at)
    is_soon = caution.ended_at is None and look.now < caution.expires_at <= look.now + SOON
    return gap(ends) if is_soon else Cell(ends, "number")


def _details(caution: Caution, look: Look) -> Sequence[Fact]:
    over = [Fact("Ended", look.moment(caution.ended_at))] if caution.ended_at else []
    return [
        Fact("What to know", _text(caution, look)),
        Fact("State", _state(caution, look)),
        Fact("Who knows it", caution.source or muted("forgotten, as the rule is")),
        Fact("Since", look.moment(caution.starts_at)),
        Fact("Until", look.moment(caution.expires_at)),
        *over,
    ]


def _kinds(look: Look) -> Options:
    return [(str(value), str(words)) for value, words in CautionKind.choices]


CAUTIONS = Register(
    key="cautions",
    title="Cautions",
    sentence="What to know before going there: dated, sourced, and never for ever. That you read them is kept.",
    one="caution",
    many="cautions",
    icon="alert-triangle",
    letter="c",
    level=Level.L2,
    usual="holds",
    read=Permission.BOARD_READ,
    write=Permission.CAUTION_WRITE,
    rows=lambda by: Caution.objects.filter(department_id=by.department_id).select_related("site"),
    subject=lambda caution: caution.subject,
    name=lambda caution: caution.place,
    about=lambda caution, look: f"{CautionKind(caution.kind).label}, {caution.site.name}",
    order="-since",
    columns=(
        Column("place", "Place", lambda caution, look: Cell(caution.place, "strong"), order="place"),
        Column("text", "What to know", _text),
        Column("kind", "Kind", lambda caution, look: CautionKind(caution.kind).label, order="kind"),
        Column("state", "State", _state),
        Column("until", "Until", _until, order="expires_at", take=lambda caution, look: caution.expires_at),
        Column("source", "Who knows it", lambda caution, look: caution.source or muted("–"), is_usual=False),
        Column(
            "since",
            "Since",
            lambda caution, look: Cell(look.moment(caution.starts_at), "number"),
            order="starts_at",
            take=lambda caution, look: caution.starts_at,
        ),
        Column("site", "Site", lambda caution, look: caution.site.name, order="site__name", is_usual=False),
        Column("ref", "Place's key", lambda caution, look: mono(caution.ref), is_usual=False),
    ),
    search=("place", "text", "source"),
    search_words="Place or words",
    filters=(
        Choice("site", "Site", "site_id", sites_of),
        Choice("kind", "Kind", "kind", _kinds),
        Text("ref", "Place's key", "ref", "iexact"),
        Days("since", "Since", "starts_at"),
    ),
    views=(
        Where("holds", "In force", _holds),
        Where("people", "About people", lambda look: _holds(look) & Q(kind=CautionKind.PERSON)),
        Where("over", "Over", lambda look: Q(ended_at__isnull=False) | Q(expires_at__lte=look.now)),
    ),
    gaps=(Where("soon", "run out within a week", lambda look: _holds(look) & Q(expires_at__lte=look.now + SOON)),),
    details=_details,
    new=Button("new", "New caution", _add, CautionForm, letter="n", said="The caution holds from now on."),
    buttons=(
        Button(
            "end",
            "End it",
            lambda caution, by, given: end_caution(caution, by=by, reason=given["reason"]),
            EndForm,
            fits=lambda caution, look: caution.ended_at is None and caution.expires_at > look.now,
            letter="x",
            said="The caution is over.",
        ),
    ),
)
