from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from watchkeeper.core.people import tokens
from watchkeeper.core.people.actions import issue_token, lock_account, revoke_token
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account, ApiToken
from watchkeeper.core.people.permissions import Permission, Role
from watchkeeper.core.people.tests.said import said
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused


@pytest.fixture
def raw(accounts: dict[Role, Account], administrator: Actor) -> str:
    return issue(accounts[Role.DISPATCHER], administrator, {Permission.CALL_READ, Permission.CALL_OPEN})


def issue(account: Account, by: Actor, scopes: set[Permission], **more: Any) -> str:
    ends = more.get("expires_at", clock.now() + timedelta(days=1))
    return issue_token(account, by=by, label="door system", scopes=scopes, expires_at=ends).raw


def test_a_token_acts_for_its_account_within_its_scopes(accounts: dict[Role, Account], raw: str) -> None:
    actor = tokens.token_actor(raw)
    assert actor is not None
    assert actor.key == f"person:{accounts[Role.DISPATCHER].person_id}"
    assert actor.permissions == {Permission.CALL_READ, Permission.CALL_OPEN}
    assert actor.device.startswith("token:")


def test_scopes_only_narrow(accounts: dict[Role, Account], administrator: Actor) -> None:
    raw = issue(accounts[Role.PLANNER], administrator, {Permission.CALL_READ, Permission.CALL_ASSIGN})
    actor = tokens.token_actor(raw)
    assert actor is not None
    assert actor.permissions == {Permission.CALL_READ}


def test_neither_the_table_nor_the_journal_holds_the_token(raw: str) -> None:
    token = ApiToken.objects.get()
    assert raw not in str(vars(token))
    assert raw not in said("token.issued")[0].data


def test_a_warm_token_costs_one_query_and_within_a_second_none(raw: str, django_assert_num_queries: Any) -> None:
    tokens.token_actor(raw)
    tokens.forget()
    with django_assert_num_queries(1):
        tokens.token_actor(raw)
    with django_assert_num_queries(0):
        tokens.token_actor(raw)


def test_a_revoked_token_stops(raw: str, administrator: Actor) -> None:
    token = ApiToken.objects.get()
    revoke_token(token, by=administrator)
    tokens.forget()
    assert tokens.token_actor(raw) is None
    with pytest.raises(Refused):
        revoke_token(token, by=administrator)


def test_an_expired_token_and_one_of_a_locked_account_stop(
    accounts: dict[Role, Account], administrator: Actor, raw: str
) -> None:
    soon = issue(
        accounts[Role.DISPATCHER], administrator, {Permission.CALL_READ},
        expires_at=clock.now() + timedelta(minutes=1),
    )  # fmt: skip
    with clock.use(clock.SteppedClock(clock.now() + timedelta(minutes=2))):
        assert tokens.token_actor(soon) is None
    lock_account(accounts[Role.DISPATCHER], by=administrator, reason="left")
    assert tokens.token_actor(raw) is None


def test_nonsense_is_nobody_and_costs_nothing_unless_it_looks_like_a_token(
    db: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert tokens.token_actor("nonsense") is None
    assert tokens.token_actor("wk_nonsense") is None


def test_unknown_scopes_and_past_ends_are_invalid(accounts: dict[Role, Account], administrator: Actor) -> None:
    with pytest.raises(Invalid):
        issue(accounts[Role.OFFICER], administrator, {"call:everything"})  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        issue(accounts[Role.OFFICER], administrator, set())
    with pytest.raises(Invalid):
        issue(accounts[Role.OFFICER], administrator, {Permission.CALL_READ}, expires_at=clock.now())


def test_only_those_who_manage_tokens_issue_them_inside_the_department(
    accounts: dict[Role, Account], dispatcher: Actor, stranger: Actor
) -> None:
    for someone in (dispatcher, stranger):
        with pytest.raises(NotAllowed):
            issue(accounts[Role.OFFICER], someone, {Permission.CALL_READ})
