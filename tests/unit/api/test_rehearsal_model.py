"""How often the language model of rehearsals is asked, and how many wait for it at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import pytest

from interviewer.api.rehearsal_model import AT_ONCE, EVERY, STORED, ModelBusy, Rationed
from interviewer.providers.writing.port import Piece, Size, Turn

ASKED: dict[str, Any] = {"instructions": "", "turns": (), "ask": "Go on."}


class Held:
    """A language model that writes one word, and the next when it is let."""

    name = "test/model"

    def __init__(self) -> None:
        self.let = asyncio.Event()

    async def write(
        self,
        *,
        instructions: str,  # noqa: ARG002
        turns: Sequence[Turn],  # noqa: ARG002
        ask: str,  # noqa: ARG002
        size: Size = "normal",  # noqa: ARG002
    ) -> AsyncGenerator[Piece, None]:
        yield Piece("How")
        await self.let.wait()
        yield Piece(" so?")


async def test_no_more_than_a_few_write_at_once_and_whoever_leaves_makes_room() -> None:
    model = Rationed(Held(), now=lambda: 0.0)
    running = [model.write(**ASKED) for _ in range(AT_ONCE)]
    for stream in running:
        assert await anext(stream) == Piece("How")
    with pytest.raises(ModelBusy):
        await anext(model.write(**ASKED))
    await running[0].aclose()
    assert await anext(model.write(**ASKED)) == Piece("How")


async def test_what_was_not_asked_for_is_stored_up_to_a_bound() -> None:
    clock = [0.0]
    held = Held()
    held.let.set()
    model = Rationed(held, now=lambda: clock[0])
    clock[0] += 1000 * EVERY
    for _ in range(STORED):
        assert [piece async for piece in model.write(**ASKED)] == [Piece("How"), Piece(" so?")]
    with pytest.raises(ModelBusy):
        await anext(model.write(**ASKED))
    clock[0] += EVERY
    assert await anext(model.write(**ASKED)) == Piece("How")
