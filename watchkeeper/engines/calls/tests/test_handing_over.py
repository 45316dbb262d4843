"""What the desk adds to the hand-over brief, in the department's own time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_call, a_dispatcher, a_unit, sent
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


def test_a_pressed_emergency_button_comes_first_until_it_is_released(stepped: SteppedClock) -> None:
    unit = actions.press_emergency(a_unit("E04"), by=a_dispatcher(), place="Blake 13")
    assert sections(a_dispatcher(), stepped.now())[0].title == "EMERGENCY BUTTON PRESSED"
    assert told("EMERGENCY BUTTON PRESSED", stepped) == ["E04 since 09:00 at Blake 13; not released"]
    actions.release_emergency(unit, by=a_dispatcher(name="D02"))
    assert told("EMERGENCY BUTTON PRESSED", stepped) == []


def test_an_overdue_welfare_check_and_a_held_calls_end_are_told(stepped: SteppedClock) -> None:
    late = sent(a_call("suspicious_person"), a_unit("E05"))
    late.welfare_overdue_at = stepped.now()
    late.save(update_fields=["welfare_overdue_at"])
    held = a_call("security_escort", place="Gray 3")
    actions.hold(held, by=a_dispatcher(), until=stepped.now() + timedelta(hours=1), reason="car is out")
    assert told("Welfare checks overdue", stepped) == [f"E05 on {late.call.number} was not heard from since 09:00"]
    assert f"{held.number} P3 Security escort, Gray 3: waiting, held until 10:00" in told("Open calls", stepped)
