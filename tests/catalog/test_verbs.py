"""The twelve things one engine may ask of another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import pytest

from watchkeeper.core import verbs
from watchkeeper.core.people.actor import Actor, system


def test_there_are_twelve_and_no_more() -> None:
    assert len({verb.name for verb in verbs.VERBS}) == 12
    declared = [name for name, value in vars(verbs).items() if isinstance(value, verbs.Verb)]
    assert declared == [verb.name for verb in verbs.VERBS]
    assert all(verb.__doc__ for verb in verbs.VERBS)


def test_an_unbound_verb_says_so() -> None:
    with pytest.raises(verbs.Unbound, match=r"No engine answers “seed_case” here; bind one in config/wiring.py"):
        verbs.seed_case(by=system(1, "signal:test"), source="call:1", case_type="siu", summary="")


def test_an_engine_answers_what_it_is_bound_to() -> None:
    def answer(*, by: Actor, source: str, case_type: str, summary: str) -> None:
        heard.append((source, case_type))

    heard: list[tuple[str, str]] = []
    with verbs.seed_case.answered_by(answer):
        verbs.seed_case(by=system(1, "signal:test"), source="call:1", case_type="siu", summary="")
    assert heard == [("call:1", "siu")]
    assert not verbs.seed_case.is_bound


def test_an_answer_that_takes_something_else_is_refused_at_start_up() -> None:
    def other(*, by: Actor, case: str) -> None: ...

    with pytest.raises(TypeError, match="must take exactly what seed_case is asked with"):
        verbs.seed_case.bind(cast(Any, other))


def test_a_verb_has_one_answer() -> None:
    def one(
        *, by: Actor, call: str, plan: str, place: str = "", place_ref: str = "", is_sim: bool = False,
        at: datetime | None = None,
    ) -> str:  # fmt: skip
        return "run:1"

    def two(
        *, by: Actor, call: str, plan: str, place: str = "", place_ref: str = "", is_sim: bool = False,
        at: datetime | None = None,
    ) -> str:  # fmt: skip
        return "run:2"

    with verbs.start_plan.answered_by(one), pytest.raises(TypeError, match=r"answered by .* already"):
        verbs.start_plan.bind(two)


def _raise_call(
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
    return "call:1"


def test_raise_call_is_typed_as_its_answer() -> None:
    before = verbs.raise_call.is_bound
    with verbs.raise_call.answered_by(_raise_call):
        assert verbs.raise_call(by=system(1, "signal:door"), service="code_red", place="Blake 13") == "call:1"
    assert verbs.raise_call.is_bound is before
