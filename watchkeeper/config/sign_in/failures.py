"""A failed try at the desk, counted for the name and noted in the department it concerns."""

from __future__ import annotations

from django.http import HttpRequest

from watchkeeper.config.sign_in.desk import address_of
from watchkeeper.core.departments.models import Department
from watchkeeper.core.people.actions import refuse_sign_in
from watchkeeper.core.people.actor import system
from watchkeeper.core.people.models import Account


def note(request: HttpRequest, name: str, *, reason: str) -> None:
    """Count one failure. A name nobody has is noted in the first department: it concerns the installation."""
    account = Account.objects.filter(username__iexact=name.strip()).first()
    department_id = account.department_id if account else _first_department()
    if department_id is not None:
        by = system(department_id, "sign-in")
        refuse_sign_in(account, by=by, name=name, address=address_of(request), reason=reason)


def _first_department() -> int | None:
    return Department.objects.order_by("pk").values_list("pk", flat=True).first()
