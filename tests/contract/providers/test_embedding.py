"""What a search may rely on, whoever embeds."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import httpx
import openai
import pytest

from interviewer.engines import loading
from interviewer.providers.accounts import Accounts, ProviderUnusable
from interviewer.providers.knowledge.embedding import (
    AT_ONCE,
    DIMENSIONS,
    EMBEDDINGS,
    OPENAI,
    Embedding,
    EmbeddingUnavailable,
    Vector,
    chosen,
)
from served_engines import assembled, serving

ROWS = ("local", "openai")


@pytest.fixture(scope="session")
def engines_url() -> Iterator[str]:
    with serving(assembled(loading.MINILM, loading.E5)) as url:
        yield url


@pytest.fixture(params=ROWS)
def row(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def model(row: str, accounts: Accounts) -> AsyncIterator[Embedding]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield EMBEDDINGS[row](accounts, client)


def near(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


async def test_texts_become_vectors_of_unit_length_nearer_the_more_they_have_in_common(model: Embedding) -> None:
    texts = ["How many days of holiday are there?", "Holiday: 28 days of holiday a year.", "The bus stops at the gate."]
    asked, alike, other = await model.embed(texts, within=20)
    assert {len(asked), len(alike), len(other)} == {DIMENSIONS}
    assert all(math.isclose(near(one, one), 1, abs_tol=1e-3) for one in (asked, alike, other))
    assert near(asked, alike) > near(asked, other) + 0.2


async def test_many_texts_come_back_in_their_order(model: Embedding) -> None:
    texts = [f"Number {n} of the list." for n in range(AT_ONCE + 3)]
    found = await model.embed(texts, within=60)
    (last,) = await model.embed(texts[-1:], within=20)
    assert len(found) == len(texts)
    assert near(found[-1], last) > 0.99


async def test_one_that_does_not_answer_is_said_to_be_away(row: str, accounts: Accounts) -> None:
    nowhere = replace(accounts, engines_url="http://127.0.0.1:9/v1", openai_url="http://127.0.0.1:9/v1")
    async with httpx.AsyncClient(trust_env=False) as client:
        away = EMBEDDINGS[row](nowhere, client)
        with pytest.raises(EmbeddingUnavailable, match=row):
            await away.embed(["Hello."], within=5)


async def test_a_refusal_tells_no_key(vendors: Accounts) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        wrong = EMBEDDINGS["openai"](replace(vendors, openai_api_key="sk-wrong"), client)
        with pytest.raises(EmbeddingUnavailable, match="401") as refused:
            await wrong.embed(["Hello."], within=5)
    assert "sk-wrong" not in str(refused.value)


async def test_no_embedding_is_always_away() -> None:
    async with httpx.AsyncClient() as client:
        none = EMBEDDINGS["none"](Accounts(), client)
        assert none.name is None
        with pytest.raises(EmbeddingUnavailable):
            await none.embed(["Hello."], within=1)


def test_the_local_engines_go_before_openai_and_this_before_none() -> None:
    assert chosen(Accounts(engines_url="http://x/v1", openai_api_key="k")) == "local"
    assert chosen(Accounts(openai_api_key="k")) == "openai"
    assert chosen(Accounts()) == "none"
    assert chosen(Accounts(embeddings="none", engines_url="http://x/v1")) == "none"
    with pytest.raises(ProviderUnusable, match="there is auto, none, local, openai"):
        chosen(Accounts(embeddings="mine"))


async def test_the_emulated_vendor_embeds_as_openais_own_client_asks(vendors: Accounts) -> None:
    async with openai.AsyncOpenAI(base_url=vendors.openai_url, api_key=vendors.openai_api_key, max_retries=0) as client:
        found = await client.embeddings.create(model=OPENAI, input=["Hello."], dimensions=DIMENSIONS)
        assert len(found.data[0].embedding) == DIMENSIONS
        assert len((await client.embeddings.create(model=OPENAI, input="Hello.")).data[0].embedding) == 1536
        for wrong in ({"model": "none", "input": "x"}, {"model": OPENAI, "input": []}):
            with pytest.raises(openai.APIStatusError):
                await client.embeddings.create(**wrong)
        with pytest.raises(openai.BadRequestError, match="dimensions"):
            await client.embeddings.create(model=OPENAI, input="x", dimensions=9999)
