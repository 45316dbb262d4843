"""What can be done to a sign-in, and how its state is shown, for the pages of people and of sign-ins."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from watchkeeper.core.people import actions
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account
from watchkeeper.core.people.permissions import Permission, Role
from watchkeeper.core.people.sessions import session_ref
from watchkeeper.kit.errors import NotAllowed, Refused
from watchkeeper.surfaces.console.desk.cells import Cell, Look, gap, muted
from watchkeeper.surfaces.console.desk.register import Button
from watchkeeper.surfaces.console.desk.registers import sign_in_forms as forms
from watchkeeper.surfaces.console.desk.registers.sign_in_forms import account_of, role_words

NEEDS = Permission.ACCOUNT_MANAGE


def roles(row: Any, look: Look) -> Cell | str:
    """Every role the sign-in holds."""
    account = account_of(row)
    if account is None:
        return muted("–")
    held = [role_words(one.role) for one in account.roles.all()]
    return ", ".join(held) if held else gap("none")


def factor(row: Any, look: Look) -> Cell | str:
    """Whether a second factor stands beside the password."""
    if account_of(row) is None:
        return muted("–")
    return "yes" if row.has_factor else gap("no")


def last_sign_in(row: Any, look: Look) -> Cell | str:
    """When somebody last signed in."""
    account = account_of(row)
    if account is None:
        return muted("–")
    return Cell(look.moment(account.last_login), "number") if account.last_login else muted("never")


def state(row: Any, look: Look) -> Cell | str:
    """Whether it lets anybody in."""
    account = account_of(row)
    if account is None:
        return muted("no sign-in")
    if account.locked_at is not None:
        return Cell("locked", tone="over", glyph="over")
    if account.password_locked_until is not None and account.password_locked_until > look.now:
        return gap(f"password locked until {look.moment(account.password_locked_until)}")
    return "open" if account.may_enter else muted("its person left")


def is_locked(prefix: str = "") -> Q:
    """The condition that an administrator locked it."""
    return Q(**{f"{prefix}locked_at__isnull": False})


def _of(row: Any) -> Account:
    account = account_of(row)
    if account is None:
        raise NotAllowed("", hidden=True)
    return account


def _open(row: Any, by: Actor, given: dict[str, Any]) -> Any:
    return opened(by, given, person=row)


def opened(by: Actor, given: dict[str, Any], *, person: Any) -> Account:
    """A sign-in as the form says, with its first role."""
    account = actions.open_account(
        person.department if person is not None else given["department"],
        by=by,
        username=given["username"],
        person=person,
        password=given["password"] or None,
        email=given.get("email", ""),
    )
    return actions.grant_role(account, by=by, role=Role(given["role"])) if given["role"] else account


def _end(row: Any, by: Actor, given: dict[str, Any]) -> Any:
    if given["session"] == "all":
        actions.end_sessions(_of(row), by=by)
        return row
    chosen = [one for one in forms.sessions_of(row) if session_ref(one.session_key) == given["session"]]
    if not chosen:
        raise Refused("This session has ended already.")
    actions.end_session(chosen[0], by=by)
    return row


def _is_shut(row: Any, look: Look) -> bool:
    account = account_of(row)
    return account is not None and (account.locked_at is not None or account.password_locked_until is not None)


def _has(row: Any, look: Look) -> bool:
    return account_of(row) is not None


OPEN = Button(
    "open", "Open a sign-in", _open, forms.OpenForm, needs=NEEDS,
    fits=lambda row, look: account_of(row) is None and row.is_active, said="The sign-in is open.",
)  # fmt: skip

BUTTONS = (
    Button(
        "grant", "Give a role", lambda row, by, given: actions.grant_role(_of(row), by=by, role=Role(given["role"])),
        forms.GrantForm, needs=NEEDS, fits=_has, letter="r", said="The role is given; it holds at once.",
    ),
    Button(
        "revoke", "Take a role", lambda row, by, given: actions.revoke_role(_of(row), by=by, role=Role(given["role"])),
        forms.RevokeForm, needs=NEEDS, fits=lambda row, look: _has(row, look) and _of(row).roles.exists(),
        said="The role is taken; it ends at once.",
    ),
    Button(
        "end", "End a session", _end, forms.EndForm, needs=NEEDS,
        fits=lambda row, look: bool(forms.sessions_of(row)), said="Ended; its page stops within a second.",
    ),
    Button(
        "password", "Set a password",
        lambda row, by, given: actions.set_password(_of(row), by=by, password=given["password"]),
        forms.PasswordForm, needs=NEEDS, fits=_has, said="The password is set; every session ended.",
    ),
    Button(
        "factors", "Remove second factors", lambda row, by, given: actions.remove_factors(_of(row), by=by),
        needs=NEEDS, fits=lambda row, look: _has(row, look) and row.has_factor,
        said="Every second factor is removed.",
    ),
    Button(
        "lock", "Lock", lambda row, by, given: actions.lock_account(_of(row), by=by, reason=given["reason"]),
        forms.LockForm, needs=NEEDS, fits=lambda row, look: _has(row, look) and _of(row).locked_at is None,
        said="The sign-in is locked and every session ended.",
    ),
    Button(
        "unlock", "Unlock", lambda row, by, given: actions.unlock_account(_of(row), by=by),
        needs=NEEDS, fits=_is_shut, said="The sign-in is unlocked.",
    ),
)  # fmt: skip
