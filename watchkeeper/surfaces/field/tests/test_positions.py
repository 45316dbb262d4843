"""Where a phone is: taken in batches, put right by its clock, and only of whoever shares it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest

from tests.signing_in import a_browser
from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal.models import Entry
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls.models import Fix
from watchkeeper.kit import clock
from watchkeeper.surfaces.field.tests.conftest import Phone


def send(phone: Phone, *fixes: Any, **envelope: Any) -> Any:
    sent = (clock.now() + phone.ahead).isoformat()
    told = {"person": phone.person, "sent": sent, "skew_ms": phone.ahead.total_seconds() * 1000, "fixes": fixes}
    text = orjson.dumps(told | envelope).decode()
    return phone.browser.post("/field/fixes", {"fixes": text}, headers={"Accept": "application/json"})


def here(phone: Phone, **more: Any) -> dict[str, Any]:
    return {"at": (clock.now() + phone.ahead).isoformat(), "lon": -71.07, "lat": 42.36, "accuracy": 9.5} | more


def test_readings_are_kept_by_our_clock(phone: Phone) -> None:
    phone.ahead = timedelta(minutes=7)
    before = clock.now()
    assert send(phone, here(phone)).json() == {"kept": 1, "left_out": 0, "is_shared": True}
    kept = Fix.objects.get()
    assert before <= kept.at <= clock.now()
    assert (kept.unit_id, kept.lon, kept.lat, kept.accuracy_m) == (phone.unit.pk, -71.07, 42.36, 9.5)


def test_one_that_cannot_be_read_is_left_out_and_the_others_are_kept(phone: Phone) -> None:
    bad: list[Any] = [7, None, {}, here(phone, lat=91), here(phone, at="soon"), here(phone, lon="x")]
    assert send(phone, *bad, here(phone)).json() == {"kept": 1, "left_out": len(bad), "is_shared": True}


def test_withheld_on_the_phone_nothing_more_is_kept(phone: Phone) -> None:
    [done] = phone.results(phone.item("sharing", {"is_shared": False}))
    assert done["is_shared"] is False
    assert phone.browser.get("/field/state").json()["is_shared"] is False
    assert send(phone, here(phone)).json() == {"kept": 0, "left_out": 1, "is_shared": False}
    assert not Fix.objects.exists()
    phone.results(phone.item("sharing", {"is_shared": True}))
    assert send(phone, here(phone)).json()["kept"] == 1
    said = list(Entry.objects.filter(verb__startswith="position.").order_by("id").values_list("verb", flat=True))
    assert said == ["position.withheld", "position.shared"]


@pytest.mark.parametrize("fixes", [{}, "x", 7, [{}] * 501])
def test_what_is_no_list_of_readings_is_refused_whole(phone: Phone, fixes: Any) -> None:
    assert send(phone, fixes=fixes).status_code == 422
    assert not Fix.objects.exists()


def test_another_persons_readings_are_not_taken(phone: Phone) -> None:
    answer = send(phone, here(phone), person="person:999999")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_person")
    assert not Fix.objects.exists()


def test_off_duty_nobody_is_tracked(phone: Phone) -> None:
    phone.results(phone.item("log_off", {"unit": phone.unit.pk}))
    assert send(phone, here(phone)).status_code == 404
    assert not Fix.objects.exists()


def test_a_dispatcher_has_no_phone_to_track(phone: Phone) -> None:
    desk = a_browser(Role.DIRECTOR, Department.objects.get())
    answer = desk.post("/field/fixes", {"fixes": "{}"}, headers={"Accept": "application/json"})
    assert answer.status_code == 403
