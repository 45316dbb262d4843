"""The tips the public reads: written, published in both languages, looked at again, retired; every version is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q

from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.naming import names
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.services import registry
from watchkeeper.engines.notices import actions, library
from watchkeeper.engines.notices.models import Tip, TipVersion
from watchkeeper.engines.notices.states import TipStatus, TipTopic
from watchkeeper.surfaces.console.desk.cells import Cell, Fact, Look, Notice, gap, muted
from watchkeeper.surfaces.console.desk.filters import Choice
from watchkeeper.surfaces.console.desk.forms import DeskForm, Moment
from watchkeeper.surfaces.console.desk.register import Button, Column, Register, Where
from watchkeeper.surfaces.console.desk.registers.feedback_forms import WhyForm

STATES = {
    TipStatus.DRAFT: ("waiting", "waiting"), TipStatus.PUBLISHED: ("scene", "ok"), TipStatus.RETIRED: ("idle", "out"),
}  # fmt: skip
_TEXTS = ("title", "body", "title_es", "body_es")


class TipForm(DeskForm):
    """A tip's next version."""

    title = forms.CharField(label="Title", max_length=120)
    body = forms.CharField(
        label="Text, a piece of advice on each line", max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    title_es = forms.CharField(label="Title in Spanish", max_length=120, required=False)
    body_es = forms.CharField(
        label="Text in Spanish", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    topic = forms.ChoiceField(label="Topic", choices=[(one.value, one.value.capitalize()) for one in TipTopic])
    services = forms.MultipleChoiceField(
        label="Shown with", required=False, widget=forms.SelectMultiple(attrs={"size": "5"})
    )
    review_at = Moment(label="Looked at again by", required=False)

    def prepare(self) -> None:
        """The services of the department."""
        here = self.by.department_id
        self.choose("services", [(one.key, str(one.name)) for one in registry.offered(here)])

    def first(self, row: Any) -> dict[str, Any]:
        """The newest version."""
        last = row.newest
        texts = {name: getattr(last, name) for name in _TEXTS}
        placed = {"topic": row.topic, "services": row.services.split()}
        return texts | placed | {"review_at": Moment.shown(row.review_at, self.by)}


class NewTipForm(TipForm):
    """A tip of the department's own; or one that comes with the house, to be changed."""

    instead = forms.ChoiceField(
        label="In the stead of", required=False, help_text="What is left empty is taken from it, to be changed after.",
    )  # fmt: skip
    key = forms.SlugField(label="Key, for its address (walking-home)", max_length=60, required=False)
    field_order = ("instead", "key", *_TEXTS, "topic", "services", "review_at")

    def prepare(self) -> None:
        """The tips of the house that the department has none of its own for."""
        super().prepare()
        self.fields["title"].required = self.fields["body"].required = self.fields["topic"].required = False
        kind = Department.objects.values_list("kind", flat=True).get(pk=self.by.department_id)
        own = set(Tip.objects.filter(department_id=self.by.department_id).values_list("key", flat=True))
        free = [(one.key, one.title) for one in library.offered(kind) if one.key not in own]
        self.choose("instead", [("", "none: a tip of our own"), *free])

    def clean(self) -> dict[str, Any]:
        """What is empty is taken from the tip of the house; a tip of one's own needs its key and words."""
        given = dict(self.cleaned_data)
        instead = given.pop("instead", "")
        if instead:
            kind = Department.objects.values_list("kind", flat=True).get(pk=self.by.department_id)
            spec = next(one for one in library.offered(kind) if one.key == instead)
            texts = {name: given.get(name) or getattr(spec, name) for name in _TEXTS}
            services = given.get("services") or list(spec.services)
            return given | texts | {"key": instead, "topic": spec.topic.value, "services": services}
        for name in ("key", "title", "body"):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, "Write it.")
        return given


def _prepare(rows: Sequence[Any], look: Look) -> None:
    """Hang on each all its versions, the newest last. One query."""
    found: dict[int, list[TipVersion]] = {}
    for version in TipVersion.objects.filter(tip__in=[row.pk for row in rows]):
        found.setdefault(version.tip_id, []).append(version)
    for row in rows:
        row.all = found[row.pk]
        row.last = row.all[-1]


def _state(tip: Any, look: Look) -> Cell:
    tone, glyph = STATES[TipStatus(tip.status)]
    if tip.status == TipStatus.PUBLISHED and tip.review_at < look.now:
        return Cell("published, to look at again", tone="over", glyph="over")
    is_newer = tip.status == TipStatus.PUBLISHED and tip.published_id != tip.last.pk
    return Cell(f"{tip.status}, newer draft" if is_newer else tip.status, tone=tone, glyph=glyph)


def _details(tip: Any, look: Look) -> Sequence[Fact]:
    called = names({one.made_by for one in tip.all})
    shown = [
        Fact(
            f"Version {one.number}{', in public' if one.pk == tip.published_id and tip.status == 'published' else ''}",
            Cell(f"{look.moment(one.made_at)} by {called[one.made_by]}: {one.title}. {one.body}", "wrap"), True,
        )
        for one in reversed(tip.all)
    ]  # fmt: skip
    return [Fact("State", _state(tip, look), True), *shown]


def _notices(tip: Any, look: Look) -> Sequence[Notice]:
    found = []
    if tip.last.missing:
        words = f"The newest version lacks {' and '.join(tip.last.missing)}."
        found.append(Notice("Not to be published yet", f"{words} The public reads both languages."))
    if tip.status == TipStatus.RETIRED:
        found.append(Notice("Retired", tip.reason, "idle", "out"))
    return found


def _draft(row: Any, by: Actor, given: dict[str, Any]) -> Tip:
    return actions.draft_tip(by=by, **given)


TIPS = Register(
    key="tips",
    title="Tips",
    sentence="Advice the public reads, in both languages. What comes with the house stands until you write your own.",
    one="tip",
    many="tips",
    group="",
    icon="info-circle",
    letter="z",
    read=Permission.TIP_WRITE,
    write=Permission.TIP_WRITE,
    rows=lambda by: Tip.objects.visible_to(by).select_related("published"),
    prepare=_prepare,
    subject=lambda tip: tip.subject,
    name=lambda tip: tip.newest.title,
    about=lambda tip, look: tip.topic,
    order="key",
    columns=(
        Column("title", "Title", lambda tip, look: Cell(tip.last.title, "strong")),
        Column("key", "Key", lambda tip, look: muted(tip.key), order="key"),
        Column("topic", "Topic", lambda tip, look: tip.topic, order="topic"),
        Column("state", "State", _state),
        Column("number", "Versions", lambda tip, look: Cell(str(len(tip.all)), "number")),
        Column(
            "spanish", "Spanish", lambda tip, look: gap("missing") if tip.last.missing else muted("there"),
        ),
        Column(
            "review", "Look at again by", lambda tip, look: Cell(look.day(tip.review_at), "number"), order="review_at",
            take=lambda tip, look: tip.review_at,
        ),
    ),
    search=("key", "published__title"),
    search_words="Key or title",
    filters=(Choice("topic", "Topic", "topic", lambda look: [(one.value, one.value) for one in TipTopic]),),
    views=(
        Where("published", "In public", lambda look: Q(status=TipStatus.PUBLISHED)),
        Where("drafts", "Drafts", lambda look: Q(status=TipStatus.DRAFT)),
        Where("again", "To look at again", lambda look: Q(status=TipStatus.PUBLISHED, review_at__lt=look.now)),
        Where("retired", "Retired", lambda look: Q(status=TipStatus.RETIRED)),
    ),
    details=_details,
    notices=_notices,
    new=Button("new", "New tip", _draft, NewTipForm, letter="n", said="It is a draft; publish it when it is ready."),
    edit=Button("edit", "Keep as next version", lambda tip, by, given: actions.edit_tip(tip, by=by, **given), TipForm,
                said="It is kept as the next version."),
    buttons=(
        Button(
            "publish", "Publish the newest version", lambda tip, by, given: actions.publish_tip(tip, by=by),
            fits=lambda tip, look: tip.status != TipStatus.PUBLISHED or tip.published_id != tip.last.pk, letter="p",
            said="The public reads it.",
        ),
        Button(
            "review", "It still holds", lambda tip, by, given: actions.review_tip(tip, by=by),
            fits=lambda tip, look: tip.status == TipStatus.PUBLISHED, letter="r",
            said="It is looked at again in a year.",
        ),
        Button(
            "retire", "Retire it", lambda tip, by, given: actions.retire_tip(tip, by=by, **given), WhyForm,
            fits=lambda tip, look: tip.status != TipStatus.RETIRED, letter="x", said="The public reads it no more.",
        ),
    ),
)  # fmt: skip
