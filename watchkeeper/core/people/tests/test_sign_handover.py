from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from watchkeeper.core.departments.models import Department
from watchkeeper.core.journal import personal
from watchkeeper.core.people import handover
from watchkeeper.core.people.actions import add_center, build_handover, sign_handover, start_duty
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.handover import Line, Section
from watchkeeper.core.people.models import Account
from watchkeeper.core.people.permissions import Role
from watchkeeper.core.people.tests.said import said
from watchkeeper.kit import clock
from watchkeeper.kit.errors import NotAllowed, Refused


@pytest.fixture
def calls() -> Iterator[list[datetime]]:
    asked: list[datetime] = []

    def provider(by: Actor, since: datetime) -> list[Section]:
        asked.append(since)
        return [Section("Open calls", (Line("call:42", "26-0042 escort, waiting"),)), Section("Look-outs", ())]

    before, sight = list(handover._providers), list(handover._sight)
    handover.bind(provider)
    handover._sight.clear()
    yield asked
    handover.bind(*before)
    handover._sight[:] = sight


def test_the_brief_builds_itself_from_its_providers_and_the_people(
    department: Department, accounts: dict[Role, Account], house: Actor, dispatcher: Actor, calls: list[datetime]
) -> None:
    add_center(department, by=house, key="main", name="Main desk")
    officer = accounts[Role.OFFICER].person
    assert officer is not None
    start_duty(officer, by=dispatcher, unit="unit:12")

    brief = handover.build(department, dispatcher)

    titles = [section.title for section in brief.sections]
    assert titles == ["Dispatch seats empty", "Seats nobody is planned for", "Open calls", "On duty"]
    assert brief.sections[3].lines[0].text.startswith("A12 since")
    assert abs(clock.now() - handover.SHIFT - brief.since) < timedelta(minutes=1)


def test_the_next_brief_begins_where_the_last_was_signed(
    department: Department, dispatcher: Actor, calls: list[datetime]
) -> None:
    first = sign_handover(build_handover(department, by=dispatcher, seat="main/1"), by=dispatcher, note="quiet")
    second = build_handover(department, by=dispatcher, seat="main/1")
    assert second.since == first.signed_at
    assert calls[-1] == first.signed_at
    assert said("handover.signed")[0].fields == {"seat": "main/1", "note": "quiet"}


def test_a_brief_is_signed_once(department: Department, dispatcher: Actor, supervisor: Actor) -> None:
    brief = build_handover(department, by=dispatcher)
    sign_handover(brief, by=supervisor)
    assert brief.signed_by == supervisor.key
    with pytest.raises(Refused):
        sign_handover(brief, by=dispatcher)


def test_officers_and_strangers_do_not_sign(
    department: Department, dispatcher: Actor, officer: Actor, stranger: Actor
) -> None:
    brief = build_handover(department, by=dispatcher)
    for someone in (officer, stranger):
        with pytest.raises(NotAllowed):
            sign_handover(brief, by=someone)
        with pytest.raises(NotAllowed):
            build_handover(department, by=someone)


def test_what_is_kept_of_calls_lies_apart_and_is_read_by_who_may_know_them(
    department: Department, dispatcher: Actor, calls: list[datetime]
) -> None:
    kept = build_handover(department, by=dispatcher)
    assert "escort" not in str(kept.sections)
    shown = handover.read(kept, dispatcher)
    assert all(section.title != "Open calls" for section in shown.sections), "nobody said that anyone may know them"

    before = list(handover._sight)
    handover._sight[:] = [lambda by, subjects: subjects if by == dispatcher else ()]
    try:
        assert "26-0042 escort, waiting" in str(handover.read(kept, dispatcher).sections)
        assert "26-0042" not in str(handover.read(kept, with_another(dispatcher)).sections)
        personal.destroy(department.pk, "call:42", (handover.KEPT_AS,))
        assert "26-0042" not in str(handover.read(kept, dispatcher).sections)
        assert "purged on" in str(handover.read(kept, dispatcher).sections)
    finally:
        handover._sight[:] = before


def with_another(actor: Actor) -> Actor:
    return replace(actor, key="person:0", person_id=0)
