"""Examples on the public API's models, as OpenAPI shows them."""

from __future__ import annotations

from typing import Final

from pydantic import ConfigDict, JsonValue

MOMENT: Final = "2026-11-23T14:05:00Z"


def example(**fields: JsonValue) -> ConfigDict:
    """A model's configuration with one example of it."""
    return ConfigDict(json_schema_extra={"examples": [fields]})
