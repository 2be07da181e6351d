"""OpenAI's chat with LiveKit's own plugin, with OpenAI's own client, and as Azure serves it."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import openai as client_library
import pytest
from livekit.agents import APIConnectOptions, APIStatusError, llm
from livekit.plugins import openai

ONCE = APIConnectOptions(max_retry=0, timeout=5)
SAID = "I migrated our warehouse software to another provider."
TURN: list[Any] = [{"role": "system", "content": "You interview."}, {"role": "user", "content": SAID}]


@pytest.fixture
async def client(vendors: dict[str, str]) -> AsyncIterator[client_library.AsyncOpenAI]:
    async with client_library.AsyncOpenAI(base_url=vendors["openai"], api_key=vendors["key"], max_retries=0) as one:
        yield one


@pytest.fixture
async def azure(vendors: dict[str, str]) -> AsyncIterator[client_library.AsyncAzureOpenAI]:
    base, key = vendors["azure_openai"], vendors["key"]
    async with client_library.AsyncAzureOpenAI(
        azure_endpoint=base, api_key=key, api_version="2024-10-21", max_retries=0
    ) as one:
        yield one


@pytest.fixture
async def model(vendors: dict[str, str]) -> AsyncIterator[openai.LLM]:
    one = openai.LLM(model="gpt-4o-mini", base_url=vendors["openai"], api_key=vendors["key"])
    yield one
    await one.aclose()


async def told(model: openai.LLM, *turns: tuple[Any, str]) -> tuple[str, llm.CompletionUsage | None]:
    context = llm.ChatContext()
    for role, text in turns:
        context.add_message(role=role, content=text)
    text, usage = "", None
    async with model.chat(chat_ctx=context, conn_options=ONCE) as stream:
        async for chunk in stream:
            text += chunk.delta.content or "" if chunk.delta else ""
            usage = chunk.usage or usage
    return text, usage


async def test_the_plugin_is_answered_token_by_token_about_what_was_said(model: openai.LLM) -> None:
    text, usage = await told(model, ("system", "You interview."), ("user", SAID))
    assert "warehouse" in text or "software" in text or "migrated" in text or "provider" in text
    assert text.endswith("?")
    assert usage is not None
    assert usage.completion_tokens > 5
    assert usage.prompt_cached_tokens == 0
    assert (await told(model, ("system", "You interview."), ("user", SAID)))[0] == text


async def test_the_plugin_says_that_the_key_is_wrong(vendors: dict[str, str]) -> None:
    model = openai.LLM(model="gpt-4o-mini", base_url=vendors["openai"], api_key="wrong")
    with pytest.raises(APIStatusError) as refused:
        await told(model, ("user", SAID))
    await model.aclose()
    assert refused.value.status_code == 401


async def test_a_long_prefix_counts_as_cached_the_second_time(model: openai.LLM) -> None:
    rules = " ".join(f"Rule {number} is kept." for number in range(400))
    _, first = await told(model, ("system", rules), ("user", SAID))
    _, second = await told(model, ("system", rules), ("user", "Something else entirely."))
    _, other = await told(model, ("system", "Today: " + rules), ("user", SAID))
    assert first is not None
    assert second is not None
    assert other is not None
    assert first.prompt_cached_tokens == 0
    assert 1024 <= second.prompt_cached_tokens <= second.prompt_tokens
    assert second.prompt_cached_tokens % 128 == 0
    assert other.prompt_cached_tokens == 0


async def test_a_stream_ends_with_usage_only_when_asked_for(client: client_library.AsyncOpenAI) -> None:
    stream = await client.chat.completions.create(model="gpt-4o-mini", messages=TURN, stream=True)
    chunks = [chunk async for chunk in stream]
    assert all(chunk.choices for chunk in chunks)
    assert chunks[0].choices[0].delta.role == "assistant"
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert len([chunk for chunk in chunks if chunk.choices[0].delta.content]) > 5
    asked = {"include_usage": True}
    stream = await client.chat.completions.create(  # type: ignore[call-overload]
        model="gpt-4o-mini", messages=TURN, stream=True, stream_options=asked
    )
    last = [chunk async for chunk in stream][-1]
    assert last.choices == []
    assert last.usage.prompt_tokens_details.cached_tokens == 0


async def test_an_answer_stops_at_the_most_tokens(client: client_library.AsyncOpenAI) -> None:
    for limit in ({"max_tokens": 3}, {"max_completion_tokens": 3}):
        whole = await client.chat.completions.create(model="gpt-4o-mini", messages=TURN, **limit)  # type: ignore[call-overload]
        assert whole.choices[0].finish_reason == "length"
        assert whole.usage.completion_tokens == 3


SCHEMA = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "enum": ["follow_up", "none"]},
        "text": {"type": "string"},
        "score": {"anyOf": [{"type": "number", "minimum": 1, "maximum": 5}, {"type": "null"}]},
        "quotes": {"type": "array", "items": {"$ref": "#/$defs/quote"}, "minItems": 1},
    },
    "required": ["kind", "text", "score", "quotes"],
    "additionalProperties": False,
    "$defs": {"quote": {"type": "object", "properties": {"turn": {"const": 3}}, "required": ["turn"]}},
}


async def test_a_schema_is_answered_with_an_object_that_fits(client: client_library.AsyncOpenAI) -> None:
    wanted: Any = {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": SCHEMA}}
    whole = await client.chat.completions.create(model="gpt-4o", messages=TURN, response_format=wanted)
    found = json.loads(whole.choices[0].message.content or "")
    assert found == {"kind": "follow_up", "text": found["text"], "score": 1, "quotes": [{"turn": 3}]}
    assert found["text"].endswith("?")


@pytest.mark.parametrize(
    ("change", "status", "param"),
    [
        ({"model": "gpt-9"}, 404, None),
        ({"model": None}, 400, None),
        ({"messages": []}, 400, "messages"),
        ({"messages": None}, 400, "messages"),
        ({"messages": "hello"}, 400, "messages"),
        ({"messages": [{"role": "candidate", "content": "hello"}]}, 400, "messages[0].role"),
        ({"messages": [{"role": "user", "content": 7}]}, 400, "messages[0].content"),
        ({"messages": [{"role": "user"}]}, 400, "messages[0].content"),
        ({"temperature": 3}, 400, "temperature"),
        ({"temperature": "warm"}, 400, "temperature"),
        ({"max_tokens": 0}, 400, "max_tokens"),
        ({"max_tokens": 1.5}, 400, "max_tokens"),
        ({"model": "o3-mini", "max_tokens": 5}, 400, "max_tokens"),
        ({"stream": "yes"}, 400, "stream"),
        ({"stream_options": {"include_usage": True}}, 400, "stream_options"),
        ({"top_logprobs": 5}, 400, "top_logprobs"),
        ({"temprature": 1}, 400, None),
        ({"response_format": {"type": "xml"}}, 400, "response_format.type"),
        ({"response_format": {"type": "json_schema"}}, 400, "response_format.json_schema.name"),
        ({"response_format": {"type": "json_object"}}, 400, "messages"),
    ],
)
async def test_a_request_that_the_vendor_refuses_is_refused(
    change: dict[str, Any], status: int, param: str | None, client: client_library.AsyncOpenAI
) -> None:
    body = {"model": "gpt-4o-mini", "messages": TURN} | change
    with pytest.raises(client_library.APIStatusError) as refused:
        await client.post("/chat/completions", body=body, cast_to=object)
    assert refused.value.status_code == status
    error: Any = refused.value.body
    assert error["param"] == param
    assert error["type"] == "invalid_request_error"
    assert error["message"]


async def test_what_is_no_json_is_refused(client: client_library.AsyncOpenAI) -> None:
    with pytest.raises(client_library.BadRequestError):
        await client.post("/chat/completions", body=None, cast_to=object)


async def test_wrong_and_spent_keys_are_told_apart(vendors: dict[str, str]) -> None:
    for key, error in (
        ("wrong", client_library.AuthenticationError),
        ("-without-quota", client_library.RateLimitError),
    ):
        full = key if key == "wrong" else vendors["key"] + key
        async with client_library.AsyncOpenAI(base_url=vendors["openai"], api_key=full, max_retries=0) as one:
            with pytest.raises(error) as refused:
                await one.chat.completions.create(model="gpt-4o-mini", messages=TURN)
            with pytest.raises(error):
                await one.models.list()
        assert full not in str(refused.value)


async def test_the_models_are_listed(client: client_library.AsyncOpenAI) -> None:
    assert "gpt-4o-mini" in [model.id async for model in client.models.list()]


async def test_azure_serves_a_deployment_of_a_models_name(azure: client_library.AsyncAzureOpenAI) -> None:
    whole = await azure.chat.completions.create(model="gpt-4o-mini", messages=TURN)
    assert (whole.choices[0].message.content or "").endswith("?")
    stream = await azure.chat.completions.create(model="gpt-4o-mini", messages=TURN, stream=True)
    chunks = [chunk async for chunk in stream]
    assert chunks[0].choices == []
    assert "".join(c.choices[0].delta.content or "" for c in chunks[1:]) == whole.choices[0].message.content


async def test_azure_refuses_in_its_own_form(vendors: dict[str, str], azure: client_library.AsyncAzureOpenAI) -> None:
    with pytest.raises(client_library.NotFoundError, match="deployment"):
        await azure.chat.completions.create(model="my-deployment", messages=TURN)
    with pytest.raises(client_library.AuthenticationError, match="subscription key"):
        await azure.with_options(api_key="wrong").chat.completions.create(model="gpt-4o-mini", messages=TURN)
    with pytest.raises(client_library.BadRequestError):
        await azure.chat.completions.create(model="gpt-4o-mini", messages=TURN, temperature=3)
    unversioned = client_library.AsyncOpenAI(
        base_url=f"{vendors['azure_openai']}/openai/deployments/gpt-4o-mini",
        api_key=vendors["key"],
        default_headers={"api-key": vendors["key"]},
        max_retries=0,
    )
    async with unversioned:
        with pytest.raises(client_library.NotFoundError):
            await unversioned.chat.completions.create(model="gpt-4o-mini", messages=TURN)


async def test_what_is_asked_for_decides_what_is_written(client: client_library.AsyncOpenAI) -> None:
    asks = (
        "Write one short acknowledgement of what the candidate said.",
        "Write one short follow-up question.",
        "Answer the candidate's question in one sentence.",
    )
    written = []
    for ask in asks:
        turns = [*TURN, {"role": "user", "content": ask}]
        whole = await client.chat.completions.create(model="gpt-4o-mini", messages=turns)
        written.append(str(whole.choices[0].message.content))
    assert all(any(word in text for word in SAID.split() if len(word) > 4) for text in written)
    assert written[1].endswith("?")
    assert not written[0].endswith("?")
    assert all(one != other for one, other in itertools.combinations(written, 2))


async def test_who_goes_away_in_the_midst_of_asking_is_no_fault_of_the_vendor(
    vendors: dict[str, str], client: client_library.AsyncOpenAI, caplog: pytest.LogCaptureFixture
) -> None:
    address = urlsplit(vendors["openai"])
    _, writer = await asyncio.open_connection(address.hostname, address.port)
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {vendors['key']}\r\n"
    writer.write(f'{head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"model":'.encode())
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    for _ in range(3):  # by then it was noticed
        await client.chat.completions.create(model="gpt-4o-mini", messages=TURN)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
