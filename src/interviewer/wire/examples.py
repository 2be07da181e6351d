"""Examples on the public API's models, as OpenAPI shows them."""

from __future__ import annotations

from typing import Final

from pydantic import ConfigDict, JsonValue

MOMENT: Final = "2026-11-23T14:05:00Z"


def example(**fields: JsonValue) -> ConfigDict:
    """A model's configuration with one example of it. Errors do not repeat what was given: they reach the logs."""
    return ConfigDict(hide_input_in_errors=True, json_schema_extra={"examples": [fields]})
