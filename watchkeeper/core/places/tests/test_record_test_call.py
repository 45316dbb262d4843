from __future__ import annotations

import pytest

from watchkeeper.core.departments.actor import Actor
from watchkeeper.core.places.actions import add_line, record_test_call
from watchkeeper.core.places.models import Line, Site
from watchkeeper.core.places.tests.said import last
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import NotAllowed


def test_a_test_call_is_dated(site: Site, house: Actor, officer: Actor, stepped: SteppedClock) -> None:
    line = add_line("east", by=house, purpose="East desk", number="617-555-0100")
    record_test_call(line, by=house, answered=False, seconds=30)
    assert last()[2] == "rang the line East desk: not answered"
    kept = Line.objects.get(pk=line.pk)
    assert (kept.tested_at, kept.tested_answered) == (stepped.now(), False)
    with pytest.raises(NotAllowed):
        record_test_call(line, by=officer, answered=True)
