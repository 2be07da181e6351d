"""When the candidate is done."""

from __future__ import annotations

import asyncio

import pytest
from livekit.agents import llm

from interviewer.agent.turns import ShapeOfTranscript


async def nothing_under_way() -> None:
    return


def said(text: str) -> llm.ChatContext:
    context = llm.ChatContext.empty()
    context.add_message(role="user", content=text)
    return context


@pytest.mark.parametrize(
    "text", ["I worked there for three years.", "Yes.", "No", "It went well in the end!", "I don't want that."]
)
async def test_words_that_could_be_an_end_are_one(text: str) -> None:
    assert await ShapeOfTranscript(nothing_under_way).predict_end_of_turn(said(text)) == 1


@pytest.mark.parametrize(
    "text",
    ["I worked there and", "Well, um", "I told them that", "So I asked them to,", "We had the...", "Because the"],
)
async def test_words_that_trail_off_are_not_an_end(text: str) -> None:
    assert await ShapeOfTranscript(nothing_under_way).predict_end_of_turn(said(text)) == 0


async def test_a_turn_does_not_end_while_its_last_words_are_being_recognised() -> None:
    recognised = asyncio.Event()

    async def wait() -> None:
        await recognised.wait()

    asked = asyncio.create_task(ShapeOfTranscript(wait).predict_end_of_turn(said("I took thirty calls a day.")))
    done, _ = await asyncio.wait({asked}, timeout=0.15)
    assert not done
    recognised.set()
    assert await asked == 1
