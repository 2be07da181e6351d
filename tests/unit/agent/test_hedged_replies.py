"""A late language model, as the making of a reply meets it: what is said, and what it costs. No second is waited."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest

from interviewer.agent.composition import Composition, Writer
from interviewer.agent.reply import Reply
from interviewer.conversation.facts import Answer, Speak
from interviewer.conversation.knowledge import Found, Passage
from interviewer.providers.phrases import Phrases
from interviewer.providers.resilience import policy
from interviewer.providers.resilience.breaker import Account
from interviewer.providers.resilience.breakers import MemoryBreakers
from interviewer.providers.resilience.members import Member
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.resilience.writing import LastingWriting
from interviewer.providers.writing.port import Piece, Size, Turn, Usage, Writing, WritingFailed
from passing_time import at_once
from stage import SCRIPT, Documents, Voice

PASSAGE = Passage("pay-1", "Pay", "Pay", "Pay is 17 pounds 40 an hour.", 0.9)
FOUND = Found((PASSAGE,), answerable=True, quote=PASSAGE.text)
SAID = "You would earn 17 pounds 40 an hour."
HEDGE_AFTER = POLICY.writing.hedge_after


class Slow:
    """A model of which only the smaller one writes, a whole sentence and the beginning of another."""

    name = "acme/large"

    def __init__(self, *, dies: bool = False) -> None:
        self.asked: list[tuple[Size, float]] = []
        self._dies = dies

    async def write(
        self, *, instructions: str, turns: Sequence[Turn], ask: str, size: Size = "normal"
    ) -> AsyncGenerator[Piece | Usage, None]:
        assert instructions
        assert ask
        assert not turns
        self.asked.append((size, asyncio.get_running_loop().time()))
        if size == "normal":
            await asyncio.sleep(1e6)
        yield Piece(f"{SAID} ")
        if self._dies:
            yield Piece("There are 28 days of ho")
            raise WritingFailed("gone")
        yield Usage(100, 0, 10)


def composition(model: Slow) -> Composition:
    member: Member[Writing, policy.Writing] = Member(model, Account("writing", "acme", "here"), POLICY.writing)
    breakers = MemoryBreakers(POLICY.breakers, clock=lambda: 0.0)
    writer = Writer(LastingWriting([member], breakers), SCRIPT)
    return Composition(Answer("How much would I earn?"), script=SCRIPT, writer=writer, knowledge=Documents(FOUND))


def test_the_hedged_reply_is_what_is_said_and_both_requests_are_paid_for() -> None:
    model = Slow()

    async def story() -> tuple[list[str], int]:
        asked = composition(model)
        asked.wait.over(0.0)
        return [sentence.text async for sentence in asked.sentences()], asked.tokens

    said, tokens = at_once(story())
    assert said == [SAID]
    assert model.asked == [("normal", 0.0), ("small", HEDGE_AFTER)]
    assert tokens > 110


def test_of_a_model_that_dies_in_a_sentence_only_whole_ones_are_said() -> None:
    async def story() -> list[str]:
        asked = composition(Slow(dies=True))
        asked.wait.over(0.0)
        return [sentence.text async for sentence in asked.sentences()]

    assert at_once(story()) == [SAID]


@pytest.mark.parametrize("over_at", [0.0, 2.5])
def test_a_reply_begun_ahead_waits_for_the_end_of_the_turn_before_it_is_late(over_at: float) -> None:
    model = Slow()

    async def story() -> None:
        speech = Speak("answer", (), written=Answer("How much would I earn?"))
        reply = Reply(speech, Phrases(Voice(), None), composition(model))
        await asyncio.sleep(over_at)
        reply.awaited(over_at)
        async for part in reply.parts():
            assert part.text == SAID
            break
        reply.cancel()

    at_once(story())
    assert model.asked == [("normal", 0.0), ("small", over_at + HEDGE_AFTER)]
