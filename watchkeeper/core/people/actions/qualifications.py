"""Who is qualified for what, and until when."""

from __future__ import annotations

from datetime import date

from watchkeeper.core.departments.zones import zone_of
from watchkeeper.core.journal import journal
from watchkeeper.core.journal.action import action
from watchkeeper.core.people.actor import Actor
from watchkeeper.core.people.boundary import inside
from watchkeeper.core.people.models import Person, PersonQualification
from watchkeeper.core.people.permissions import Permission
from watchkeeper.core.people.qualifications import WORDS, Qualification
from watchkeeper.kit import clock, lengths
from watchkeeper.kit.errors import Invalid, NotAllowed, Refused


@action
def qualify(
    person: Person, *, by: Actor, key: str, since: date | None = None, until: date | None = None, basis: str = ""
) -> PersonQualification:
    """Let ``person`` hold the qualification ``key`` from the day ``since`` (today) through the day ``until``.

    One that is held already is renewed. ``basis`` names the certificate or course it rests on. Raises ``Invalid`` for
    an unknown qualification or days that run backwards, ``Refused`` for somebody who no longer works here.
    """
    by.require(Permission.QUALIFICATION_WRITE)
    inside(by, person)
    if key not in {one.value for one in Qualification}:
        raise Invalid("There is no such qualification.", fields={"key": ["unknown"]})
    lengths.check(basis=(basis, PersonQualification, "basis"))
    begins = since or clock.now().astimezone(zone_of(person.department_id)).date()
    if until is not None and until < begins:
        raise Invalid("It ends before it begins.", fields={"until": ["before it begins"]})
    Person.objects.select_for_update().only("pk").get(pk=person.pk)
    if not person.is_active:
        raise Refused(f"{person.call_name} no longer works here.")
    held, _ = PersonQualification.objects.update_or_create(
        person=person, key=key, ended_at=None, defaults={"since": begins, "until": until, "basis": basis}
    )
    journal.write(
        by, "person.qualified", f"person:{person.pk}",
        data={"call_name": person.call_name, "qualification": str(WORDS[Qualification(key)]), "since": str(begins),
              "until": str(until or "further notice"), "basis": basis},
    )  # fmt: skip
    return held


@action
def disqualify(held: PersonQualification, *, by: Actor, reason: str) -> PersonQualification:
    """End a qualification before its time. Raises ``Refused`` when it has ended already, ``Invalid`` without reason."""
    by.require(Permission.QUALIFICATION_WRITE)
    person = held.person
    if person.department_id != by.department_id:
        raise NotAllowed("This belongs to another department.", hidden=True)
    if not reason.strip():
        raise Invalid("Say why.", fields={"reason": ["missing"]})
    now = clock.now()
    if not PersonQualification.objects.filter(pk=held.pk, ended_at=None).update(ended_at=now):
        raise Refused("It has ended already.")
    held.ended_at = now
    words = str(WORDS[Qualification(held.key)])
    data = {"call_name": person.call_name, "qualification": words, "reason": reason}
    journal.write(by, "person.disqualified", f"person:{person.pk}", data=data)
    return held
