"""The API's root: one OpenAPI document, tokens with scopes, problems in words, the same actions as every other door."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import APIKeyCookie, HttpBearer

from watchkeeper.config import errors
from watchkeeper.core.people.access import actor_for
from watchkeeper.core.people.actor import Actor
from watchkeeper.engines.calls import api as calls_api
from watchkeeper.kit.errors import WatchkeeperError


class Token(HttpBearer):
    """A token of an account, limited to its scopes."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """Who the token stands for. Raises SignedOut."""
        return actor_for(request)


class SessionCookie(APIKeyCookie):
    """The browser's own session; writing needs the CSRF token too."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Who is signed in. Raises SignedOut or Locked."""
        return actor_for(request) if key else None


class Api(NinjaAPI):
    """NinjaAPI whose document says what the answers really are: problems are ``application/problem+json``."""

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        """The OpenAPI 3.1 document."""
        schema = super().get_openapi_schema(**more)
        for methods in schema.get("paths", {}).values():
            for operation in methods.values():
                _problems(operation)
        return schema


def _problems(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        content = response.get("content", {})
        if int(status) >= 400 and "application/json" in content:
            response["content"] = {"application/problem+json": content["application/json"]}
    if "requestBody" in operation or operation.get("operationId"):
        operation.setdefault("parameters", [])


api = Api(
    title="Watchkeeper",
    version="1",
    description="Calls, units and the board, through the same actions as every screen.",
    auth=[Token(), SessionCookie(csrf=True)],
    urls_namespace="api",
)
api.add_router("", calls_api.calls)
api.add_router("", calls_api.units)
api.add_router("", calls_api.bookings)


@api.exception_handler(WatchkeeperError)
def _ours(request: HttpRequest, error: WatchkeeperError) -> HttpResponse:
    problem = errors.problem_of(error)
    assert problem is not None
    return errors.answer(request, problem)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields: dict[str, list[str]] = {}
    for one in error.errors:
        where = [str(part) for part in one["loc"] if part not in ("body", "given", "query", "path")]
        fields.setdefault(".".join(where) or "body", []).append(str(one["msg"]))
    return errors.answer(
        request, errors.Problem(422, "invalid", "The input cannot be understood; nothing was kept.", fields)
    )


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    code = {400: "bad_request", 401: "signed_out", 403: "not_allowed"}.get(error.status_code, "error")
    return errors.answer(request, errors.Problem(error.status_code, code, str(error)))


def document() -> str:
    """The OpenAPI document as text, keys in order, so that two versions can be compared."""
    return json.dumps(api.get_openapi_schema(), indent=1, sort_keys=True, default=str) + "\n"
