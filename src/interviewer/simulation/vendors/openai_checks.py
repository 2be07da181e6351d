"""What OpenAI's chat endpoint takes, and how it refuses the rest.

From platform.openai.com/docs/api-reference/chat/create and …/docs/guides/error-codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from interviewer.simulation.vendors.names import names

MODELS: Final = (
    *("gpt-4o-mini", "gpt-4o", "gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "gpt-4-turbo", "gpt-3.5-turbo"),
    *("gpt-5", "gpt-5-mini", "gpt-5-nano", "o3", "o3-mini", "o4-mini"),
)
REASONING: Final = ("gpt-5", "o3", "o4")
_KNOWN: Final = frozenset(
    names(
        "model messages stream stream_options max_tokens max_completion_tokens temperature top_p n "
        "stop seed user metadata store presence_penalty frequency_penalty logit_bias logprobs "
        "top_logprobs response_format tools tool_choice parallel_tool_calls functions function_call "
        "service_tier reasoning_effort verbosity modalities audio prediction prompt_cache_key "
        "prompt_cache_retention prompt_cache_options safety_identifier web_search_options"
    )
)
_ROLES: Final = frozenset({"system", "developer", "user", "assistant", "tool", "function"})
_NUMBERS: Final[dict[str, tuple[type, float, float]]] = {
    "temperature": (float, 0, 2),
    "top_p": (float, 0, 1),
    "presence_penalty": (float, -2, 2),
    "frequency_penalty": (float, -2, 2),
    "max_tokens": (int, 1, 128_000),
    "max_completion_tokens": (int, 1, 128_000),
    "n": (int, 1, 128),
    "top_logprobs": (int, 0, 20),
    "seed": (int, -(2**63), 2**63),
}


class RequestRefused(Exception):
    """The request is refused; `status` and the body are the vendor's."""

    def __init__(self, message: str, *, param: str | None = None, code: str | None = None, status: int = 400) -> None:
        super().__init__(message)
        self.status = status
        kind = {401: "invalid_request_error", 429: "insufficient_quota"}.get(status, "invalid_request_error")
        self.body = {"error": {"message": message, "type": kind, "param": param, "code": code}}


@dataclass(frozen=True, slots=True)
class Chat:
    """A request that can be answered."""

    model: str
    messages: tuple[dict[str, Any], ...]
    """Each with `role` and `content`, the content as text."""
    stream: bool
    usage: bool
    most: int | None
    schema: Mapping[str, Any] | None
    json: bool
    logprobs: int | None


def check(body: object, *, model: str | None = None) -> Chat:
    """Read a request; `model` is the deployment's where the address names it. Raises RequestRefused."""
    if not isinstance(body, dict):
        raise RequestRefused("We could not parse the JSON body of your request.")
    if unknown := sorted(set(body) - _KNOWN):
        raise RequestRefused(f"Unrecognized request argument supplied: {unknown[0]}")
    named = model or body.get("model")
    if not isinstance(named, str) or not named:
        raise RequestRefused("you must provide a model parameter")
    if named not in MODELS:
        told = f"The model `{named}` does not exist or you do not have access to it."
        raise RequestRefused(told, code="model_not_found", status=404)
    for name, (number, low, high) in _NUMBERS.items():
        _number(body, name, number, low, high)
    if named.startswith(REASONING) and body.get("max_tokens") is not None:
        told = (
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
        )
        raise RequestRefused(told, param="max_tokens", code="unsupported_parameter")
    stream = _boolean(body, "stream")
    options = body.get("stream_options")
    if options is not None and not stream:
        raise RequestRefused(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.", param="stream_options"
        )
    if options is not None and (
        not isinstance(options, dict) or set(options) - {"include_usage", "include_obfuscation"}
    ):
        raise RequestRefused("Invalid value for 'stream_options'.", param="stream_options")
    logprobs = (body.get("top_logprobs") or 0) if _boolean(body, "logprobs") else None
    if logprobs is None and body.get("top_logprobs"):
        raise RequestRefused(
            "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.", param="top_logprobs"
        )
    kind, schema = _format(body.get("response_format"))
    messages = _messages(body.get("messages"))
    if kind == "json_object" and not any("json" in message["content"].lower() for message in messages):
        told = "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."
        raise RequestRefused(told, param="messages")
    most = body.get("max_completion_tokens") or body.get("max_tokens")
    usage = bool((options or {}).get("include_usage"))
    return Chat(named, messages, stream, usage, most, schema, kind == "json_object", logprobs)


