"""The OpenAPI document of the api, as schemathesis reads it."""

from __future__ import annotations

import copy

import schemathesis

from running_api import document

APART = {"stream_events": "an answer never ends"}
"""Operations that are not tried here, and why."""
SCHEMA = schemathesis.openapi.from_dict(copy.deepcopy(document()))
OPERATIONS = {
    f"{method.upper()} {path}": operation["operationId"]
    for path, item in document()["paths"].items()
    for method, operation in item.items()
    if operation["operationId"] not in APART
}
