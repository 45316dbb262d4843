"""A request and a session in the running house, for whoever books. ``python -m tests.browser.booked_staff``."""

from __future__ import annotations

import json

import django


def main() -> None:
    """A request with somebody to hold it, and a talk that is going on."""
    django.setup()
    from tests.browser.booked import Staff
    from watchkeeper.engines.calls import actions
    from watchkeeper.engines.calls.models import Call

    staff = Staff()
    going = Call.objects.get(pk=staff.ask("talk_domestic_violence", answers={"heads": "12"}).call_id)
    actions.confirm(going, by=staff.by, window=staff.now(), override="for the test")
    asked = Call.objects.get(pk=staff.ask("talk_safe_workplace", answers={"heads": "14"}).call_id)
    print(json.dumps({"going": [going.pk, going.number], "asked": [asked.pk, asked.number]}))


if __name__ == "__main__":
    main()