def _messages(given: object) -> tuple[dict[str, Any], ...]:
    if given is None:
        raise RequestRefused(
            "Missing required parameter: 'messages'.", param="messages", code="missing_required_parameter"
        )
    if not isinstance(given, list):
        raise RequestRefused("Invalid type for 'messages': expected an array.", param="messages", code="invalid_type")
    if not given:
        told = (
            "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead."
        )
        raise RequestRefused(told, param="messages", code="empty_array")
    return tuple(_message(message, f"messages[{number}]") for number, message in enumerate(given))


def _message(message: object, where: str) -> dict[str, Any]:
    if not isinstance(message, dict):
        raise RequestRefused(f"Invalid type for '{where}': expected an object.", param=where, code="invalid_type")
    role, content = message.get("role"), message.get("content")
    if role not in _ROLES:
        allowed = "'system', 'assistant', 'user', 'function', 'tool', and 'developer'"
        told = f"Invalid value: '{role}'. Supported values are: {allowed}."
        raise RequestRefused(told, param=f"{where}.role", code="invalid_value")
    if isinstance(content, list):
        return {"role": role, "content": "\n".join(_part(part, where) for part in content)}
    if content is None and role == "assistant" and (message.get("tool_calls") or message.get("function_call")):
        return {"role": role, "content": ""}
    if not isinstance(content, str):
        got = "null" if content is None else type(content).__name__
        told = f"Invalid value for 'content': expected a string, got {got}."
        raise RequestRefused(told, param=f"{where}.content")
    return {"role": role, "content": content}


def _part(part: object, where: str) -> str:
    if not isinstance(part, dict) or part.get("type") not in {"text", "refusal", "image_url", "input_audio", "file"}:
        raise RequestRefused(f"Invalid value for '{where}.content'.", param=f"{where}.content", code="invalid_value")
    return str(part.get("text", part.get("refusal", "")))


def _format(given: object) -> tuple[str, Mapping[str, Any] | None]:
    if given is None:
        return "text", None
    given = given if isinstance(given, dict) else {}
    kind = given.get("type")
    if kind not in {"text", "json_object", "json_schema"}:
        told = f"Invalid value: '{kind}'. Supported values are: 'json_object', 'json_schema', and 'text'."
        raise RequestRefused(told, param="response_format.type", code="invalid_value")
    if kind != "json_schema":
        return kind, None
    named = given.get("json_schema")
    if not isinstance(named, dict) or not isinstance(named.get("name"), str) or not named["name"]:
        missing = "response_format.json_schema.name"
        raise RequestRefused(
            f"Missing required parameter: '{missing}'.", param=missing, code="missing_required_parameter"
        )
    schema = named.get("schema", {})
    if not isinstance(schema, dict) or (named.get("strict") and schema.get("additionalProperties") is not False):
        told = "In context=(), 'additionalProperties' is required to be supplied and to be false."
        raise RequestRefused(f"Invalid schema for response_format '{named['name']}': {told}", param="response_format")
    return kind, schema


def _number(body: Mapping[str, Any], name: str, kind: type, low: float, high: float) -> None:
    value = body.get(name)
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, (int, float) if kind is float else int):
        wanted = "a decimal" if kind is float else "an integer"
        told = f"Invalid type for '{name}': expected {wanted}, but got {type(value).__name__} instead."
        raise RequestRefused(told, param=name, code="invalid_type")
    if not low <= value <= high:
        side, sign, limit = ("below_min", ">=", low) if value < low else ("above_max", "<=", high)
        told = f"Invalid '{name}'. Expected a value {sign} {limit:g}, but got {value} instead."
        named = "decimal" if kind is float else "integer"
        raise RequestRefused(told, param=name, code=f"{named}_{side}_value")


def _boolean(body: Mapping[str, Any], name: str) -> bool:
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise RequestRefused(f"Invalid type for '{name}': expected a boolean.", param=name, code="invalid_type")
    return bool(value)
