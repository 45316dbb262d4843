"""What screens call the one who acted: the journal keeps keys, people read call names."""

from __future__ import annotations

from collections.abc import Iterable

from watchkeeper.core.people.models import Person


def names(keys: Iterable[str]) -> dict[str, str]:
    """The call name for every actor key; what is not a person's is named by its first word ("timer", "portal")."""
    wanted = set(keys)
    people = [int(key[7:]) for key in wanted if key.startswith("person:") and key[7:].isdigit()]
    found = dict(Person.objects.filter(pk__in=people).values_list("pk", "call_name")) if people else {}
    named = {f"person:{pk}": name for pk, name in found.items()}
    return {key: named.get(key, key.partition(":")[0]) for key in wanted}
