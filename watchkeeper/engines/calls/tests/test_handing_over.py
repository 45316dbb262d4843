"""What the desk adds to the hand-over brief, in the department's own time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.world import a_dispatcher
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
