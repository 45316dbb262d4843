"""What the journal can say about the services a department offers, in sentences."""

from __future__ import annotations

from watchkeeper.core.journal.verbs import Verb

VERBS: dict[str, Verb] = {
    "policy.set": Verb(
        sentence="changed {service}: {changed}", fields={"service": str, "changed": list[str], "policy": dict}
    ),
    "policy.reverted": Verb(
        sentence="put {service} back as it was: {changed}",
        fields={"service": str, "changed": list[str], "policy": dict, "to": int | None},
    ),
    "question.added": Verb(sentence="asks in {service}: {words}", fields={"service": str, "key": str, "words": str}),
    "question.retired": Verb(
        sentence="no longer asks in {service}: {words}", fields={"service": str, "key": str, "words": str}
    ),
    "service.added": Verb(sentence="offers a new service: {name}", fields={"service": str, "name": str}),
}
