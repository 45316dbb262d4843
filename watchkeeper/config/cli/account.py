"""``watchkeeper account``: the first sign-in of an installation, and a way back in when nobody can."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from watchkeeper.config.cli import setup
from watchkeeper.config.cli.output import GOOD, Output, json_option

if TYPE_CHECKING:
    from watchkeeper.core.departments.models import Department
    from watchkeeper.core.people.actor import Actor
    from watchkeeper.core.people.models import Account, Person

ROLES = [
    "administrator",
    "auditor",
    "coordinator",
    "director",
    "dispatcher",
    "investigator",
    "officer",
    "planner",
    "records_clerk",
    "supervisor",
    "technician",
]


@click.command("account")
@click.argument("name")
@click.option("--department", metavar="KEY", required=True, help="The department's key, massgeneral for one.")
@click.option("--role", type=click.Choice(ROLES), multiple=True, help="A role to grant; may be given several times.")
@click.option("--call-name", metavar="D01", help="The person's call name; made if there is none of that name.")
@click.option(
    "--without-second-factor", is_flag=True, help="Remove passkeys, authenticator app and recovery codes, if lost."
)
@click.option("--password-from-stdin", is_flag=True, help="Read the password from standard input; else it is asked.")
@setup.database_option
@json_option
@click.pass_obj
def command(
    output: Output,
    name: str,
    department: str,
    role: tuple[str, ...],
    call_name: str | None,
    without_second_factor: bool,
    password_from_stdin: bool,
    as_json: bool,
) -> int:
    """Open the sign-in NAME, or, if it exists, unlock it and set a new password; grant the roles it lacks.

    Who lost the second factor as well comes in again with --without-second-factor, and adds a new one.
    """
    setup.django()
    password = _password(from_stdin=password_from_stdin)
    done = _open_or_mend(name, department, role, call_name, password, is_bare=without_second_factor)
    output.report({"account": name, "done": done}, lambda console: console.print("\n".join(done)))
    return GOOD


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def _open_or_mend(
    name: str, key: str, roles: tuple[str, ...], call_name: str | None, password: str, *, is_bare: bool
) -> list[str]:
    from watchkeeper.core.departments.models import Department
    from watchkeeper.core.people import actions
    from watchkeeper.core.people.actor import system
    from watchkeeper.core.people.models import Account
    from watchkeeper.core.people.permissions import Role

    department = Department.objects.filter(key=key).first()
    if department is None:
        raise click.UsageError(f"no department {key!r} in this database; `watchkeeper import` loads one")
    by, done = system(department.pk, "setup"), []
    account = Account.objects.filter(username=name, department=department).select_related("person").first()
    if account is None:
        account = actions.open_account(
            department, by=by, username=name, person=_person(department, call_name), password=password
        )
        done.append(f"opened {name}")
    else:
        done += _mend(account, by, password, is_bare=is_bare)
    held = set(account.roles.values_list("role", flat=True))
    for role in sorted(set(roles) - held):
        actions.grant_role(account, by=by, role=Role(role))
        done.append(f"granted {role}")
    return done


def _mend(account: Account, by: Actor, password: str, *, is_bare: bool) -> list[str]:
    from allauth.mfa.models import Authenticator

    from watchkeeper.core.people import actions

    done = []
    if account.locked_at or account.password_locked_until:
        actions.unlock_account(account, by=by)
        done.append(f"unlocked {account.username}")
    if is_bare and Authenticator.objects.filter(user=account).exists():
        actions.remove_factors(account, by=by)
        done.append(f"removed every second factor of {account.username}")
    actions.set_password(account, by=by, password=password)
    return [*done, f"set a new password for {account.username}"]


def _person(department: Department, call_name: str | None) -> Person | None:
    from watchkeeper.core.people import actions
    from watchkeeper.core.people.actor import system
    from watchkeeper.core.people.models import Person

    if call_name is None:
        return None
    known = Person.objects.filter(department=department, call_name=call_name).first()
    return known or actions.add_person(department, by=system(department.pk, "setup"), call_name=call_name)
