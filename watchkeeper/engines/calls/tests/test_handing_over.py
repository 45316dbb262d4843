"""What the desk adds to the hand-over brief, in the department's own time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_call, a_department, a_dispatcher, a_unit, sent
from watchkeeper.core.people import handover
from watchkeeper.core.people.actions import build_handover
from watchkeeper.engines.calls import actions
from watchkeeper.engines.calls.handing_over import sections
from watchkeeper.kit.clock import SteppedClock

pytestmark = pytest.mark.django_db


def test_a_look_out_ends_by_the_departments_clock(stepped: SteppedClock) -> None:
    desk, now = a_dispatcher(), stepped.now()  # 14:00 UTC is 09:00 in Boston
    actions.post_bolo(by=desk, kind="vehicle", text="gray van", expires_at=now + timedelta(hours=2))
    actions.post_bolo(by=desk, kind="person", text="red hat", expires_at=now + timedelta(days=1))
    (found,) = [section for section in sections(desk, now) if section.title == "Look-outs"]
    assert {line.text for line in found.lines} == {"red hat (until Mar 3, 09:00)", "gray van (until 11:00)"}


def told(title: str, stepped: SteppedClock) -> list[str]:
    (found,) = [one for one in sections(a_dispatcher(), stepped.now() - timedelta(hours=8)) if one.title == title]
    return [line.text for line in found.lines]


def test_a_pressed_button_and_an_overdue_check_come_first_and_once(stepped: SteppedClock) -> None:
    desk = a_dispatcher()
    actions.press_emergency(a_unit("E04"), by=desk, place="Blake 13")
    late = sent(a_call("suspicious_person"), a_unit("E05"))
    late.welfare_overdue_at = stepped.now()
    late.save(update_fields=["welfare_overdue_at"])
    shown = handover.build(a_department(), desk).sections
    assert [section.title for section in shown[:2]] == ["Emergency button pressed", "Welfare checks"]
    assert shown[0].lines[0].text == "E04 at Blake 13, since 09:00"
    assert shown[1].lines[0].text.startswith(f"E05 on {late.call.number}")
    assert [section.title for section in shown if "E05" in str(section)] == ["Welfare checks"]


def test_a_kept_brief_quotes_no_message(stepped: SteppedClock) -> None:
    desk = a_dispatcher()
    a_unit("E04")
    actions.send_message(by=desk, text="Look for MRN 4711")
    stepped.advance(timedelta(minutes=6))
    kept = build_handover(a_department(), by=desk)
    assert "4711" not in str(kept.sections)
    assert f"From {desk.name} to E04" in str(kept.sections)


def test_a_held_calls_end_is_told(stepped: SteppedClock) -> None:
    held = a_call("security_escort", place="Gray 3")
    actions.hold(held, by=a_dispatcher(), until=stepped.now() + timedelta(hours=1), reason="car is out")
    assert f"{held.number} P3 Security escort, Gray 3: waiting, held until 10:00" in told("Open calls", stepped)
