"""One public request in every state, in the running house. ``python -m tests.browser.states`` prints their secrets."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import django


def main() -> None:
    """Make the requests, through the actions, and print their secrets."""
    django.setup()
    from watchkeeper.core.departments.models import Department
    from watchkeeper.core.people.actor import system
    from watchkeeper.engines.calls import actions
    from watchkeeper.engines.calls.models import Assignment, Call, Quote, Requester
    from watchkeeper.kit import clock, ids

    department = Department.objects.get(key="massgeneral")
    by = system(department.pk, "test:states")
    site = department.sites.get(is_main=True).pk
    made: dict[str, str] = {}

    def asked(state: str, service: str = "security_escort", ago: int = 3, **more: Any) -> Call:
        at = clock.now() - timedelta(minutes=ago)
        said: dict[str, Any] = {"place": "Yawkey lobby", "destination": "Fruit Street garage", "door": "portal"}
        call = actions.open_call(by=by, service=service, site_id=site, at=at, **(said | more))
        made[state] = call.requesters.values_list("token", flat=True).get()
        return call

    def sent(call: Call, *steps: str) -> Assignment:
        unit = actions.log_on(actions.add_unit(by=by, call_sign=f"T{ids.token(5)[:5].upper()}"), by=by)
        assignment = actions.assign(call, by=by, units=[unit])[0]
        for step in steps:
            assignment = actions.move(assignment, by=by, to=step)
        return assignment

    def promised(asker: Requester, median_s: int, worst_s: int) -> None:
        Quote.objects.filter(requester=asker).update(median_s=median_s, worst_s=worst_s)
        Requester.objects.filter(pk=asker.pk).update(quote_median_s=median_s, quote_worst_s=worst_s)

    asked("waiting")
    sent(asked("assigned"))
    sent(asked("on the way"), "en_route")
    sent(asked("walking"), "en_route", "on_scene")
    # What was promised is set, not learned: the house has a history of its own by now.
    past = asked("past", ago=150).requesters.get()
    promised(past, 300, 600)
    moved = asked("moved back", ago=20).requesters.get()
    promised(moved, 300, 600)
    Quote.objects.create(requester=moved, at=clock.now() - timedelta(minutes=2), median_s=1500, worst_s=2100)
    Requester.objects.filter(pk=moved.pk).update(
        quote_median_s=1500, quote_worst_s=2100, quoted_at=clock.now() - timedelta(minutes=2)
    )
    over = asked("arrived")
    actions.clear(sent(over, "en_route", "on_scene"), by=by, outcome="arrived_safe")
    actions.arrived_safe(over.requesters.get(), by=by)
    went = asked("went")
    actions.clear(sent(went, "en_route", "on_scene"), by=by, outcome="arrived_safe")
    actions.arrived_safe(went.requesters.get(), by=by)
    actions.say_how_it_went(went.requesters.get(), by=by, went="not_well")
    actions.cancel_request(asked("canceled").requesters.get(), by=by)
    asked("booked", "standby_visible", place="Room 7", starts_at=clock.now() + timedelta(days=2))
    asked("report", "crime_report", details="My bike is gone", is_anonymous=True)
    ended = asked("ended", "generic_assistance", details="Jump-start")
    actions.clear(sent(ended, "on_scene"), by=by, outcome="assisted")
    actions.close(ended, by=by, outcome="assisted")
    print(json.dumps(made))


if __name__ == "__main__":
    main()
