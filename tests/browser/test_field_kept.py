"""What a phone keeps and sends when something is wrong with it: a full storage, a fault of the server, a weak line."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Request, Route, expect

from tests.browser.conftest import House
from tests.browser.field import Desk, Officer

pytestmark = pytest.mark.browser

DUMP = """async () => {
  const said = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const db = await said(indexedDB.open("watchkeeper-field"));
  const all = (store) => said(db.transaction(store).objectStore(store).getAll());
  const kept = (await all("kept")).map((one) => one.state);
  const told = JSON.stringify({ kept, queue: await all("queue"), conflicts: await all("conflicts") });
  db.close();
  return told;
}"""
FULL = """() => {
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""


def ids(request: Request) -> dict[str, str]:
    """The items of a sent queue: kind by id."""
    return dict(re.findall(r'"id":"([^"]+)","kind":"([^"]+)"', (request.post_data_buffer or b"").decode("latin-1")))


def refuse(route: Route) -> None:
    """The server takes none of it."""
    told = [{"id": one, "state": "conflict", "conflict": "No.", "code": "refused"} for one in ids(route.request)]
    route.fulfill(json={"results": told})


def test_what_was_taken_stays_in_sight_though_the_state_after_it_is_lost(officer: Officer, desk: Desk) -> None:
    page = officer.page
    call = desk.send_a12("g warren door is stuck")
    officer.status("Assigned to you")
    page.route("**/field/state", lambda route: route.abort())
    officer.step("en_route")
    assert desk.stamped(call, "en_route_at")
    expect(page.locator("#net")).to_have_text("No signal")
    expect(page.locator("#status")).to_have_text("En route")
    page.unroute("**/field/state")
    desk.run("ons A12")
    officer.status("On scene")


def test_a_refusal_that_finds_no_room_is_shown_and_nothing_is_sent_over_and_over(
    chromium: Browser, house: House, officer: Officer, desk: Desk, tmp_path: Path
) -> None:
    desk.send_a12("g warren photo of a dent")
    officer.status("Assigned to you")
    page = officer.page
    # No conflict finds room any more; taking out still works, as on a phone that is full.
    page.evaluate(FULL)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/field/sync") else None)
    page.route("**/field/sync", refuse)
    picture = tmp_path / "dent.bmp"
    picture.write_bytes(os.urandom(50_000))
    with page.expect_file_chooser() as chosen:
        page.locator(".tile", has_text="Photo").click()
    chosen.value.set_files(picture)
    expect(page.locator(".conflict")).to_contain_text("only while open", timeout=15_000)
    page.wait_for_timeout(3000)
    assert len(sent) == 1
    officer.sent()


def test_what_breaks_the_server_waits_aside_and_the_rest_goes_on(officer: Officer, desk: Desk) -> None:
    call = desk.send_a12("g warren poison")
    officer.status("Assigned to you")
    page = officer.page

    def fault(route: Route) -> None:
        if "note" in ids(route.request).values():
            route.fulfill(status=500, json={"detail": "Something broke"})
        else:
            route.continue_()

    page.route("**/field/sync", fault)
    page.context.set_offline(True)
    officer.note("the one that breaks it")
    officer.step("en_route")
    officer.step("on_scene")
    officer.waiting(3)
    page.context.set_offline(False)
    assert desk.stamped(call, "on_scene_at", seconds=60)
    officer.waiting(1)
    expect(page.locator("#queue")).to_contain_text("The server failed on this one")
    assert desk.call(call)["notes"] == []
    page.unroute_all()
    page.reload()
    officer.sent()
    assert [note["text"] for note in desk.call(call)["notes"]] == ["the one that breaks it"]


def test_of_a_private_call_nothing_lies_on_the_phone_but_what_waits(officer: Officer, desk: Desk) -> None:
    page = officer.page
    page.locator("#start").click()
    page.locator("[data-service=standby_covert]").click()
    page.locator("#where").fill("Quernstone 7")
    page.locator("#start-here").click()
    officer.status("On scene")
    officer.sent()
    expect(page.locator("main h1")).to_contain_text("Quernstone", timeout=8000)
    page.wait_for_timeout(1000)
    for secret in ("Quernstone", "covert"):
        assert secret not in page.evaluate(DUMP)

    page.route("**/field/sync", refuse)
    officer.note("the door code is 4711")
    expect(page.locator(".conflict")).to_contain_text("4711", timeout=8000)  # in full while the app is open
    kept = json.loads(page.evaluate(DUMP))
    assert kept["queue"] == []
    assert len(kept["conflicts"]) == 1
    for secret in ("Quernstone", "covert", "4711"):
        assert secret not in json.dumps(kept)
    page.locator(".conflict").get_by_role("button", name="Seen, take it off my phone").click()
    page.unroute_all()
    page.locator("#steps [data-to=cleared]").click()
    page.locator("[data-outcome]").first.click()
    officer.sent()


def test_who_signs_out_on_a_weak_line_is_signed_out_all_the_same(officer: Officer) -> None:
    page = officer.page
    page.wait_for_function("navigator.serviceWorker.controller")
    officer.screen("My shift")
    page.route("**/sign-out/", lambda route: route.abort())
    page.locator("#sign-out").click()
    page.locator("#sheet").get_by_role("button", name="Sign out").click()
    expect(page.locator("main")).not_to_contain_text("My shift", timeout=15_000)
    page.wait_for_timeout(1000)
    assert "A12" not in page.locator("main").inner_text()
    page.unroute_all()
    page.reload()
    expect(page.locator("main h1")).to_have_text("Signed out", timeout=15_000)
    page.goto("/me/")
    page.wait_for_url("**/sign-in/**")


def test_only_a_touch_counts_as_somebody_being_there(officer: Officer) -> None:
    page = officer.page
    asked: list[Any] = []
    page.on("request", lambda request: asked.append(request) if request.url.endswith("/field/state") else None)
    page.wait_for_timeout(16_000)
    asked.clear()
    page.wait_for_timeout(6000)
    assert asked
    assert all(one.headers.get("x-passive") == "1" for one in asked)
    officer.screen("Messages")
    asked.clear()
    page.wait_for_timeout(6000)
    assert asked
    assert not any("x-passive" in one.headers for one in asked)


@pytest.mark.parametrize("status", [404, 409, 429])
def test_an_answer_that_is_no_state_changes_nothing_on_the_screen(officer: Officer, status: int) -> None:
    page = officer.page
    page.route("**/field/state", lambda route: route.fulfill(status=status, json={"detail": "Not now."}))
    page.wait_for_timeout(6000)
    expect(page.locator("main h1")).to_have_text("No call")
    page.unroute_all()


def test_the_second_of_two_taps_is_told_what_became_of_the_first(officer: Officer, desk: Desk, tmp_path: Path) -> None:
    desk.send_a12("g warren two taps")
    officer.status("Assigned to you")
    found = officer.page.evaluate(
        """async () => {
          IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); };
          const { act } = await import(document.querySelector("script[type=module]").src.replace("app.js", "doing.js"));
          const file = { blob: new Blob(["x"]), name: "x.jpg" };
          const tap = () => act("attach", { call: 1 }, { title: "Photo", sub: "" }, file);
          return Promise.all([tap(), tap()]);
        }"""
    )
    assert found == [False, False]
