"""The API: the same actions, safe to repeat, problems in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.world import a_call, a_department, a_supervisor, a_unit, sent, the_house
from watchkeeper.core.people.actions import add_person, grant_role, issue_token, open_account
from watchkeeper.core.people.models import Account
from watchkeeper.core.people.permissions import Permission, Role
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.models import Call
from watchkeeper.kit import clock

pytestmark = pytest.mark.django_db


def a_token(role: Role = Role.DISPATCHER, scopes: frozenset[Permission] = frozenset(Permission)) -> str:
    """A token of a fresh account holding ``role``."""
    department, by = a_department(), the_house()
    name = f"{role.value}-{Account.objects.count()}"
    person = add_person(department, by=by, call_name=name.upper()[:20], title="")
    account = open_account(department, by=by, username=name, email=f"{name}@example.org", person=person)
    grant_role(account, by=by, role=role)
    return issue_token(account, by=by, label="test", scopes=scopes, expires_at=clock.now() + timedelta(days=1)).raw


class Door:
    """A client that speaks the API with one token."""

    def __init__(self, token: str) -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {token}"}

    def post(self, path: str, given: dict[str, Any] | None = None, key: str = "") -> Any:
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        return self.client.post(f"/api/v1{path}", given or {}, content_type="application/json", headers=headers)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers)


def test_a_whole_call_goes_through_six_requests() -> None:
    a_unit()
    door = Door(a_token())
    call = door.post("/calls", {"service": "security_escort", "place": "Main lobby", "destination": "Garage"}).json()
    sent = door.post(f"/calls/{call['id']}/assign", {"units": ["a12"]}).json()["assignments"][0]
    assert door.post(f"/assignments/{sent['id']}/move", {"to": "en_route"}).json()["status"] == "en_route"
    assert door.post(f"/assignments/{sent['id']}/move", {"to": "on_scene"}).status_code == 200
    assert door.post(f"/assignments/{sent['id']}/clear", {"outcome": "arrived_safe"}).status_code == 200
    closed = door.post(f"/calls/{call['id']}/close", {}).json()
    assert (closed["status"], closed["outcome"]) == ("closed", "arrived_safe")


def test_the_same_key_and_input_give_the_first_answer() -> None:
    door = Door(a_token())
    given = {"service": "security_escort", "place": "Main lobby"}
    first, second = door.post("/calls", given, key="a-1").json(), door.post("/calls", given, key="a-1").json()
    assert first == second
    assert Call.objects.count() == 1
    other = door.post("/calls", {**given, "place": "Elsewhere"}, key="a-1")
    assert (other.status_code, other.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(("length", "status"), [(120, 200), (121, 422), (128, 422)])
def test_a_key_that_cannot_be_kept_is_refused_in_words(length: int, status: int) -> None:
    given = {"service": "security_escort", "place": "Main lobby"}
    assert Door(a_token()).post("/calls", given, key="k" * length).status_code == status
    assert Call.objects.exists() == (status == 200)


def test_a_token_without_the_scope_is_refused_in_words() -> None:
    door = Door(a_token(scopes=frozenset({Permission.CALL_READ})))
    answer = door.post("/calls", {"service": "security_escort"})
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert Call.objects.count() == 0


def test_a_stranger_gets_401_and_a_forged_id_404() -> None:
    assert Client().get("/api/v1/board").status_code == 401
    assert Door(a_token()).get("/calls/987654321").status_code == 404


def test_pages_of_calls_miss_none_and_repeat_none() -> None:
    door = Door(a_token())
    made = {door.post("/calls", {"service": "security_escort", "place": f"Gate {n}"}).json()["id"] for n in range(7)}
    seen: list[int] = []
    cursor = ""
    while True:
        page = door.get(f"/calls?limit=3&cursor={cursor}").json()
        seen += [call["id"] for call in page["calls"]]
        cursor = page["next"] or ""
        if not cursor:
            break
    assert sorted(seen) == sorted(made)


def test_what_cannot_be_understood_says_which_field() -> None:
    answer = Door(a_token()).post("/calls", {"service": "security_escort", "priority": 9})
    assert answer.status_code == 422
    assert "priority" in answer.json()["errors"]


def test_the_place_of_a_unit_on_covert_work_is_not_given_to_others() -> None:
    owner, unit = a_supervisor(), a_unit()
    call = a_call("standby_covert", by=owner)
    sent(call, unit, by=owner)
    actions.place_unit(unit, by=owner, place="Ellison 7 clinic")
    assert [u["place"] for u in Door(a_token(Role.TECHNICIAN)).get("/units").json()["units"]] == [""]
    door = Door(a_token())
    assert [u["place"] for u in door.get("/units").json()["units"]] == [""]
    answered = door.post(f"/units/{unit.pk}/out-of-service", {"reason": "fuel"}).json()
    assert (answered["place"], answered["out_of_service"]) == ("", "fuel")
