"""Who may look into a complaint about somebody's conduct, and who must not: the first is a list, the second a guess.

The guess is generous: whoever the complaint may mean is kept out, for a wrong exclusion costs a reviewer and a missed
one costs the complaint.
"""

from __future__ import annotations

import re

from django.db.models import Q

from watchkeeper.core.people.models import AccountRole, Person
from watchkeeper.core.people.permissions import GRANTED, Permission
from watchkeeper.engines.notices.models import Exclusion, Feedback

_ROLES = [role.value for role, held in GRANTED.items() if Permission.COMPLAINT_REVIEW in held]


def reviewers(department_id: int) -> dict[int, str]:
    """Everybody who may review complaints and can sign in, by key, with their call names. One query."""
    held = AccountRole.objects.filter(
        Q(account__person__isnull=False, account__locked_at=None), role__in=_ROLES,
        account__department_id=department_id, account__person__is_active=True,
    )  # fmt: skip
    return dict(
        held.order_by("account__person__call_name").values_list("account__person_id", "account__person__call_name")
    )


def free_for(feedback: Feedback) -> dict[int, str]:
    """Those of :func:`reviewers` who are not excluded from ``feedback``. Two queries."""
    barred = set(Exclusion.objects.filter(feedback=feedback).values_list("person_id", flat=True))
    return {pk: name for pk, name in reviewers(feedback.department_id).items() if pk not in barred}


def meant(department_id: int, about_whom: str, words: str) -> list[Person]:
    """Everybody of the department whom the complaint may name: by call name anywhere, by title where it says whom."""
    people = Person.objects.filter(department_id=department_id)
    return [
        person for person in people
        if _names(person.call_name, f"{about_whom}\n{words}") or (person.title and _names(person.title, about_whom))
    ]  # fmt: skip


def _names(name: str, text: str) -> bool:
    """Whether ``text`` holds ``name`` as a word, however its letters and digits are set apart ("a 12", "A-12")."""
    signs = re.findall(r"\w+?(?=\d|\W|$)|\d+", name)
    pattern = r"[\W_]*".join(re.escape(one) for one in signs)
    return bool(pattern) and re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE) is not None
