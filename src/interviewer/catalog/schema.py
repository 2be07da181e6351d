"""The JSON Schema of plan files, for editors that complete and check while one types."""

from __future__ import annotations

import json
from typing import Any

from interviewer.catalog.models import PlanFile


def plan_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a plan file."""
    schema = PlanFile.model_json_schema()
    # To JSON Schema every key is text, so the points of the scale have to be listed by name.
    anchors = schema["$defs"]["Criterion"]["properties"]["anchors"]
    line = anchors.pop("additionalProperties")
    anchors.pop("propertyNames", None)
    anchors["properties"] = {str(level): line for level in range(6)}
    anchors["required"] = ["0", "3", "5"]
    anchors["additionalProperties"] = False
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Interview plan"}


def plan_schema_text() -> str:
    """The schema as it is stored in schemas/plan.schema.json."""
    return json.dumps(plan_schema(), indent=2, ensure_ascii=False) + "\n"
