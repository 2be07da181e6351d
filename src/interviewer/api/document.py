"""What the OpenAPI document says of all routes alike: the key that they need, and how they refuse who has none."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI

from interviewer.api.access import scope_of

KEY: Final = "ApiKey"
BEARER: Final = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API key, `iv_…`, as `POST /v1/api-keys` or `interviewer api-keys create` shows it once. An api "
    "that only its own machine can reach may let callers in without one (`INTERVIEWER_API_AUTH`).",
}
PROBLEM: Final = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
METHODS: Final = frozenset({"get", "put", "post", "delete", "patch"})


def install(app: FastAPI) -> None:
    """Have the app's document say it."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(made())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    document["components"].setdefault("securitySchemes", {})[KEY] = BEARER
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS and (scope := scope_of(method.upper(), path)) is not None:
                _scoped(operation, scope)
    return document


def _scoped(operation: dict[str, Any], scope: str) -> None:
    operation["security"] = [{KEY: []}]
    said = operation.get("description", "")
    operation["description"] = f"{said}\n\nScope: `{scope}`.".strip()
    responses = operation.setdefault("responses", {})
    responses.setdefault("401", {"description": "There is no valid API key with it", "content": PROBLEM})
    responses.setdefault("403", {"description": f"The API key lacks the scope `{scope}`", "content": PROBLEM})
