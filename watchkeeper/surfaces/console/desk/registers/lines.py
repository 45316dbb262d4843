"""Every number the department answers: who owns it, when somebody is there, what is not known of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.text import slugify

from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.places import week
from watchkeeper.core.places.actions import add_line, record_test_call, update_line
from watchkeeper.core.places.models import HoursKind, Line, LineKind, Site
from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console.desk.cells import Cell, Fact, Look, Notice, gap, mono, muted
from watchkeeper.surfaces.console.desk.choices import sites, sites_of
from watchkeeper.surfaces.console.desk.filters import Choice, Options
from watchkeeper.surfaces.console.desk.forms import DeskForm
from watchkeeper.surfaces.console.desk.register import Button, Column, Register, Where

TEST_EVERY = timedelta(days=30)  # a line nobody rang for longer is counted as late
_HALF = {"data-width": "half"}


class LineForm(DeskForm):
    """What is known of a line."""

    purpose = forms.CharField(label="Purpose", max_length=120)
    number = forms.CharField(
        label="Number", max_length=80, required=False, widget=forms.TextInput(attrs=_HALF | {"class": "mono"})
    )
    short_number = forms.CharField(
        label="Short number", max_length=20, required=False, widget=forms.TextInput(attrs=_HALF | {"class": "mono"})
    )
    site = forms.ChoiceField(label="Site", required=False, widget=forms.Select(attrs=_HALF))
    owner = forms.CharField(label="Owner", max_length=80, required=False, widget=forms.TextInput(attrs=_HALF))
    kind = forms.ChoiceField(label="Reached by", choices=LineKind.choices, widget=forms.Select(attrs=_HALF))
    source = forms.CharField(label="Known from", max_length=200, required=False, widget=forms.TextInput(attrs=_HALF))
    hours = forms.ChoiceField(
        label="Hours",
        choices=[("unknown", "Unknown"), ("always", "24 h"), ("weekly", "Set hours")],
        widget=forms.RadioSelect(attrs={"data-segments": "1"}),
    )
    weekly = forms.CharField(
        label="Set hours",
        required=False,
        max_length=400,
        help_text="Such as Mon–Fri 07:00–20:00, Sat 08:00–12:00 and 13:00–15:00. Days not named are closed.",
        widget=forms.TextInput(attrs={"data-needs": "hours=weekly"}),
    )
    divert_to = forms.ChoiceField(
        label="When closed, or hours unknown",
        required=False,
        help_text="Without a line to divert to, this one has to answer.",
    )
    is_desk = forms.BooleanField(label="People ask here", required=False)
    is_emergency = forms.BooleanField(label="For emergencies", required=False)

    def prepare(self) -> None:
        """Sites and lines of the department; a line never diverts to itself."""
        here = self.by.department_id
        self.choose("site", [("", "All sites"), *sites(here)])
        others = Line.objects.filter(department_id=here).exclude(pk=self.row.pk if self.row else 0)
        self.choose("divert_to", [("", "Nowhere"), *((str(one.pk), str(one)) for one in others)])

    def first(self, row: Any) -> dict[str, Any]:
        """The hours as words, the lines by key."""
        links = {"site": row.site_id or "", "divert_to": row.divert_to_id or ""}
        return super().first(row) | links | {"weekly": week.said(row.weekly)}

    def blank(self) -> dict[str, Any]:
        """A telephone line whose hours nobody told."""
        return {"hours": HoursKind.UNKNOWN, "kind": LineKind.PHONE}

    def clean(self) -> dict[str, Any]:
        """The week as spans, the links as rows."""
        given = dict(self.cleaned_data)
        if given.get("hours") == HoursKind.WEEKLY:
            given["weekly"] = week.read(given.get("weekly", ""))
            if given["weekly"] is None:
                self.add_error("weekly", "Write days and hours, such as Mon–Fri 07:00–20:00.")
        else:
            given.pop("weekly", None)
        here = self.by.department_id
        for name, model in (("site", Site), ("divert_to", Line)):
            pk = given.get(name)
            given[name] = model.objects.filter(department_id=here, pk=pk).first() if pk else None
        return given


class TestCallForm(DeskForm):
    """Whether somebody answered, and after how long."""

    answered = forms.ChoiceField(
        label="Was it answered",
        choices=[("yes", "Answered"), ("no", "Not answered")],
        widget=forms.RadioSelect(attrs={"data-segments": "1"}),
    )
    seconds = forms.FloatField(label="After how many seconds", required=False, min_value=0, max_value=3600)

    def blank(self) -> dict[str, Any]:
        """Answered, as it should be."""
        return {"answered": "yes"}

    def first(self, row: Any) -> dict[str, Any]:
        """Answered, as it should be."""
        return self.blank()


def _owners(look: Look) -> Options:
    rows = Line.objects.filter(department_id=look.by.department_id).exclude(owner="")
    return [(one, one) for one in rows.order_by("owner").values_list("owner", flat=True).distinct()]


def _rows(by: Actor) -> QuerySet[Line]:
    return Line.objects.filter(department_id=by.department_id).select_related("site", "divert_to")


def _number(line: Line, look: Look) -> Cell:
    return mono(line.number) if line.number else gap("none")


def _hours(line: Line, look: Look) -> Cell:
    if line.hours == HoursKind.UNKNOWN:
        return gap("unknown") if line.is_desk or line.is_emergency else muted("not stated")
    return Cell("24 h" if line.hours == HoursKind.ALWAYS else week.said(line.weekly) or "closed", kind="number")


def _tested(line: Line, look: Look) -> Cell:
    if line.tested_at is None:
        return muted("never")
    if line.tested_answered is False:
        return gap(f"{look.day(line.tested_at)}, not answered")
    is_late = line.tested_at < look.now - TEST_EVERY
    return gap(look.day(line.tested_at)) if is_late else muted(look.day(line.tested_at))


def _hours_unknown(look: Look) -> Q:
    return Q(hours=HoursKind.UNKNOWN) & (Q(is_desk=True) | Q(is_emergency=True))


def _test_late(look: Look) -> Q:
    return Q(tested_at__lt=look.now - TEST_EVERY)


def _notices(line: Line, look: Look) -> Sequence[Notice]:
    found = []
    goes = f"every call to it goes to {line.divert_to.purpose}" if line.divert_to else "it has to answer itself"
    if line.hours == HoursKind.UNKNOWN and (line.is_desk or line.is_emergency):
        found.append(Notice("Hours unknown", f"Until they are set, {goes}, and the promise holds."))
    if not line.number:
        found.append(Notice("No number", "The purpose is published without one; nobody can ring it."))
    if line.tested_answered is False:
        found.append(Notice("Not answered", f"Nobody answered the test call of {look.moment(line.tested_at)}."))
    elif line.tested_at is not None and line.tested_at < look.now - TEST_EVERY:
        found.append(Notice("Test late", f"Nobody rang it since {look.day(line.tested_at)}; the rule is 30 days."))
    return found


def _details(line: Line, look: Look) -> Sequence[Fact]:
    tested = look.moment(line.tested_at, "never")
    return [
        Fact("Number", _number(line, look)),
        Fact("Short number", mono(line.short_number) if line.short_number else muted("none")),
        Fact("Owner", line.owner or muted("not stated")),
        Fact("Hours", _hours(line, look)),
        Fact("Diverts to", str(line.divert_to) if line.divert_to else muted("nowhere")),
        Fact("Last test call", tested if line.tested_answered is not False else gap(f"{tested}, not answered"), True),
        Fact("Known from", line.source or muted("not stated")),
        Fact("Key", mono(line.key), True),
    ]


def _add(row: Any, by: Actor, given: dict[str, Any]) -> Line:
    key = slugify(given["purpose"])[:48]
    if given["site"] is not None:
        key = f"{key}-{given['site'].key}"[:60]
    return _named(lambda: add_line(key, by=by, **given))


def _named(add: Any) -> Line:
    try:
        line: Line = add()
    except Invalid as wrong:
        if "key" in wrong.fields:  # it is made of purpose and site: say so where it can be mended
            wrong.fields["purpose"] = ["there is a line for this at this site already"]
        raise
    return line


def _update(line: Any, by: Actor, given: dict[str, Any]) -> Line:
    return update_line(line, by=by, **given)


def _test(line: Any, by: Actor, given: dict[str, Any]) -> Line:
    return record_test_call(line, by=by, answered=given["answered"] == "yes", seconds=given["seconds"])


def _hour_choices(look: Look) -> Options:
    return [(HoursKind.ALWAYS, "24 h"), (HoursKind.WEEKLY, "set hours"), (HoursKind.UNKNOWN, "unknown")]


LINES = Register(
    key="lines",
    title="Lines",
    sentence="Every number the department answers, who owns it and what happens when nobody does.",
    one="line",
    many="lines",
    icon="phone",
    letter="l",
    read=Permission.BOARD_READ,
    write=Permission.PLACE_MANAGE,
    rows=_rows,
    subject=lambda line: f"line:{line.pk}",
    name=lambda line: str(line.purpose),
    about=lambda line, look: f"{LineKind(line.kind).label}, {line.site.name if line.site else 'all sites'}",
    order="purpose",
    columns=(
        Column("purpose", "Purpose", lambda line, look: Cell(line.purpose, "strong"), order="purpose"),
        Column(
            "site", "Site", lambda line, look: line.site.name if line.site else muted("All sites"), order="site__name"
        ),
        Column("number", "Number", _number, order="number"),
        Column("hours", "Hours", _hours, order="hours"),
        Column("owner", "Owner", lambda line, look: line.owner or muted("–"), order="owner"),
        Column("tested", "Last test", _tested, order="tested_at", take=lambda line, look: line.tested_at or ""),
        Column(
            "diverts",
            "Diverts to",
            lambda line, look: line.divert_to.purpose if line.divert_to else muted("–"),
            is_usual=False,
        ),
        Column("kind", "Reached by", lambda line, look: LineKind(line.kind).label, order="kind", is_usual=False),
        Column("source", "Known from", lambda line, look: line.source or muted("–"), is_usual=False),
        Column("key", "Key", lambda line, look: mono(line.key), order="key", is_usual=False),
    ),
    search=("purpose", "number", "short_number", "owner", "site__name"),
    search_words="Purpose, site or number",
    filters=(
        Choice("site", "Site", "site_id", sites_of),
        Choice("owner", "Owner", "owner", _owners),
        Choice("hours", "Hours", "hours", _hour_choices),
    ),
    views=(
        Where("desks", "Desks people ask", lambda look: Q(is_desk=True)),
        Where("emergency", "Emergency lines", lambda look: Q(is_emergency=True)),
        Where("untested", "Never tested", lambda look: Q(tested_at=None)),
    ),
    gaps=(
        Where("hours", "hours unknown", _hours_unknown),
        Where("number", "no number", lambda look: Q(number="")),
        Where("late", "test late", _test_late),
        Where("unanswered", "not answered", lambda look: Q(tested_answered=False)),
    ),
    notices=_notices,
    details=_details,
    new=Button("new", "New line", _add, LineForm, letter="n", said="The line is added."),
    edit=Button("edit", "Save line", _update, LineForm, said="The line is changed; both values stay in the journal."),
    buttons=(Button("test", "Test call", _test, TestCallForm, letter="t", said="The test call is noted."),),
)
