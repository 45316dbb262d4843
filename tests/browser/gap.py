"""A gap in the roster of the running house. ``python -m tests.browser.gap`` makes it and prints what is missing."""

from __future__ import annotations

import json
from datetime import timedelta

import django

NAME = "Annex desk"


def main() -> None:
    """A desk with one seat, planned for a day but for two hours of it, through the actions."""
    django.setup()
    from watchkeeper.core.departments.models import Department
    from watchkeeper.core.people.actions import add_center, add_person, plan_shift
    from watchkeeper.core.people.actor import system
    from watchkeeper.core.people.cast import one
    from watchkeeper.core.people.permissions import Role
    from watchkeeper.kit import clock

    department = Department.objects.get(key="massgeneral")
    by = system(department.pk, "test:gap")
    one(department, by, Role.DISPATCHER)  # somebody is free
    center = add_center(department, by=by, key="annex", name=NAME)
    person = add_person(department, by=by, call_name="D91")
    now = clock.now().replace(second=0, microsecond=0)
    for begins, ends in ((-1, 3), (5, 200)):
        starts_at, ends_at = now + timedelta(hours=begins), now + timedelta(hours=ends)
        plan_shift(department, by=by, person=person, center=center, starts_at=starts_at, ends_at=ends_at)
    print(json.dumps({"center": NAME}))


if __name__ == "__main__":
    main()
