from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import NoReverseMatch, clear_url_caches, reverse

from watchkeeper.config import urls
from watchkeeper.config.sign_in.demo import demo_urls
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.permissions import Role

HTML = {"Accept": "text/html"}


def reload_urls() -> None:
    importlib.reload(urls)
    clear_url_caches()


@pytest.fixture
def demo(settings: Any, department: Department) -> Iterator[None]:
    settings.DEMO = True
    reload_urls()
    yield
    settings.DEMO = False
    reload_urls()


@pytest.mark.parametrize("role", list(Role))
def test_in_the_demo_one_click_signs_in_as_any_role(demo: None, client: Client, role: Role) -> None:
    answer = client.get(f"/demo/sign-in/{role.value.replace('_', '-')}/?next=/me/")
    assert answer.headers["Location"] == "/me/"
    page = client.get("/me/", headers=HTML)
    assert page.status_code == 200
    assert [held.role for held in page.context["roles"]] == [role.value]
    assert b'class="d-rail"' in page.content, "one's own account stands beside the console's rail"


def test_the_demo_lists_the_roles_and_takes_a_department(demo: None, client: Client) -> None:
    Department.objects.create(key="south", name="South", kind="campus")
    assert b"South" in client.get("/demo/", headers=HTML).content
    client.get("/demo/sign-in/officer/?department=south")
    assert client.get("/me/", headers=HTML).context["account"].department.key == "south"
    assert client.get("/demo/sign-in/king/").status_code == 404
    assert client.get("/demo/sign-in/officer/?department=nowhere").status_code == 404


@pytest.mark.parametrize("address", ["/demo/", "/demo/sign-in/dispatcher/", "/demo/sign-in/administrator/"])
def test_outside_the_demo_these_addresses_do_not_exist(client: Client, department: Department, address: str) -> None:
    assert demo_urls() == []
    assert client.get(address, headers=HTML).status_code == 404
    assert client.post(address, headers=HTML).status_code in {404, 405}  # 405: the public page of that name
    with pytest.raises(NoReverseMatch):
        reverse("demo")
    with pytest.raises(NoReverseMatch):
        reverse("demo_sign_in", args=["dispatcher"])
    assert not client.session.get("_auth_user_id")


def test_even_in_the_demo_another_machine_is_turned_away(demo: None, client: Client) -> None:
    assert client.get("/demo/sign-in/dispatcher/", REMOTE_ADDR="10.0.0.9").status_code == 404
    assert client.get("/demo/", REMOTE_ADDR="10.0.0.9").status_code == 404


def test_a_demo_open_to_the_world_does_not_start(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["localhost", "watch.example.org"]
    with pytest.raises(ImproperlyConfigured):
        demo_urls()
    assert "watchkeeper.E001" in {message.id for message in run_checks()}
    monkeypatch.setenv("WATCHKEEPER_DEMO_ANYWHERE", "1")
    assert len(demo_urls()) == 2


def test_the_demo_is_off_unless_the_environment_says_one() -> None:
    from watchkeeper.config import settings as written

    assert written.DEMO is False
