from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from watchkeeper.config.sign_in.adapters import MfaAdapter
from watchkeeper.config.sign_in.tests.conftest import PASSWORD
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.models import Account

HTML = {"Accept": "text/html"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(step: int = 0, secret: str = SECRET) -> str:
    counter = list(totp.yield_hotp_counters_from_time())[1] + step
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


@pytest.fixture
def with_app(dispatcher: Account) -> Account:
    totp.TOTP.activate(dispatcher, SECRET)
    return dispatcher


def first_step(client: Client, account: Account) -> Any:
    return client.post("/sign-in/", {"login": account.username, "password": PASSWORD})


def test_adding_the_app_takes_a_fresh_proof_and_a_code_and_is_noted(
    browser: Client, dispatcher: Account, django_capture_on_commit_callbacks: Any
) -> None:
    assert browser.get("/me/app/", headers=HTML).headers["Location"] == "/sign-in/again/?next=%2Fme%2Fapp%2F"
    assert browser.get("/sign-in/again/", headers=HTML).status_code == 200
    browser.post("/sign-in/again/", {"password": PASSWORD, "next": "/me/app/"})
    page = browser.get("/me/app/", headers=HTML)
    secret = page.context["form"].secret
    assert b"data:image/svg" in page.content
    counter = list(totp.yield_hotp_counters_from_time())[1]
    right = totp.format_hotp_value(totp.hotp_value(secret, counter))
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post("/me/app/", {"code": right})
    assert answer.status_code == 302
    assert secret not in str(Authenticator.objects.get(type="totp").data)
    whats = [entry.fields["what"] for entry in Entry.objects.filter(verb="account.factors_changed")]
    assert "an authenticator app was added" in whats
    assert browser.get("/me/", headers=HTML).status_code == 200


def test_with_an_app_the_password_alone_opens_nothing(client: Client, with_app: Account) -> None:
    answer = first_step(client, with_app)
    assert answer.headers["Location"] == "/sign-in/code/"
    assert client.get("/me/", headers=HTML).status_code == 302
    assert client.post("/sign-in/code/", {"code": code()}).headers["Location"] == settings.LOGIN_REDIRECT_URL
    assert client.get("/me/", headers=HTML).status_code == 200
    assert Entry.objects.get(verb="session.signed_in").fields["method"] == "password and code"


def test_a_code_opens_once_whatever_process_sees_it(client: Client, with_app: Account) -> None:
    first_step(client, with_app)
    assert client.post("/sign-in/code/", {"code": code()}).status_code == 302
    cache.clear()  # another process remembers nothing
    second = Client()
    first_step(second, with_app)
    assert second.post("/sign-in/code/", {"code": code()}).status_code == 200
    assert second.post("/sign-in/code/", {"code": code(1)}).status_code == 302


def test_guessed_codes_lock_like_guessed_passwords(client: Client, with_app: Account) -> None:
    first_step(client, with_app)
    for _ in range(settings.SIGN_IN_FAILURES_ALLOWED):
        client.post("/sign-in/code/", {"code": "000000"})
    assert client.post("/sign-in/code/", {"code": code()}).status_code == 200
    assert Entry.objects.filter(verb="account.locked").exists()
    assert {entry.fields["reason"] for entry in Entry.objects.filter(verb="session.refused")} == {"code"}


def test_a_right_password_does_not_wipe_the_count_of_wrong_codes(client: Client, with_app: Account) -> None:
    for _ in range(settings.SIGN_IN_FAILURES_ALLOWED):
        first_step(client, with_app)
        client.post("/sign-in/code/", {"code": "000000"})
    first_step(client, with_app)
    assert client.post("/sign-in/code/", {"code": code()}).status_code != 302


def test_a_recovery_code_opens_once(client: Client, with_app: Account) -> None:
    codes = RecoveryCodes.activate(with_app)
    spare = codes.get_unused_codes()[0]
    first_step(client, with_app)
    assert client.post("/sign-in/code/", {"code": spare}).status_code == 302
    second = Client()
    first_step(second, with_app)
    assert second.post("/sign-in/code/", {"code": spare}).status_code == 200


def test_a_changed_key_of_the_installation_makes_codes_fail_not_crash(
    client: Client, with_app: Account, settings: Any
) -> None:
    settings.SECRET_KEY = "another key of the installation, long enough"
    first_step(client, with_app)
    assert client.post("/sign-in/code/", {"code": code()}).status_code == 200


def test_a_lost_key_opens_no_account_to_who_knows_only_the_time(
    client: Client, with_app: Account, settings: Any
) -> None:
    spare = RecoveryCodes.activate(with_app)
    settings.SECRET_KEY = "another key of the installation, long enough"
    first_step(client, with_app)
    assert client.post("/sign-in/code/", {"code": code(secret="")}).status_code == 200
    assert len({MfaAdapter().decrypt(spare.instance.data["seed"]) for _ in range(3)}) == 3
    assert client.post("/sign-in/code/", {"code": spare.generate_codes()[0]}).status_code == 200


def test_a_key_kept_as_an_old_one_still_opens(client: Client, with_app: Account, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the installation, long enough"
    first_step(client, with_app)
    assert client.post("/sign-in/code/", {"code": code()}).status_code == 302


def test_old_keys_are_read_from_the_environment(tmp_path: Path) -> None:
    old = tmp_path / "old-keys"
    old.write_text("first-old-key\nsecond-old-key\n", encoding="ascii")
    said = {"WATCHKEEPER_OLD_SECRET_KEYS": "third-old-key", "WATCHKEEPER_OLD_SECRET_KEYS_FILE": str(old)}
    asks = "from watchkeeper.config import settings; print(*settings.SECRET_KEY_FALLBACKS)"
    asked = subprocess.run(
        [sys.executable, "-c", asks], env=os.environ | said, capture_output=True, text=True, check=True
    )
    assert asked.stdout.split() == ["third-old-key", "first-old-key", "second-old-key"]
