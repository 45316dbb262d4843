"""The twelve things one engine may ask of another; everything else is forbidden coupling (services.md, section 3).

Each is a typed function without a body here. The engine that answers it is bound in ``config/wiring.py``; asked before
that, it says so. Subjects ("call:42") travel as text.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Generic, ParamSpec, TypeVar

from watchkeeper.core.departments.levels import Level
from watchkeeper.core.people.actor import Actor

P = ParamSpec("P")
R = TypeVar("R")


class Unbound(RuntimeError):
    """A verb was asked that no engine of this installation answers."""


class Verb(Generic[P, R]):
    """One verb: a signature, and the function an engine answers it with."""

    def __init__(self, asked: Callable[P, R]) -> None:
        self.name = asked.__name__
        self.__doc__ = asked.__doc__
        self._signature = inspect.signature(asked)
        self._answer: Callable[P, R] | None = None

    @property
    def is_bound(self) -> bool:
        """Whether an engine answers it."""
        return self._answer is not None

    def bind(self, answer: Callable[P, R]) -> None:
        """Let ``answer`` answer this verb. Raises ``TypeError`` when it takes other arguments or the verb is taken."""
        if self._answer is not None and self._answer is not answer:
            raise TypeError(f"{self.name} is answered by {self._answer.__qualname__} already")
        asked, offered = (tuple(s.parameters.values()) for s in (self._signature, inspect.signature(answer)))
        if [(p.name, p.kind, p.default) for p in asked] != [(p.name, p.kind, p.default) for p in offered]:
            raise TypeError(
                f"{answer.__qualname__} must take exactly what {self.name} is asked with: {self._signature}"
            )
        self._answer = answer

    @contextmanager
    def answered_by(self, answer: Callable[P, R]) -> Iterator[None]:
        """Let ``answer`` answer for the length of a block."""
        before, self._answer = self._answer, None
        try:
            self.bind(answer)
            yield
        finally:
            self._answer = before

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        if self._answer is None:
            raise Unbound(f"No engine answers “{self.name}” here; bind one in config/wiring.py.")
        return self._answer(*args, **kwargs)


@Verb
def raise_call(
    *,
    by: Actor,
    service: str,
    place: str = "",
    place_ref: str = "",
    details: str = "",
    answers: Mapping[str, Any] | None = None,
    source: str = "",
    at: datetime | None = None,
    client_id: str = "",
) -> str:
    """A signal raises a call; returns its subject. The same ``source`` and ``client_id`` raise it once."""
    raise NotImplementedError


@Verb
def start_run(*, by: Actor, playbook: str, target: str, source: str = "", at: datetime | None = None) -> str:
    """A signal starts a run of a playbook against ``target``; returns the run's subject."""
    raise NotImplementedError


@Verb
def may(*, subject: str, right: str, resource: str, at: datetime | None = None) -> tuple[bool, str]:
    """Whether ``subject`` may do ``right`` on ``resource``, and which grant or rule says so."""
    raise NotImplementedError


@Verb
def start_plan(
    *,
    by: Actor,
    call: str,
    plan: str,
    place: str = "",
    place_ref: str = "",
    is_sim: bool = False,
    at: datetime | None = None,
) -> str:
    """A call starts its plan or code card at a place; returns the run's subject, "" where nobody declared one."""
    raise NotImplementedError


@Verb
def open_task(
    *,
    by: Actor,
    run: str,
    service: str,
    place: str = "",
    place_ref: str = "",
    details: str = "",
    at: datetime | None = None,
) -> str:
    """A run opens a call: a finding's work order, a search cell's unit; returns the call's subject."""
    raise NotImplementedError


@Verb
def open_for_case(
    *, by: Actor, case: str, service: str, level: Level, named: Sequence[str], place: str = "", details: str = ""
) -> str:
    """A case opens a call; its level and its named people travel with it; returns the call's subject."""
    raise NotImplementedError


@Verb
def order(*, by: Actor, point: str, command: str, run: str = "", at: datetime | None = None) -> str:
    """A run orders a command of a point (a door plan); returns the command's subject."""
    raise NotImplementedError


@Verb
def credential_changed(*, by: Actor, holder: str, grant: str, is_valid: bool, at: datetime | None = None) -> None:
    """A grant tells the points that enforce it what became of it."""
    raise NotImplementedError


@Verb
def place_grant(
    *, by: Actor, holder: str, right: str, resource: str, is_negative: bool, until: datetime, evidence: str
) -> str:
    """A call, a run or a case places a grant, positive or negative; it always ends; returns its subject."""
    raise NotImplementedError


@Verb
def tag(*, by: Actor, source: str, item_class: str, description: str, place_ref: str = "") -> str:
    """A call, a run or a case tags a thing into custody; returns the item's subject."""
    raise NotImplementedError


@Verb
def seed_case(*, by: Actor, source: str, case_type: str, summary: str) -> None:
    """Anything seeds a case. One way: nothing comes back, and the source keeps no trace."""
    raise NotImplementedError


@Verb
def tell(
    *,
    by: Actor,
    audience: str,
    template: str,
    about: str,
    data: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> str:
    """Anything asks for a notice to an audience: an alert, a bulletin, a log line; returns the notice's subject."""
    raise NotImplementedError


VERBS: tuple[Verb[..., Any], ...] = (
    raise_call,
    start_run,
    may,
    start_plan,
    open_task,
    open_for_case,
    order,
    credential_changed,
    place_grant,
    tag,
    seed_case,
    tell,
)
