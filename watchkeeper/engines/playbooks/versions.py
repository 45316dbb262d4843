"""Which version of a playbook is in force in a department: made from the declaration the first time it is run."""

from __future__ import annotations

from hashlib import sha256

import orjson

from watchkeeper.core.journal import journal
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.playbooks.catalog import CATALOG
from watchkeeper.engines.playbooks.models import PlaybookVersion
from watchkeeper.engines.playbooks.spec import Playbook
from watchkeeper.kit import clock
from watchkeeper.kit.errors import Invalid


def get(key: str) -> Playbook:
    """The playbook ``key``; raises :class:`Invalid` for one nobody declared."""
    found = CATALOG.get(key)
    if found is None:
        raise Invalid("There is no such playbook.", fields={"playbook": ["There is no such playbook."]})
    return found


def in_force(book: Playbook, by: Actor) -> PlaybookVersion:
    """The version of ``book`` its runs get now, within the action under way; a changed declaration makes another."""
    body = book.body()
    digest = sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
    mine = PlaybookVersion.objects.filter(department_id=by.department_id, key=book.key).order_by("-number")
    last = mine.first()
    if last is not None and last.digest == digest:
        return last
    number = last.number + 1 if last else 1
    made = PlaybookVersion.objects.create(
        department_id=by.department_id, key=book.key, number=number, digest=digest, body=body, made_at=clock.now(),
        made_by=by.key,
    )  # fmt: skip
    data = {"name": made.name, "number": number}
    journal.write(by, "playbook.versioned", f"playbook:{made.pk}", data=data)
    return made
