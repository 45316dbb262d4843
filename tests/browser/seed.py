"""Fill a fresh database for the browser tests: the hospital, its units on duty. ``python -m tests.browser.seed``."""

from __future__ import annotations

import django

UNITS = ("A11", "A12", "A14", "B03", "B07", "K9", "S10")


def main() -> None:
    """Load the hospital and put its units on duty, through the actions."""
    django.setup()
    from tests.architecture.tree import ROOT
    from watchkeeper.core.people.actor import system
    from watchkeeper.core.places.actions import load_department
    from watchkeeper.engines.calls import actions

    department = load_department(ROOT / "departments" / "massgeneral", by=system(0, "import:folder"))
    by = system(department.pk, "test:seed")
    for sign in UNITS:
        actions.log_on(actions.add_unit(by=by, call_sign=sign), by=by)


if __name__ == "__main__":
    main()
