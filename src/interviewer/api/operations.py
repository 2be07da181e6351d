"""What the OpenAPI document says of every operation alike: its name, how it refuses, and what its answers carry.

FastAPI tells of the errors that it knows itself; ours come from the middleware and from the table of `problems`.
Deliberately not here: what a route says of itself, and keys (`document`).
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from fastapi.routing import APIRoute

from interviewer.api import examples
from interviewer.api.answers import MEDIA_TYPE
from interviewer.api.doors import HEADER, OPEN_TO_ANY_NAME

JSON: Final = "application/json"
REF: Final = "#/components/schemas/"
METHODS: Final = frozenset({"get", "put", "post", "delete", "patch"})
OF_FASTAPI: Final = ("HTTPValidationError", "ValidationError")
"""Shapes of errors that no route of ours answers with."""
TAGGED: Final = frozenset(
    {"ApiKey", "Campaign", "CampaignProgress", "Candidate", "Cv", "Draft", "Interview", "InterviewInFull"}
    | {"JobDocument", "KeptJob", "Listing", "MadeApiKey", "Reachability", "ReadDocument", "Webhook"}
    | {"WebhookWithSecret"}
)
"""What has a version, and is answered with it as ETag."""
LOCATED: Final = frozenset(
    {"schedule_interview", "add_job", "publish_draft", "create_campaign", "create_api_key", "create_webhook"}
    | {"test_webhook", "resend_delivery"}
)
"""What makes a thing and is answered with its address."""
STATELESS: Final = frozenset({"healthz", "end_session"})
"""Operations that answer also while the database is away."""
CORRELATION: Final = {
    "description": "Names the request in the log and in what it led to: the one that was sent, or a new one.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}$"},
    "required": True,
}
ETAG: Final = {
    "description": "The version of what is shown, for If-Match.",
    "schema": {"type": "string", "pattern": '^"[0-9a-z-]+"$'},
    "required": True,
}
LOCATION: Final = {
    "description": "Where that which was made is from now on.",
    "schema": {"type": "string", "pattern": "^/v1/"},
    "required": True,
}
RETRY_AFTER: Final = {
    "description": "After how many seconds it may be tried again.",
    "schema": {"type": "integer", "minimum": 0},
}
SAID: Final = {
    HTTPStatus.BAD_REQUEST: "The host is none of this api's names, or the body cannot be read",
    HTTPStatus.CONFLICT: "It is not possible now, or others changed it at the same moment",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is not said to be JSON",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The request cannot be understood",
    HTTPStatus.TOO_MANY_REQUESTS: "Too much at once; try again in a moment",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database is away, or what else this needs; try again in a moment",
}


def name_of(route: APIRoute) -> str:
    """The operation's id, which generated clients name a method by: the name of its function."""
    return route.name


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with what is true of every operation."""
    for path, method, operation in _operations(document):
        _as_sent(operation)
        _refusing(path, method, operation)
        for status, answer in operation["responses"].items():
            answer.setdefault("headers", {})[HEADER] = CORRELATION
            if status in ("409", "429", "503"):
                answer["headers"]["Retry-After"] = RETRY_AFTER
            if _model(answer) in TAGGED:
                answer["headers"]["ETag"] = ETAG
            if status.startswith("2") and operation["operationId"] in LOCATED:
                answer["headers"]["Location"] = LOCATION
    for item in document.get("webhooks", {}).values():  # others answer these, as they like
        item["post"]["responses"].pop("422", None)
    schemas = document["components"]["schemas"]
    for shape in OF_FASTAPI:
        schemas.pop(shape, None)
    examples.complete(schemas)
    return document


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        yield from ((path, method, operation) for method, operation in item.items() if method in METHODS)


def _as_sent(operation: dict[str, Any]) -> None:
    """No address and no header can hold null, and a body that is not needed is left out."""
    body = operation.get("requestBody", {}).get("content", {})
    for sent in (*operation.get("parameters", []), *body.values()):
        schema = sent["schema"]
        choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
        if len(choices) == 1:
            del schema["anyOf"]
            schema |= choices[0]
            if "$ref" in schema:
                schema.pop("title", None)


def _refusing(path: str, method: str, operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    refusals = set() if path in OPEN_TO_ANY_NAME else {HTTPStatus.BAD_REQUEST}
    if path.startswith("/v1/") or "requestBody" in operation:
        refusals.add(HTTPStatus.UNPROCESSABLE_ENTITY)
    if "requestBody" in operation:
        refusals.add(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if JSON in operation.get("requestBody", {}).get("content", {}):
        refusals.add(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if operation["operationId"] not in STATELESS:
        refusals.add(HTTPStatus.SERVICE_UNAVAILABLE)
        if method != "get":
            refusals.add(HTTPStatus.CONFLICT)
    for status in refusals:
        answer = answers.setdefault(str(status.value), {})
        if "content" not in answer or _model(answer) in OF_FASTAPI:
            answer |= {"description": SAID[status], "content": {JSON: {"schema": {"$ref": f"{REF}Problem"}}}}
    for status, answer in answers.items():
        if status >= "400" and JSON in answer.get("content", {}):
            answer["content"] = {MEDIA_TYPE: answer["content"][JSON]}


def _model(answer: dict[str, Any]) -> str:
    """The name of the model that the answer shows; empty for none."""
    schema: dict[str, str] = answer.get("content", {}).get(JSON, {}).get("schema", {})
    return schema.get("$ref", "").removeprefix(REF)
