"""The OpenAPI document of the api, as schemathesis reads it."""

from __future__ import annotations

from pathlib import Path

import schemathesis

from interviewer.api.app import create_app
from running_api import settings_of

APART = {"stream_events": "an answer never ends"}
"""Operations that are not tried here, and why."""
DOCUMENT = create_app(settings_of("postgresql://nobody@127.0.0.1:1/none", Path("/nowhere")), page=()).openapi()
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = {
    f"{method.upper()} {path}": operation["operationId"]
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
    if operation["operationId"] not in APART
}
