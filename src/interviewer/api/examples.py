"""The examples of the OpenAPI document, made whole: FastAPI leaves the nulls out of them, and pages have none.

Deliberately not here: the examples themselves, which stand at the models of `wire`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

REF: Final = "#/components/schemas/"
Schemas = Mapping[str, dict[str, Any]]


def complete(schemas: Schemas) -> None:
    """Put back what is missing."""
    for schema in schemas.values():
        schema["examples"] = [_with_nulls(example, schema, schemas) for example in schema.get("examples", [])]
    for schema in schemas.values():
        if not schema["examples"]:
            schema["examples"] = _of_page(schema, schemas)
        if not schema["examples"]:
            del schema["examples"]


def _with_nulls(example: Any, schema: dict[str, Any], schemas: Schemas) -> Any:  # noqa: ANN401 - whatever JSON is
    """The example, with null wherever something has to stand and nothing does."""
    schema = _resolved(schema, schemas)
    if isinstance(example, list):
        return [_with_nulls(item, schema.get("items", {}), schemas) for item in example]
    if not isinstance(example, dict):
        return example
    fields = schema.get("properties", {})
    nulls = {name: None for name in schema.get("required", []) if name not in example and _nullable(fields[name])}
    return nulls | {name: _with_nulls(value, fields.get(name, {}), schemas) for name, value in example.items()}


def _of_page(schema: dict[str, Any], schemas: Schemas) -> list[Any]:
    """A page with one item, the last page."""
    fields = schema.get("properties", {})
    if set(fields) not in ({"items"}, {"items", "next_cursor"}):
        return []
    items = _resolved(fields["items"]["items"], schemas).get("examples", [])[:1]
    page = {"items": items, "next_cursor": None}
    return [{name: page[name] for name in fields}] if items else []


def _nullable(schema: dict[str, Any]) -> bool:
    return {"type": "null"} in schema.get("anyOf", []) or schema.get("type") == "null"


def _resolved(schema: dict[str, Any], schemas: Schemas) -> dict[str, Any]:
    """The schema that is meant: behind a reference, and of `X or null` X."""
    choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        schema = choices[0]
    return schemas[schema["$ref"].removeprefix(REF)] if "$ref" in schema else schema
