"""Whatever is sent to the running server: no 5xx, and every answer is one the document promises."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from tests.world import a_call, a_unit, sent
from watchkeeper.config.api import api
from watchkeeper.core.people.permissions import Role
from watchkeeper.engines.calls.tests.test_api import a_token

pytestmark = [pytest.mark.property, pytest.mark.django_db(transaction=True)]

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def headers() -> dict[str, str]:
    """Something in the house to reach, and a supervisor's token."""
    sent(a_call(), a_unit())
    return {"Authorization": f"Bearer {a_token(Role.SUPERVISOR)}"}


def test_no_input_breaks_the_api(live_server: Any, headers: dict[str, str]) -> None:
    schema = schemathesis.openapi.from_dict(dict(api.get_openapi_schema()))
    problems = []
    found: list[Any] = list(schema.get_all_operations())
    for operation in (result.ok() for result in found):
        try:
            _try(operation, live_server.url, headers)
        except Exception as problem:  # each operation is tried, then all that failed are told
            problems.append(f"{operation.method.upper()} {operation.path}: {problem}")
    assert not problems, "\n\n".join(problems)


def _try(operation: Any, url: str, headers: dict[str, str]) -> None:
    @given(case=operation.as_strategy())
    @settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None, phases=[Phase.generate])
    def ask(case: Any) -> None:
        case.call_and_validate(base_url=url, headers=headers, checks=CHECKS)

    ask()
