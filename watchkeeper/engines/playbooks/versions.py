"""Which version of a playbook is in force in a department: made from the declaration the first time it is run."""

from __future__ import annotations

from hashlib import sha256

import orjson

from watchkeeper.core.journal import journal
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.playbooks.catalog import CATALOG
from watchkeeper.engines.playbooks.models import PlaybookVersion
from watchkeeper.engines.playbooks.spec import Kind, Playbook
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid


def get(key: str) -> Playbook:
    """The playbook ``key``; raises :class:`Invalid` for one nobody declared."""
    found = CATALOG.get(key)
    if found is None:
        raise Invalid("There is no such playbook.", fields={"playbook": ["There is no such playbook."]})
    return found


def card_of(plan: str) -> str:
    """The key of the card a service names as its plan ("Code Pink"); "" where nobody declared one."""
    key = plan.strip().lower().replace(" ", "_")
    return key if key in CATALOG and CATALOG[key].kind is Kind.CARD else ""


def in_force(book: Playbook, by: Actor) -> PlaybookVersion:
    """The version of ``book`` its runs get now, within the action under way; a changed declaration makes another."""
    last = _last(book, by.department_id)
    if last is not None and last.digest == _digest(book):
        return last
    number = last.number + 1 if last else 1
    made = PlaybookVersion.objects.create(
        department_id=by.department_id, key=book.key, number=number, digest=_digest(book), body=book.body(),
        made_at=clock.now(), made_by=by.key,
    )  # fmt: skip
    data = {"name": made.name, "number": number}
    journal.write(by, "playbook.versioned", f"playbook:{made.pk}", data=data)
    return made


def standing(book: Playbook, department_id: int) -> PlaybookVersion | None:
    """The version in force, where the declaration as it is now was run before; None where the next run makes it."""
    last = _last(book, department_id)
    return last if last is not None and last.digest == _digest(book) else None


def offered(kind: str) -> list[Playbook]:
    """The playbooks for departments of ``kind``, in the order of the catalog."""
    return [book for book in CATALOG.values() if kind in book.offered_in]


def _last(book: Playbook, department_id: int) -> PlaybookVersion | None:
    return PlaybookVersion.objects.filter(department_id=department_id, key=book.key).order_by("-number").first()


def _digest(book: Playbook) -> str:
    return sha256(orjson.dumps(book.body(), option=orjson.OPT_SORT_KEYS)).hexdigest()
