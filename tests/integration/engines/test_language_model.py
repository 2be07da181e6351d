"""The language model answers through OpenAI's client, and gives its memory back."""

from __future__ import annotations

import json
import math
from collections.abc import AsyncIterator

import httpx2
import openai
import pytest
import pytest_asyncio

from interviewer.bootstrap import settings as bootstrap
from interviewer.embedded import models
from interviewer.engines import loading, memory
from interviewer.engines.app import create_app
from interviewer.engines.errors import EngineError
from interviewer.engines.llm import LanguageModel
from interviewer.engines.loading import Engines, Missing

MISSING = Missing("Not part of this test.")

pytestmark = [pytest.mark.long, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def model() -> AsyncIterator[LanguageModel]:
    settings = bootstrap.load()
    try:
        folder = models.path(loading.LLM, cache=settings.cache_dir, explicit=settings.model_paths)
    except models.ModelMissing as missing:
        pytest.skip(str(missing))
    made = LanguageModel(loading.weights(folder))
    if memory.available() < made.needs:
        pytest.skip(f"the language model needs {made.needs >> 20} MB of free memory")
    yield made
    await made.unload()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(model: LanguageModel) -> AsyncIterator[openai.AsyncOpenAI]:
    engines = Engines(stt=MISSING, tts=MISSING, llm=model, embeddings=MISSING)
    inside = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=create_app(engines)))
    async with openai.AsyncOpenAI(
        base_url="http://engines/v1", api_key="none", max_retries=0, http_client=inside
    ) as made:
        yield made


async def test_the_probability_of_yes_can_be_read(client: openai.AsyncOpenAI) -> None:
    async def yes(question: str) -> float:
        answer = await client.chat.completions.create(
            model="qwen-1.5b",
            messages=[{"role": "user", "content": f"{question} Answer yes or no."}],
            max_tokens=1,
            temperature=0,
            logprobs=True,
            top_logprobs=10,
        )
        assert answer.model == "qwen-1.5b"
        assert answer.choices[0].logprobs is not None
        first = (answer.choices[0].logprobs.content or [])[0]
        return sum(math.exp(top.logprob) for top in first.top_logprobs if top.token.strip().lower() == "yes")

    assert await yes("Is snow white?") > 0.5 > await yes("Is snow hotter than fire?")


async def test_an_answer_keeps_to_its_schema(client: openai.AsyncOpenAI) -> None:
    answer = await client.chat.completions.create(
        model="qwen-1.5b",
        messages=[{"role": "user", "content": "Pick a colour."}],
        max_tokens=20,
        response_format={
            "type": "json_schema",
            "json_schema": {
                "name": "pick",
                "schema": {
                    "type": "object",
                    "properties": {"colour": {"enum": ["teal", "ochre"]}},
                    "required": ["colour"],
                    "additionalProperties": False,
                },
            },
        },
    )
    assert json.loads(answer.choices[0].message.content or "")["colour"] in {"teal", "ochre"}


async def test_an_answer_can_be_streamed_with_its_usage(client: openai.AsyncOpenAI) -> None:
    stream = await client.chat.completions.create(
        model="qwen-1.5b",
        messages=[{"role": "user", "content": "Count from one to five."}],
        max_tokens=8,
        temperature=0,
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = [chunk async for chunk in stream]
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text
    assert sum(1 for chunk in chunks if chunk.choices and chunk.choices[0].delta.content) >= 3
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens <= 8


async def test_a_prompt_that_does_not_fit_is_a_bad_request(client: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="context size"):
        await client.chat.completions.create(
            model="qwen-1.5b", messages=[{"role": "user", "content": "word " * 5_000}], max_tokens=1
        )


async def test_a_killed_model_is_told_and_started_anew(client: openai.AsyncOpenAI, model: LanguageModel) -> None:
    assert model._running is not None
    stream = model.stream({"messages": [{"role": "user", "content": "Count to a hundred."}], "max_tokens": 200})
    await anext(stream)
    model._running.process.kill()
    with pytest.raises(EngineError, match="died or hung"):
        _ = [chunk async for chunk in stream]
    answer = await client.chat.completions.create(
        model="qwen-1.5b", messages=[{"role": "user", "content": "Say hello."}], max_tokens=2, temperature=0
    )
    assert answer.choices[0].message.content


async def test_unloading_ends_the_process(model: LanguageModel) -> None:
    assert model._running is not None
    process = model._running.process
    await model.unload()
    assert model.state == "unloaded"
    assert process.returncode is not None
