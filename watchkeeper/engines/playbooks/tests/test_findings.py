"""A finding closes only verified by somebody else, or declined with a reason and whoever answers for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.world import a_coordinator, a_department, a_supervisor, an_officer, the_house
from watchkeeper.core.journal.models import Entry, Timer
from watchkeeper.engines.playbooks import actions, exceptions
from watchkeeper.engines.playbooks.clocks import TIMERS
from watchkeeper.engines.playbooks.models import Finding
from watchkeeper.kit import clock
from watchkeeper.kit.clock import SteppedClock
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def _found(**more: Any) -> Finding:
    given: dict[str, Any] = {"words": "The door does not close", "place": "Blake 13"} | more
    return actions.raise_finding(by=an_officer(), **given)


def test_from_found_to_verified(stepped: SteppedClock) -> None:
    a_department()
    found = _found(risk="high")
    assert found.due_at == clock.now() + timedelta(days=7)
    actions.accept(found, by=a_supervisor(), owner="facilities", due_at=clock.now() + timedelta(days=3))
    actions.fix(found, by=a_supervisor(), words="New closer")
    with pytest.raises(Refused, match="Somebody else"):
        actions.verify(found, by=a_supervisor(), holds=True)
    with pytest.raises(Invalid):
        actions.verify(found, by=a_coordinator(), holds=False)
    actions.verify(found, by=a_coordinator(), holds=False, reason="It sticks again")
    found.refresh_from_db()
    assert found.status == "accepted"
    actions.fix(found, by=a_supervisor(), words="New hinge")
    actions.verify(found, by=a_coordinator(), holds=True)
    found.refresh_from_db()
    assert (found.status, found.settled_at) == ("verified", clock.now())
    assert [fix.holds for fix in found.fixes.all()] == [False, True]
    assert not Timer.objects.filter(subject=found.subject).exists()
    for again in (lambda: actions.fix(found, by=a_supervisor(), words="x"),
                  lambda: actions.decline(found, by=a_supervisor(), owner="x", reason="x")):  # fmt: skip
        with pytest.raises(Refused):
            again()


def test_declining_needs_a_reason_and_an_owner(stepped: SteppedClock) -> None:
    a_department()
    found = _found()
    for owner, reason in (("director", " "), (" ", "Building closes")):
        with pytest.raises(Invalid):
            actions.decline(found, by=a_supervisor(), owner=owner, reason=reason)
    with pytest.raises(NotAllowed):
        actions.decline(found, by=an_officer(), owner="director", reason="The building closes in May")
    actions.decline(found, by=a_supervisor(), owner="director", reason="The building closes in May")
    found.refresh_from_db()
    assert (found.status, found.owner, found.reason) == ("declined", "director", "The building closes in May")


def test_what_stands_too_long_chases_its_owner_and_is_an_exception(stepped: SteppedClock) -> None:
    a_department()
    found = _found(due_at=clock.now() + timedelta(days=1))
    assert not [group for group in exceptions.groups(a_supervisor()) if group.items]
    stepped.advance(timedelta(days=2))
    TIMERS["finding.due"](Timer.objects.get(subject=found.subject), the_house())
    assert Entry.objects.filter(verb="finding.overdue").exists()
    assert Timer.objects.get(subject=found.subject).due_at == clock.now() + timedelta(days=7)
    (group,) = [group for group in exceptions.groups(a_supervisor()) if group.items]
    assert group.items[0].subject == found.subject


@pytest.mark.parametrize("wrong", [{"words": " "}, {"risk": "awful"}, {"target": "area:999"}, {"owner": ""}])
def test_what_cannot_be_is_refused(stepped: SteppedClock, wrong: dict[str, str]) -> None:
    a_department()
    with pytest.raises(Invalid):
        _found(**wrong)
    assert not Finding.objects.exists()


def test_a_stranger_sees_and_changes_nothing(stepped: SteppedClock) -> None:
    found, elsewhere = _found(), a_department("elsewhere")
    assert not Finding.objects.visible_to(a_supervisor(elsewhere)).exists()
    with pytest.raises(NotAllowed):
        actions.fix(found, by=a_supervisor(elsewhere), words="x")
