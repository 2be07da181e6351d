"""OpenAI's client behind our port: a reply that is late is given up, and one that is not wanted costs nothing more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import openai
import pytest

from hosted_vendors import HostedVendors, hosted_vendors
from interviewer.providers.writing.openai import OpenAIWriting
from interviewer.providers.writing.port import Piece, WritingFailed


@asynccontextmanager
async def writing(vendors: HostedVendors, *, first: float = 5.0, then: float = 5.0) -> AsyncIterator[OpenAIWriting]:
    async with openai.AsyncOpenAI(api_key="k", base_url=f"{vendors.url}/v1", max_retries=0) as client:
        models = {"normal": "m", "small": "m", "large": "m"}
        yield OpenAIWriting(client, models, provider="acme", first_within=first, next_within=then)  # type: ignore[arg-type]


@pytest.fixture
async def vendors() -> AsyncIterator[HostedVendors]:
    async with hosted_vendors() as vendors:
        vendors.words = ("And ", "then?")
        yield vendors


async def test_cancelling_whoever_waits_for_a_reply_cancels_the_request(vendors: HostedVendors) -> None:
    vendors.hangs_after = 1
    came = asyncio.Event()

    async def listen(model: OpenAIWriting) -> None:
        async for _ in model.write(instructions="", turns=[], ask="Go on."):
            came.set()

    async with writing(vendors) as model:
        listening = asyncio.create_task(listen(model))
        await asyncio.wait_for(came.wait(), 10)
        assert not vendors.left.is_set()
        listening.cancel()
        await asyncio.wait_for(vendors.left.wait(), 10)


async def test_closing_a_reply_cancels_the_request(vendors: HostedVendors) -> None:
    vendors.hangs_after = 1
    async with writing(vendors) as model:
        reply = model.write(instructions="", turns=[], ask="Go on.")
        assert await anext(reply) == Piece("And ")
        await reply.aclose()
        await asyncio.wait_for(vendors.left.wait(), 10)


async def test_a_model_that_does_not_begin_is_given_up_however_alive_its_connection_is(vendors: HostedVendors) -> None:
    vendors.hangs_after = 0
    async with writing(vendors, first=0.3) as model:
        with pytest.raises(WritingFailed, match="did not begin to write in time"):
            await anext(model.write(instructions="", turns=[], ask="Go on."))
        await asyncio.wait_for(vendors.left.wait(), 10)


async def test_a_model_that_stops_in_the_middle_is_given_up_and_what_came_is_kept(vendors: HostedVendors) -> None:
    vendors.hangs_after = 1
    async with writing(vendors, then=0.3) as model:
        reply = model.write(instructions="", turns=[], ask="Go on.")
        assert await anext(reply) == Piece("And ")
        with pytest.raises(WritingFailed, match="stopped writing in the middle"):
            await anext(reply)


async def test_a_slow_reader_is_no_slow_writer(vendors: HostedVendors) -> None:
    async with writing(vendors, then=0.3) as model:
        pieces = []
        async for piece in model.write(instructions="", turns=[], ask="Go on."):
            pieces.append(piece)
            await asyncio.sleep(0.4)
    assert pieces == [Piece("And "), Piece("then?")]


@pytest.mark.parametrize(("finish", "told"), [(None, "broke off before the end"), ("length", "was cut off")])
async def test_a_reply_that_breaks_off_is_told_so_that_its_end_is_not_said(
    vendors: HostedVendors, finish: str | None, told: str
) -> None:
    vendors.finish = finish
    async with writing(vendors) as model:
        reply = model.write(instructions="", turns=[], ask="Go on.")
        assert [(await anext(reply)), (await anext(reply))] == [Piece("And "), Piece("then?")]
        with pytest.raises(WritingFailed, match=told):
            await anext(reply)
