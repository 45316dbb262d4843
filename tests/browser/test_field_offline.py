"""The phone without signal: everything is kept with its own time, and arrives once and in order."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import FLAGS, House
from tests.browser.field import PHONE, Desk, Officer

pytestmark = pytest.mark.browser

BOSTON = ZoneInfo("America/New_York")


def work(officer: Officer) -> list[str]:
    """A whole call by thumb without signal; gives what the phone then says it keeps, each with its time."""
    for step in ("en_route", "on_scene"):
        officer.step(step)
        officer.page.wait_for_timeout(1100)
    officer.note("by the sofas")
    officer.clear("assisted")
    officer.waiting(4)
    return officer.kept()


def arrived(desk: Desk, call: int, kept: list[str]) -> None:
    """Every status is there once, in order, at the time the phone kept it with, and the note once."""
    times = desk.times(call)
    for name, said in zip(("en_route_at", "on_scene_at", "cleared_at"), (kept[0], kept[1], kept[3]), strict=True):
        moment = times[name].astimezone(BOSTON)
        near = [f"{moment + timedelta(seconds=off):%H:%M:%S}" for off in (-1, 0, 1)]  # the skew is no whole second
        assert said.split()[-2] in near, (name, said, near)
    entries = desk.said(call)
    order = ["is en route", "is on scene", "noted on", "cleared A12"]
    found = [next(word for word in order if word in one) for one in entries if any(word in one for word in order)]
    assert found == order
    assert [note["text"] for note in desk.call(call)["notes"]] == ["by the sofas"]


def test_a_whole_call_without_signal_arrives_once_in_order_with_the_phones_times(officer: Officer, desk: Desk) -> None:
    call = desk.send_a12("g warren lights are out")
    officer.status("Assigned to you")
    page = officer.page
    page.context.set_offline(True)
    kept = work(officer)
    expect(page.locator("#banner")).to_contain_text("No connection since", timeout=15_000)
    assert [one.split(" ")[0] for one in kept] == ["En", "On", "Note", "Clear:"]
    assert all(one.endswith("kept") for one in kept)
    expect(page.locator("main h1")).to_have_text("No call")
    assert "en_route_at" not in desk.times(call)

    page.reload()  # the phone was in a pocket: the app opens without signal and shows the same
    officer.waiting(4)
    assert officer.kept() == kept

    page.wait_for_timeout(3000)
    page.context.set_offline(False)
    officer.sent()
    arrived(desk, call, kept)
    expect(page.locator("#conflicts")).to_have_count(0)


def test_a_server_killed_while_the_queue_is_sent_gets_each_thing_once(
    officer: Officer, desk: Desk, house: House
) -> None:
    call = desk.send_a12("g warren door does not close")
    officer.status("Assigned to you")
    page = officer.page
    page.context.set_offline(True)
    kept = work(officer)

    # The server takes the queue, but the answer never comes: it is killed before the phone hears it.
    killed: list[int] = []

    def cut(route: Route) -> None:
        if killed:
            route.continue_()
            return
        answer = route.fetch()
        assert answer.ok
        killed.append(kill(house))
        route.abort()

    page.route("**/field/sync", cut)
    page.context.set_offline(False)
    for _ in range(200):
        if killed:
            break
        page.wait_for_timeout(100)
    assert killed
    expect(page.locator("#net")).to_have_text("4 waiting")
    house.start()
    officer.sent()
    arrived(desk, call, kept)


def kill(house: House) -> int:
    """Kill the whole house, as a power cut would."""
    assert house.running is not None
    root = house.running.pid
    family = [root, *_children(root)]
    for pid in family:
        os.kill(pid, signal.SIGKILL)
    house.running.wait(10)
    return root


def _children(pid: int) -> list[int]:
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found += [int(child), *_children(int(child))]
    return found


def test_two_tabs_that_send_at_once_send_each_thing_once(officer: Officer, desk: Desk) -> None:
    call = desk.send_a12("g warren window is broken")
    officer.status("Assigned to you")
    page = officer.page
    other = page.context.new_page()
    other.goto("/field/")
    expect(other.locator("#status")).to_have_text("Assigned to you", timeout=15_000)
    page.context.set_offline(True)
    kept = work(officer)
    expect(other.locator("#net")).to_have_text("4 waiting")
    for one in (page, other):  # even without the browser's own lock between tabs
        one.evaluate("() => { navigator.locks.request = (name, act) => act(); }")
    page.context.set_offline(False)
    officer.sent()
    expect(other.locator("#net")).to_have_text("Online", timeout=15_000)
    arrived(desk, call, kept)


def test_two_phones_on_one_unit_keep_both_times_and_say_so(
    officer: Officer, desk: Desk, signed_in: Callable[..., Page]
) -> None:
    call = desk.send_a12("g warren alarm sounds")
    officer.status("Assigned to you")
    second = Officer(signed_in("officer", "/field/", **PHONE))
    second.status("Assigned to you")
    second.page.context.set_offline(True)
    second.step("en_route")
    second.note("second phone")
    second.waiting(2)
    officer.page.wait_for_timeout(1100)
    officer.step("en_route")
    officer.status("En route")
    officer.sent()
    before = desk.times(call)["en_route_at"]

    second.page.context.set_offline(False)
    second.sent()
    conflict = second.page.locator(".conflict")
    expect(conflict).to_contain_text("En route")
    expect(conflict).to_contain_text("already en route")
    assert desk.times(call)["en_route_at"] == before
    assert any("kept a refused en route stamp" in one for one in desk.said(call))
    assert [note["text"] for note in desk.call(call)["notes"]] == ["second phone"]
    second.page.reload()
    expect(conflict).to_contain_text("already en route")
    second.page.get_by_role("button", name="Seen, take it off my phone").click()
    expect(conflict).to_have_count(0)


def test_a_closed_and_reopened_browser_keeps_the_queue(
    chromium: Browser, house: House, officer: Officer, desk: Desk, tmp_path: Path
) -> None:
    call = desk.send_a12("g warren tap drips")

    def opened() -> BrowserContext:
        kind = chromium.browser_type
        path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
        return kind.launch_persistent_context(
            tmp_path / "profile",
            executable_path=path,
            args=FLAGS,
            viewport=PHONE,
            base_url=house.url,
        )

    first = opened()
    page = first.new_page()
    page.goto("/demo/sign-in/officer/?next=/field/")
    phone = Officer(page)
    phone.status("Assigned to you")
    first.set_offline(True)
    kept = work(phone)
    first.close()

    again = opened()
    again.set_offline(True)
    page = again.new_page()
    page.goto("/field/")
    phone = Officer.__new__(Officer)
    phone.page = page
    phone.waiting(4)
    assert phone.kept() == kept
    again.set_offline(False)
    phone.sent()
    arrived(desk, call, kept)
    again.close()


def test_a_full_phone_says_what_was_kept_and_loses_nothing(
    chromium: Browser, house: House, officer: Officer, desk: Desk, tmp_path: Path
) -> None:
    call = desk.send_a12("g warren photo of a dent")
    context = chromium.new_context(base_url=house.url, viewport=PHONE)
    page = context.new_page()
    browser = context.new_cdp_session(page)
    browser.send("Storage.overrideQuotaForOrigin", {"origin": house.url, "quotaSize": 3_000_000})
    page.goto("/demo/sign-in/officer/?next=/field/")
    phone = Officer(page)
    phone.status("Assigned to you")
    context.set_offline(True)
    phone.step("en_route")
    phone.waiting(1)
    picture = tmp_path / "dent.bmp"
    picture.write_bytes(os.urandom(6_000_000))  # no picture a browser can draw: kept as it is
    with page.expect_file_chooser() as chosen:
        page.locator(".tile", has_text="Photo").click()
    chosen.value.set_files(picture)
    said = page.locator("#said")
    expect(said).to_contain_text("This phone is full: this photo was not kept. The one kept before is safe.")
    phone.waiting(1)

    browser.send("Storage.overrideQuotaForOrigin", {"origin": house.url, "quotaSize": 1})
    page.wait_for_timeout(31_000)  # the browser trusts what it knew of the room left for half a minute
    phone.step("on_scene")
    expect(said).to_contain_text("only while the app stays open")
    phone.waiting(2)
    expect(page.locator("#queue li").last).to_contain_text("only while open")
    context.set_offline(False)
    phone.sent()
    assert desk.stamped(call, "en_route_at")
    assert desk.stamped(call, "on_scene_at")
    context.close()


def test_a_photo_taken_without_signal_is_attached_once(officer: Officer, desk: Desk, tmp_path: Path) -> None:
    call = desk.send_a12("g warren photo of a door")
    officer.status("Assigned to you")
    page = officer.page
    page.context.set_offline(True)
    shot = tmp_path / "door.png"
    page.screenshot(path=shot)
    with page.expect_file_chooser() as chosen:
        page.locator(".tile", has_text="Photo").click()
    chosen.value.set_files(shot)
    officer.waiting(1)
    page.context.set_offline(False)
    officer.sent()
    [kept] = desk.call(call)["attachments"]
    assert kept["content_type"] == "image/jpeg"
    assert kept["name"].startswith("photo-")


def test_who_signs_out_without_signal_is_signed_out_once_there_is_some(officer: Officer, desk: Desk) -> None:
    page = officer.page
    officer.screen("My shift")
    page.wait_for_function("navigator.serviceWorker.controller")
    page.context.set_offline(True)
    expect(page.locator("#net")).to_have_text("No signal", timeout=15_000)
    page.locator("#sign-out").click()
    page.locator("#sheet").get_by_role("button", name="Sign out").click()
    expect(page.locator("main")).to_contain_text("Nobody is signed in on this phone", timeout=15_000)
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("main h1")).to_have_text("Signed out", timeout=15_000)
    page.goto("/me/")
    page.wait_for_url("**/sign-in/**")


def test_two_taps_of_one_thumb_are_one(officer: Officer, desk: Desk) -> None:
    desk.send_a12("g wang lobby ; two taps")
    page = officer.page
    expect(page.locator("main h1")).to_contain_text("Wang", timeout=8000)
    page.context.set_offline(True)
    expect(page.locator("#net")).to_have_text("No signal", timeout=15_000)
    page.locator("#steps [data-to=en_route]").dblclick()
    officer.waiting(1)


def test_who_signs_in_next_neither_sees_nor_sends_what_waits(officer: Officer, desk: Desk) -> None:
    call = desk.send_a12("g warren lamp flickers")
    officer.status("Assigned to you")
    page = officer.page
    page.context.set_offline(True)
    officer.step("en_route")
    officer.waiting(1)
    page.context.set_offline(False)
    page.route("**/field/sync", lambda route: route.abort())
    officer.screen("My shift")
    page.locator("#sign-out").click()
    expect(page.locator("#sheet")).to_contain_text("1 thing is not sent yet")
    page.locator("#sheet").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")
    page.unroute("**/field/sync")
    assert page.evaluate("caches.keys().then((names) => names.every((name) => name.startsWith('field-')))")

    page.goto("/demo/sign-in/supervisor/?next=/field/")
    expect(page.locator("#net")).to_have_text("Online", timeout=15_000)
    expect(page.locator("main")).not_to_contain_text("waiting")
    page.wait_for_timeout(1500)
    assert "en_route_at" not in desk.times(call)

    page.goto("/demo/sign-in/officer/?next=/field/")
    officer.sent()
    expect(page.locator("#status")).to_have_text("En route", timeout=15_000)
    assert desk.stamped(call, "en_route_at")


def test_an_expired_session_keeps_what_waits_until_sign_in(officer: Officer, desk: Desk) -> None:
    call = desk.send_a12("g warren lift stands")
    officer.status("Assigned to you")
    page = officer.page
    page.context.set_offline(True)
    officer.step("en_route")
    officer.waiting(1)
    (signed_in,) = (one for one in page.context.cookies() if one["name"] == "watchkeeper")
    page.context.clear_cookies(name="watchkeeper")
    page.context.set_offline(False)
    expect(page.locator("main h1")).to_have_text("Signed out", timeout=15_000)
    expect(page.locator("#kept")).to_contain_text("1 waiting: kept on this phone")
    assert "Warren" not in page.locator("body").inner_text()
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 1
    page.context.add_cookies([{"name": "watchkeeper", "value": signed_in["value"], "url": page.url}])
    page.reload()
    officer.status("En route")
    officer.sent()
    assert desk.stamped(call, "en_route_at")
