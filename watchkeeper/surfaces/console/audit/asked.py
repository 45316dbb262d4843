"""What the audit is asked for, read from its address; names become the journal's keys, unknown ones find nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Q

from watchkeeper.core.journal import verbs
from watchkeeper.core.journal.audit import Mark, Question
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.models import Account, ApiToken, Console, Person
from watchkeeper.engines.calls.models import Call, Unit
from watchkeeper.kit.errors import Invalid
from watchkeeper.surfaces.console.desk.cells import Look
from watchkeeper.surfaces.console.forms import day

NAMES = ("who", "subject", "verb", "what", "since", "until")
WHATS = (("", "both"), ("changes", "changes"), ("reads", "reads"))
# Ways of reading that can be asked for as if they were verbs.
WAYS = (("read:export", "took a file"), ("read:search", "searched"), ("read:call panel", "read a call"))
_KEY = re.compile(r"[a-z_]+:[\w.\-]+")
_LONGEST = 100


@dataclass(frozen=True)
class Asked:
    """A question as the address holds it, and how far the list was shown."""

    given: Mapping[str, str] = field(default_factory=dict)
    after: Mark | None = None

    @property
    def state(self) -> str:
        """The question as the query of an address, without the place in the list."""
        return urlencode(self.given)

    @property
    def older(self) -> str:
        """The question as an address's query, to which a mark is added."""
        return f"{self.state}&" if self.given else ""


def read(given: Mapping[str, str]) -> Asked:
    """The question in ``given``. Raises :class:`Invalid` for a kind, verb, day or mark that does not exist."""
    held = {name: value for name in NAMES if (value := given.get(name, "").strip()[:_LONGEST].replace("\x00", ""))}
    if held.get("what", "") not in dict(WHATS):
        raise Invalid("Ask for reads, changes or both.", fields={"what": ["unknown"]})
    if held.get("verb") and held["verb"] not in {*verbs.all_verbs(), *dict(WAYS)}:
        raise Invalid("There is no such kind of entry.", fields={"verb": ["unknown"]})
    for name in ("since", "until"):
        day(held, name)
    return Asked(held, _mark(given.get("after", "")))


def question(asked: Asked, look: Look) -> Question:
    """What is asked, in the journal's own keys. A few queries by index, for names."""
    given, by = asked.given, look.by
    verb, since, until = given.get("verb", ""), day(given, "since"), day(given, "until")
    way = verb.removeprefix("read:") if verb.startswith("read:") else ""
    return Question(
        department_id=by.department_id,
        clearance=by.clearance,
        actors=_actors(given["who"], by) if "who" in given else None,
        subjects=_subjects(given["subject"], by) if "subject" in given else None,
        verbs=(verb,) if verb and not way else (),
        ways=(way,) if way else (),
        since=datetime.combine(since, time(), look.zone) if since else None,
        until=datetime.combine(until + timedelta(days=1), time(), look.zone) if until else None,
        changes=given.get("what", "") != "reads",
        reads=given.get("what", "") != "changes",
    )


def _actors(text: str, by: Actor) -> list[str]:
    """Whoever is called so: by call name, by sign-in, or the house's own ("portal", "timer:overdue")."""
    here = by.department_id
    people = Person.objects.filter(department_id=here, call_name__iexact=text).values_list("pk", flat=True)
    accounts = Account.objects.filter(department_id=here, username__iexact=text).values_list("pk", "person_id")
    keys = {f"person:{pk}" for pk in people} | {f"person:{person}" for _, person in accounts if person}
    return sorted(keys | {f"account:{pk}" for pk, person in accounts if not person} | {text.lower()})


def _subjects(text: str, by: Actor) -> list[str]:
    """Whatever is called so: a call's number, a call sign, a call name, a sign-in, a token, or a key as it stands."""
    here = {"department_id": by.department_id}
    found = {text} if _KEY.fullmatch(text) else {text.lower(), f"service:{text.lower()}"}
    number = Q(number__iexact=text)
    found |= {f"call:{pk}" for pk in Call.objects.visible_to(by).filter(number).values_list("pk", flat=True)[:50]}
    for kind, rows in (
        ("unit", Unit.objects.filter(**here, call_sign__iexact=text)),
        ("person", Person.objects.filter(**here, call_name__iexact=text)),
        (
            "account",
            Account.objects.filter(**here).filter(Q(username__iexact=text) | Q(person__call_name__iexact=text)),
        ),
        ("console", Console.objects.filter(**here, name__iexact=text)),
        ("token", ApiToken.objects.filter(account__department_id=by.department_id, label__iexact=text)),
    ):
        found |= {f"{kind}:{pk}" for pk in rows.values_list("pk", flat=True)[:50]}
    return sorted(found)


def written(mark: Mark) -> str:
    """How far the list was shown, as a word of the address."""
    return f"{mark.entry or ''}.{mark.read or ''}"


def _mark(text: str) -> Mark | None:
    if not text:
        return None
    found = re.fullmatch(r"(\d{1,18})?\.(\d{1,18})?", text)
    if found is None:
        raise Invalid("This address names no place in the list.", fields={"after": ["unknown"]})
    return Mark(*(int(one) if one else None for one in found.groups()))
