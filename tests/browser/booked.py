"""What the staff does about booked requests, in the running house. ``python -m tests.browser.booked WORD …``.

``propose TOKEN``, ``remind TOKEN`` and ``deliver TOKEN`` act on the request with that link; ``course SEATS`` puts a
CPR class in the calendar; ``states`` makes one request in each state. Each prints what it made.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from watchkeeper.engines.calls.actions import Window
    from watchkeeper.engines.calls.models import Call, Requester

LONGEST = timedelta(hours=2)


class Staff:
    """Somebody who books, and people who are qualified for everything."""

    def __init__(self) -> None:
        from watchkeeper.core.departments.models import Department
        from watchkeeper.core.people import actions as people
        from watchkeeper.core.people.actor import system
        from watchkeeper.core.people.models import Person
        from watchkeeper.core.people.qualifications import Qualification

        self.department = Department.objects.get(key="massgeneral")
        self.by = system(self.department.pk, "test:booked")
        if not Person.objects.filter(department=self.department, call_name="CP1").exists():
            for name in ("CP1", "CP2", "CP3"):
                person = people.add_person(self.department, by=self.by, call_name=name)
                for key in Qualification:
                    people.qualify(person, by=self.by, key=str(key), since=date(2020, 1, 1))

    def window(self, day: int, hour: int, hours: float = 2) -> Window:
        """A window ``day`` days from today at ``hour`` UTC."""
        from watchkeeper.engines.calls.actions import Window
        from watchkeeper.kit import clock

        starts = datetime.combine(clock.now().date() + timedelta(days=day), time(hour), UTC)
        return Window(starts, starts + timedelta(hours=hours), [])

    def now(self) -> Window:
        """A window that began a minute ago."""
        from watchkeeper.engines.calls.actions import Window
        from watchkeeper.kit import clock

        return Window(clock.now() - timedelta(minutes=1), clock.now() + LONGEST, [])

    def ask(self, service: str = "talk_avade", **more: Any) -> Requester:
        """Somebody who asks, by the portal."""
        from watchkeeper.engines.calls import actions

        site = self.department.sites.get(is_main=True).pk
        call = actions.open_call(
            by=self.by, service=service, site_id=site, place=more.pop("place", "Ellison 12"), door="portal", **more
        )
        return call.requesters.get()

    def asking(self) -> dict[str, str]:
        """The link of a request just made."""
        return {"token": self.ask().token}

    def propose(self, token: str) -> dict[str, str]:
        """Three times, on three days."""
        from watchkeeper.engines.calls import actions

        windows = [self.window(4, 15), self.window(5, 18), self.window(8, 14)]
        actions.propose(_asker(token).call, by=self.by, windows=windows, override="as agreed")
        return {}

    def remind(self, token: str) -> dict[str, str]:
        """The day before has come."""
        from watchkeeper.engines.calls import actions

        actions.remind(_asker(token).call, by=self.by)
        return {}

    def deliver(self, token: str) -> dict[str, str]:
        """It was brought forward to now, and is held."""
        from watchkeeper.engines.calls import actions

        call = _asker(token).call
        actions.reschedule(call, by=self.by, window=self.now(), reason="sooner", override="as agreed")
        actions.deliver(call, by=self.by, outcome="held", attended=18, material="AVADE 7")
        return {}

    def record(self, token: str) -> dict[str, Any]:
        """What is on record of it."""
        asker = _asker(token)
        call: Call = asker.call
        told: dict[str, Any] = {
            "status": call.status,
            "outcome": call.outcome,
            "went": asker.went,
            "recommends": asker.recommends,
        }
        mine = call.appointment
        return told | {"attended": mine.attended, "material": mine.material, "expected": mine.expected}

    def course(self, seats: str) -> dict[str, str]:
        """A CPR class of so many seats, each on a day of its own."""
        from watchkeeper.engines.calls import actions
        from watchkeeper.engines.calls.models import Call

        day = 6 + Call.objects.filter(service="course_cpr").count()
        call = actions.schedule(
            by=self.by, service="course_cpr", window=self.window(day, 17, 3), place="Yawkey 2-220", seats=int(seats),
            override="as agreed",
        )  # fmt: skip
        return {"uid": call.appointment.uid, "number": call.number}

    def states(self) -> dict[str, str]:
        """One booked request in each state, by the name of the state."""
        from watchkeeper.engines.calls import actions
        from watchkeeper.engines.calls.models import Call

        made = {"asked": self.ask().token, "desk": self.ask("parking_request", place="").token}
        for state in ("proposed", "confirmed", "reminded", "delivered", "went", "declined", "late", "canceled"):
            made[state] = self.ask().token
        for state in ("proposed", "declined"):
            self.propose(made[state])
        actions.ask_other_times(_asker(made["declined"]), by=self.by)
        for day, state in enumerate(("confirmed", "reminded", "delivered", "went"), start=9):
            actions.confirm(_asker(made[state]).call, by=self.by, window=self.window(day, 15), override="as agreed")
        self.remind(made["reminded"])
        self.deliver(made["delivered"])
        self.deliver(made["went"])
        actions.say_how_it_went(_asker(made["went"]), by=self.by, went="well")
        actions.cancel_request(_asker(made["canceled"]), by=self.by)
        Call.objects.filter(requesters__token=made["late"]).update(due_at=self.window(-1, 9).starts_at)
        course = Call.objects.get(appointment__uid=self.course("1")["uid"])
        for name in ("seat", "line"):
            made[name] = actions.enroll(course, by=self.by, requester=name).requester.token
        return made


def _asker(token: str) -> Requester:
    from watchkeeper.engines.calls.models import Requester

    return Requester.objects.select_related("call__appointment").get(token=token)


def main(words: list[str]) -> None:
    """Do what ``words`` say, and print what it made."""
    django.setup()
    act: Callable[..., dict[str, Any]] = getattr(Staff(), words[0])
    print(json.dumps(act(*words[1:])))


if __name__ == "__main__":
    main(sys.argv[1:])
