"""Sign-ins are opened, given roles, locked and unlocked."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.boundary import inside, own_or
from watchkeeper.core.people.models import Account, AccountRole, Person, Session, SignInFailure
from watchkeeper.core.people.permissions import Permission, Role
from watchkeeper.core.people.tries import name_key
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused


@action
def open_account(
    department: Department,
    *,
    by: Actor,
    username: str,
    person: Person | None = None,
    password: str | None = None,
    email: str = "",
    language: str = "en",
) -> Account:
    """Open a sign-in. Without a password it opens only by passkey or demo. Raises ``Invalid`` if the name is taken."""
    by.require(Permission.ACCOUNT_MANAGE)
    if department.pk != by.department_id or (person is not None and person.department_id != department.pk):
        raise NotAllowed("This belongs to another department.", hidden=True)
    if Account.objects.filter(username__iexact=username.strip()).exists() or not username.strip():
        raise Invalid("This sign-in name is taken.", fields={"username": ["is taken"]})
    if person is not None and Account.objects.filter(person=person).exists():
        raise Refused(f"{person.call_name} has a sign-in already.")
    account = Account(department=department, person=person, username=username.strip(), email=email, language=language)
    _set_password(account, password)
    account.opened_at = clock.now()
    account.save()
    journal.write(by, "account.opened", _subject(account), data={"username": account.username})
    return account


@action
def edit_account(account: Account, *, by: Actor, **changes: str) -> Account:
    """Change where mail to the account goes (``email``) and the language its pages speak (``language``).

    Raises ``Invalid`` for anything else and ``Refused`` when nothing would be different.
    """
    by.require(Permission.ACCOUNT_MANAGE)
    inside(by, account)
    if unknown := set(changes) - {"email", "language"}:
        raise Invalid("This cannot be changed.", fields={name: ["cannot be changed"] for name in sorted(unknown)})
    if changes.get("language", "en") not in dict(settings.LANGUAGES):
        raise Invalid("That language is not spoken here.", fields={"language": ["not offered"]})
    different = sorted(name for name, value in changes.items() if getattr(account, name) != value)
    if not different:
        raise Refused("Nothing is different from before.")
    for name in different:
        setattr(account, name, changes[name])
    account.save(update_fields=different)
    account.bump_rights()
    journal.write(by, "account.edited", _subject(account), data=_with(account, changed=", ".join(different)))
    return account


@action
def grant_role(account: Account, *, by: Actor, role: Role) -> Account:
    """Give the account a role; streams and caches notice within a second. Raises ``Refused`` if it holds it."""
    by.require(Permission.ACCOUNT_MANAGE)
    inside(by, account)
    account.hold()
    if AccountRole.objects.filter(account=account, role=role).exists():
        raise Refused(f"{account.username} holds that role already.")
    AccountRole.objects.create(account=account, role=role, granted_at=clock.now(), granted_by=by.key)
    account.bump_rights()
    journal.write(by, "account.role_granted", _subject(account), data=_with(account, role=str(role)))
    return account


@action
def revoke_role(account: Account, *, by: Actor, role: Role) -> Account:
    """Take a role away. Raises ``Refused`` if not held, or if nobody would be left to manage accounts."""
    by.require(Permission.ACCOUNT_MANAGE)
    inside(by, account)
    if role == Role.ADMINISTRATOR:
        someone_else_administers(account)
    account.hold()
    gone, _ = AccountRole.objects.filter(account=account, role=role).delete()
    if not gone:
        raise Refused(f"{account.username} does not hold that role.")
    account.bump_rights()
    journal.write(by, "account.role_revoked", _subject(account), data=_with(account, role=str(role)))
    return account


@action
def lock_account(account: Account, *, by: Actor, reason: str) -> Account:
    """Stop every way in and end every session at once, until an administrator unlocks."""
    by.require(Permission.ACCOUNT_MANAGE)
    inside(by, account)
    someone_else_administers(account)
    changed = Account.objects.filter(pk=account.pk, locked_at__isnull=True).update(
        locked_at=clock.now(), locked_reason=reason[:200]
    )
    if not changed:
        raise Refused(f"{account.username} is locked already.")
    account.bump_rights()
    Session.objects.filter(account=account).delete()
    data = _with(account, reason=reason[:200], until=None)
    journal.write(by, "account.locked", _subject(account), data=data)
    return account


@action
def unlock_account(account: Account, *, by: Actor) -> Account:
    """Let the account in again, whether an administrator or repeated failures locked it."""
    by.require(Permission.ACCOUNT_MANAGE)
    inside(by, account)
    account.refresh_from_db()
    if account.locked_at is None and account.password_locked_until is None:
        raise Refused(f"{account.username} is not locked.")
    Account.objects.filter(pk=account.pk).update(locked_at=None, locked_reason="", password_locked_until=None)
    SignInFailure.objects.filter(name_key=name_key(account.username)).delete()
    account.bump_rights()
    journal.write(by, "account.unlocked", _subject(account), data={"username": account.username})
    return account


@action
def set_password(account: Account, *, by: Actor, password: str, keep_session: str = "") -> Account:
    """Set one's own password, or as administrator another's; all sessions end but ``keep_session``.

    Raises ``Invalid`` if it is too easy to guess.
    """
    own_or(Permission.ACCOUNT_MANAGE, by, account)
    _set_password(account, password)
    account.save(update_fields=["password"])
    Session.objects.filter(account=account).exclude(session_key=keep_session).delete()
    account.bump_rights()
    journal.write(by, "account.password_set", _subject(account), data={"username": account.username})
    return account


@action
def remove_factors(account: Account, *, by: Actor) -> Account:
    """Take every passkey, authenticator app and recovery code from someone who lost them; all sessions end.

    The password alone lets them in again, to add new ones. Raises ``Refused`` if there is none to remove.
    """
    by.require(Permission.ACCOUNT_MANAGE)
    inside(by, account)
    account.hold()
    gone, _ = Authenticator.objects.filter(user=account).delete()
    if not gone:
        raise Refused(f"{account.username} has no second factor.")
    Session.objects.filter(account=account).delete()
    account.bump_rights()
    data = {"username": account.username, "what": "every second factor was removed"}
    journal.write(by, "account.factors_changed", _subject(account), data=data)
    return account


def _set_password(account: Account, password: str | None) -> None:
    if password is not None:
        try:
            validate_password(password, account)
        except ValidationError as error:
            raise Invalid("Choose another password.", fields={"password": list(error.messages)}) from error
    account.set_password(password)


def someone_else_administers(account: Account) -> None:
    """Raise Refused when nobody but ``account`` can manage the accounts of its department."""
    # One at a time in a department, so that two administrators cannot remove each other in the same moment.
    Department.objects.select_for_update().only("pk").get(pk=account.department_id)
    others = Account.objects.filter(
        department_id=account.department_id, is_active=True, locked_at__isnull=True, roles__role=Role.ADMINISTRATOR
    ).exclude(person__is_active=False)
    holds = AccountRole.objects.filter(account=account, role=Role.ADMINISTRATOR).exists()
    if holds and not others.exclude(pk=account.pk).exists():
        raise Refused("Somebody must be left who can manage accounts.")


def _subject(account: Account) -> str:
    return f"account:{account.pk}"


def _with(account: Account, **more: str | None) -> dict[str, str | None]:
    return {"username": account.username, **more}
