"""What the OpenAPI document says of all routes alike: keys, repeated requests, and reading what was written."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI

from interviewer.api import idempotency, operations, positions
from interviewer.api.access import scope_of

KEY: Final = "ApiKey"
BEARER: Final = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API key, `iv_…`, as `POST /v1/api-keys` or `interviewer api-keys create` shows it once. An api "
    "that only its own machine can reach may let callers in without one (`INTERVIEWER_API_AUTH`).",
}
PROBLEM: Final = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
POSITION: Final = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
IDEMPOTENCY_KEY: Final = {
    "name": idempotency.HEADER,
    "in": "header",
    "description": "Names the request, so that it may be sent again when its answer was lost: for 24 hours the same "
    "key with the same request gets the first answer again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]([ -~]*[!-~])?$"},
    "example": "0f6c2f9e-8f0a-4c55-9d0b-6f1d3a2b7c41",
}
WAIT_FOR_POSITION: Final = {
    "name": positions.WAIT,
    "in": "header",
    "description": "The Log-Position of a write that the answer is to show; it is waited for up to a second.",
    "schema": POSITION,
    "example": 4711,
}
LOG_POSITION: Final = {
    "description": "From this position of the log on, what was written is shown: hand it on as Wait-For-Position.",
    "schema": POSITION,
}
REPLAYED: Final = {
    "description": "This is the first answer to the Idempotency-Key, once more.",
    "schema": {"const": "true"},
}
READ_POSITION: Final = {"description": "How much of the log is shown at least.", "schema": POSITION}
STALE: Final = {
    "description": "Less is shown than there is, or than Wait-For-Position asked for.",
    "schema": {"const": "true"},
}
METHODS: Final = frozenset({"get", "put", "post", "delete", "patch"})


def install(app: FastAPI) -> None:
    """Have the app's document say it."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = operations.completed(_completed(made()))
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    document["components"].setdefault("securitySchemes", {})[KEY] = BEARER
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS and (scope := scope_of(method.upper(), path)) is not None:
                _scoped(operation, method, scope)
    return document


def _scoped(operation: dict[str, Any], method: str, scope: str) -> None:
    operation["security"] = [{KEY: []}]
    said = operation.get("description", "")
    operation["description"] = f"{said}\n\nScope: `{scope}`.".strip()
    responses = operation.setdefault("responses", {})
    responses.setdefault("401", {"description": "There is no valid API key with it", "content": PROBLEM})
    responses.setdefault("403", {"description": f"The API key lacks the scope `{scope}`", "content": PROBLEM})
    responses.setdefault("422", {"description": "The request cannot be understood", "content": PROBLEM})
    parameters, headers = operation.setdefault("parameters", []), dict[str, Any]()
    if method == "get":
        parameters.append(WAIT_FOR_POSITION)
        headers |= {positions.READ: READ_POSITION, positions.STALE: STALE}
    else:
        headers[positions.LOG] = LOG_POSITION
    if method == "post":
        parameters.append(IDEMPOTENCY_KEY)
        headers[idempotency.REPLAYED] = REPLAYED
        responses.setdefault("409", {"description": "The first such request is being carried out", "content": PROBLEM})
        responses.setdefault("413", {"description": "The body is too large", "content": PROBLEM})
    for status, response in responses.items():
        if status.startswith("2"):
            response.setdefault("headers", {}).update(headers)
