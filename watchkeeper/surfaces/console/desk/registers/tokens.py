"""Keys of programs: what each may do, until when, whether anybody uses it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from watchkeeper.core.people import actions
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account, ApiToken
from watchkeeper.core.people.permissions import Permission
from watchkeeper.kit import clock
from watchkeeper.surfaces.console.desk.cells import Cell, Fact, Look, Notice, gap, mono, muted
from watchkeeper.surfaces.console.desk.filters import Choice, Options
from watchkeeper.surfaces.console.desk.forms import DeskForm
from watchkeeper.surfaces.console.desk.register import Button, Column, Once, Register, Where

SOON = timedelta(days=14)  # what ends within is counted as a gap: a program that stops is noticed too late
UNUSED = timedelta(days=7)  # a token this old that nobody used is counted as never used
ENDS = (("30", "30 days"), ("90", "90 days"), ("365", "a year"))


class IssueForm(DeskForm):
    """What a program is given."""

    label = forms.CharField(label="Label", max_length=80, help_text="What it is for, such as Door system.")
    account = forms.ChoiceField(label="Acts as", help_text="A token may do no more than its sign-in.")
    days = forms.ChoiceField(
        label="Ends after", choices=ENDS, initial="90", widget=forms.RadioSelect(attrs={"data-segments": "1"})
    )
    scopes = forms.MultipleChoiceField(
        label="Scopes",
        choices=[(one.value, one.value) for one in Permission],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Name at least one scope."},
    )

    def prepare(self) -> None:
        """Sign-ins that are open."""
        here = Account.objects.filter(department_id=self.by.department_id, locked_at=None, is_active=True)
        rows = here.exclude(person__is_active=False).select_related("person")[:2000]
        self.choose("account", [(str(one.pk), f"{one} ({one.username})") for one in rows])

    def blank(self) -> dict[str, Any]:
        """Three months, reading only."""
        return {"days": "90", "scopes": [Permission.BOARD_READ.value]}


def _rows(by: Actor) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(account__department_id=by.department_id).select_related("account__person")


def _issue(row: Any, by: Actor, given: dict[str, Any]) -> Once:
    account = Account.objects.get(department_id=by.department_id, pk=given["account"])
    ends = clock.now() + timedelta(days=int(given["days"]))
    scopes = [Permission(one) for one in given["scopes"]]
    issued = actions.issue_token(account, by=by, label=given["label"], scopes=scopes, expires_at=ends)
    return Once(issued.token, f"The token {issued.token.label}", issued.raw)


def _is_live(token: ApiToken, look: Look) -> bool:
    return token.revoked_at is None and token.expires_at > look.now


def _state(token: ApiToken, look: Look) -> Cell | str:
    if token.revoked_at is not None:
        return muted(f"revoked {look.day(token.revoked_at)}")
    return "in force" if token.expires_at > look.now else muted("ended")


def _ends(token: ApiToken, look: Look) -> Cell:
    is_soon = _is_live(token, look) and token.expires_at < look.now + SOON
    return gap(look.day(token.expires_at)) if is_soon else Cell(look.day(token.expires_at), "number")


def _used(token: ApiToken, look: Look) -> Cell:
    if token.last_used_at is not None:
        return Cell(look.day(token.last_used_at), "number")
    is_late = _is_live(token, look) and token.issued_at < look.now - UNUSED
    return gap("never") if is_late else muted("never")


def _live(look: Look) -> Q:
    return Q(revoked_at=None, expires_at__gt=look.now)


def _notices(token: Any, look: Look) -> Sequence[Notice]:
    found = []
    if _is_live(token, look) and token.expires_at < look.now + SOON:
        found.append(
            Notice("Ends soon", f"On {look.moment(token.expires_at)} the program is refused. Issue a new one.")
        )
    if _is_live(token, look) and token.last_used_at is None and token.issued_at < look.now - UNUSED:
        found.append(Notice("Never used", "Nobody used it since it was issued. What nobody needs is best revoked."))
    if _is_live(token, look) and not token.account.may_enter:
        found.append(Notice("Its sign-in is shut", "The token is refused as long as its sign-in lets nobody in."))
    return found


def _details(token: Any, look: Look) -> Sequence[Fact]:
    return [
        Fact("State", _state(token, look)),
        Fact("Acts as", f"{token.account} ({token.account.username})"),
        Fact("Scopes", mono(", ".join(token.scopes))),
        Fact("Issued", look.moment(token.issued_at)),
        Fact("Ends", _ends(token, look)),
        Fact("Last used", _used(token, look)),
    ]


def _accounts(look: Look) -> Options:
    held = Account.objects.filter(department_id=look.by.department_id, tokens__isnull=False).distinct()
    return [(str(pk), name) for pk, name in held.values_list("pk", "username")[:2000]]


def _few(scopes: list[str]) -> str:
    return ", ".join(scopes[:2]) + (f" and {len(scopes) - 2} more" if len(scopes) > 2 else "")


TOKENS = Register(
    key="tokens",
    title="API tokens",
    sentence="Keys of programs: as whom each acts, what it may do, until when, and whether anybody uses it.",
    one="token",
    many="tokens",
    icon="lock",
    letter="k",
    read=Permission.TOKEN_MANAGE,
    write=Permission.TOKEN_MANAGE,
    rows=_rows,
    subject=lambda token: f"token:{token.pk}",
    name=lambda token: str(token.label),
    about=lambda token, look: f"acts as {token.account.username}",
    order="label",
    columns=(
        Column("label", "Label", lambda token, look: Cell(token.label, "strong"), order="label"),
        Column("account", "Acts as", lambda token, look: mono(token.account.username), order="account__username"),
        Column(
            "scopes", "Scopes", lambda token, look: mono(_few(token.scopes)), take=lambda t, look: ", ".join(t.scopes)
        ),
        Column("issued", "Issued", lambda token, look: Cell(look.day(token.issued_at), "number"), order="issued_at"),
        Column("ends", "Ends", _ends, order="expires_at", take=lambda token, look: token.expires_at),
        Column("used", "Last used", _used, order="last_used_at", take=lambda token, look: token.last_used_at),
        Column("state", "State", _state, order="revoked_at"),
    ),
    search=("label", "account__username"),
    search_words="Label or sign-in",
    filters=(Choice("account", "Acts as", "account_id", _accounts),),
    views=(
        Where("live", "In force", _live),
        Where("ended", "Ended", lambda look: Q(revoked_at=None, expires_at__lte=look.now)),
        Where("revoked", "Revoked", lambda look: Q(revoked_at__isnull=False)),
    ),
    gaps=(
        Where("soon", "end in 14 days", lambda look: _live(look) & Q(expires_at__lt=look.now + SOON)),
        Where("unused", "never used", lambda look: _live(look) & Q(last_used_at=None, issued_at__lt=look.now - UNUSED)),
    ),
    notices=_notices,
    details=_details,
    new=Button("new", "Issue a token", _issue, IssueForm, letter="n", said="The token is issued."),
    buttons=(
        Button(
            "revoke",
            "Revoke",
            lambda token, by, given: actions.revoke_token(token, by=by),
            fits=lambda token, look: token.revoked_at is None,
            said="The token is revoked; it is refused within a second.",
        ),
    ),
)
