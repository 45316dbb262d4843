"""What a service by appointment may not say, and what the page of services says of one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from watchkeeper.core.people.qualifications import Qualification
from watchkeeper.core.services import docs
from watchkeeper.core.services.flows import BOOK, RESPOND, RESPOND_OR_BOOK
from watchkeeper.core.services.spec import (
    Ask,
    Booked,
    Door,
    Kind,
    Level,
    Priority,
    Raise,
    Send,
    Service,
    Share,
    Staff,
    Topic,
    days,
    minutes,
)

PLACE = Ask("place", "Where?", Kind.PLACE, fills="place")
WHAT = Ask("what", "What?", starts=True, fills="details")
HURT = Ask("hurt", "Hurt?", Kind.YES_NO)
ONE = Staff(1, Qualification.PRESENTER)
TALK = Booked(lasts=minutes(60), staff=(ONE,))
DESK = Booked(lasts=None)


def made(**changes: Any) -> Service:
    whole: dict[str, Any] = {
        "key": "bicycle_talk",
        "name": "Talk on bicycles",
        "label": "Bicycles",
        "owes": (),
        "topic": Topic.LEARN,
        "asks": (WHAT, PLACE, HURT),
        "priority": Priority.P4,
        "outcomes": ("held",),
        "level": Level.L1,
        "doors": frozenset({Door.PHONE}),
        "flow": BOOK,
        "booked": TALK,
        "welfare_every": None,
    }
    return Service(**whole | changes)


IMPOSSIBLE: dict[str, tuple[dict[str, Any], str]] = {
    "not how it is booked": ({"booked": None}, "does not say how it is booked"),
    "units": ({"sends": (Send(1),)}, "it sends no unit, and nothing raises it"),
    "an answer that raises it": ({"raises": (Raise("hurt", "yes", Priority.P1),)}, "nothing raises it"),
    "shared": ({"shares": Share(most=3)}, "it sends no unit"),
    "a priority when booked": ({"booked_priority": Priority.P4}, "it sends no unit"),
    "an emergency": ({"priority": Priority.P1}, "scheduled work, P4"),
    "seats at a desk": ({"booked": replace(DESK, seats=12)}, "answered at a desk"),
    "material at a desk": ({"booked": replace(DESK, material=True)}, "answered at a desk"),
    "a way to a desk": ({"booked": replace(DESK, around=minutes(15))}, "answered at a desk"),
    "no time at all": ({"booked": replace(TALK, lasts=minutes(0))}, "lasts no possible time"),
    "a month": ({"booked": replace(TALK, lasts=days(30))}, "lasts no possible time"),
    "nobody to hold it": ({"booked": replace(TALK, staff=())}, "nobody is held for its sessions"),
    "less than one person": ({"booked": replace(TALK, staff=(replace(ONE, count=0),))}, "less than one person"),
    "heads below nothing": ({"booked": replace(TALK, staff=(replace(ONE, per=-1),))}, "less than one person"),
    "a qualification twice": ({"booked": replace(TALK, staff=(ONE, replace(ONE, count=2)))}, "one qualification twice"),
    "hours backwards": ({"booked": replace(TALK, opens=18, closes=8)}, "no hours of a day"),
    "a day of 25 hours": ({"booked": replace(TALK, closes=25)}, "no hours of a day"),
    "too late before it is soon enough": ({"booked": replace(TALK, notice=days(21))}, "no possible span"),
    "notice of yesterday": ({"booked": replace(TALK, notice=-days(1))}, "no possible span"),
    "time around it below nothing": ({"booked": replace(TALK, around=-minutes(15))}, "below nothing"),
    "a reminder afterward": ({"booked": replace(TALK, remind=-days(1))}, "below nothing"),
    "seats below nothing": ({"booked": replace(TALK, seats=-1)}, "below nothing"),
    "a price below nothing": ({"booked": replace(TALK, hourly_cents=-1)}, "below nothing"),
    "no place to come to": ({"asks": (WHAT, HURT)}, "the place must be one of the questions"),
    "no appointments": (
        {"flow": RESPOND_OR_BOOK, "sends": (Send(1),), "asks": (replace(PLACE, starts=True),)},
        "has no appointments",
    ),
}


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_an_impossible_booking_is_refused_in_words(what: str) -> None:
    changes, words = IMPOSSIBLE[what]
    with pytest.raises(ValueError, match=words):
        made(**changes)


def test_what_is_sent_still_has_to_send_somebody() -> None:
    asks = (replace(PLACE, starts=True),)
    with pytest.raises(ValueError, match="it sends nobody"):
        made(flow=RESPOND, priority=Priority.P3, booked=None, asks=asks)


def test_what_is_answered_at_a_desk_needs_no_place() -> None:
    assert made(booked=DESK, asks=(WHAT,)).is_by_appointment


@pytest.mark.parametrize(("heads", "people"), [(0, 1), (9, 1), (10, 2), (18, 2), (19, 3)])
def test_one_more_for_every_so_many_heads(heads: int, people: int) -> None:
    assert Staff(1, Qualification.CPR, per=9).needed(heads) == people
    assert Staff(2, Qualification.CPR).needed(heads) == 2


def test_the_page_says_how_a_session_is_held() -> None:
    held = replace(
        TALK, staff=(replace(ONE, per=9),), seats=18, around=minutes(15), material=True, start_words="Go",
        weekends=True, hourly_cents=7500,
    )  # fmt: skip
    page = docs.page([made(short=("bike",), booked=held)])
    assert "| Talk on bicycles | `bicycle_talk` | `bike` | P4 | by appointment | 1 × Presenter |" in page
    for line in (
        "* Lasts 60 min, with 15 min kept free before and after",
        "* Held by 1 × Presenter, or one for every 9 people when that is more",
        "* 18 seats, with a line for those who come after",
        "no sooner than 1 day and no later than 21 days from now; a reminder 1 day before",
        "* The version of what is shown is kept with the session",
        "* Starting it is called “Go”",
        "* Costs $75.00 an hour for each person",
    ):
        assert f"{line}\n" in page
    assert "* Times every day, 08:00 to 18:00, " in page


def test_the_page_says_what_is_answered_at_a_desk() -> None:
    page = docs.page([made(booked=replace(DESK, staff=(ONE,)))])
    assert "| P4 | at a desk | 1 × Presenter |" in page
    assert "* Answered at a desk, without a time held, by 1 × Presenter\n" in page
