"""What an emulated language model writes, through OpenAI's client and through LiveKit's plugin: good or amiss."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from livekit.plugins import openai

from interviewer.agent.composition import Composition, NothingToSay, Writer
from interviewer.conversation.facts import Answer, FollowUp
from interviewer.conversation.knowledge import Found, Passage
from interviewer.conversation.languages import ENGLISH
from interviewer.providers.accounts import Accounts
from interviewer.providers.lineup import WRITING
from interviewer.providers.network import network
from interviewer.providers.writing.plugin import PluginWriting
from interviewer.providers.writing.port import Writing
from interviewer.simulation.vendors.amiss import KINDS, Amiss
from interviewer.simulation.vendors.app import served
from interviewer.simulation.vendors.main import Wish, world
from stage import ANSWER, SCRIPT, Documents

PASSAGE = Passage(
    "pay-1", "Pay", "", "Pay is 17 pounds 40 an hour. There are 28 days of holiday a year. We are in Hull.", 0.9
)
QUOTE = "Pay is 17 pounds 40 an hour."
FOUND = Found((PASSAGE,), answerable=True, quote=QUOTE)
FOLLOW_UP = FollowUp(SCRIPT.questions[0].ask, ANSWER)
ROWS = ["openai", "azure-openai", "plugin"]


@asynccontextmanager
async def writing(row: str, amiss: Amiss | None = None) -> AsyncIterator[Writing]:
    async with (
        world(Wish(latencies="none", amiss=amiss)) as shared,
        served(shared) as addresses,
        network() as reached,
    ):
        base, key = addresses["azure_openai"], addresses["key"]
        if row == "plugin":
            plugin = openai.LLM(model="gpt-4o-mini", base_url=f"{base}/v1", api_key=key)
            yield PluginWriting("plugin/gpt-4o-mini", {"normal": plugin})
            await plugin.aclose()
            return
        accounts = Accounts(
            openai_url=f"{base}/v1", openai_api_key=key, azure_openai_endpoint=base, azure_openai_api_key=key
        )
        yield WRITING[row](accounts, reached)


def composition(model: Writing, wanted: FollowUp | Answer) -> Composition:
    return Composition(
        wanted,
        script=SCRIPT,
        writer=Writer(model, SCRIPT),
        knowledge=Documents(FOUND),
        heard=(("user", wanted.answer if isinstance(wanted, FollowUp) else wanted.question),),
    )


async def written(made: Composition) -> list[str]:
    return [sentence.text async for sentence in made.sentences()]


@pytest.mark.parametrize("row", ROWS)
async def test_an_answer_is_copied_out_of_the_passages_and_may_be_said(row: str) -> None:
    async with writing(row) as model:
        made = composition(model, Answer("And how many days of holiday would there be in a year?"))
        assert await written(made) == ["There are 28 days of holiday a year."]
    assert not made.refused
    assert made.tokens > 100


async def test_a_question_in_other_words_is_answered_with_what_was_found_first() -> None:
    async with writing("openai") as model:
        assert await written(composition(model, Answer("And what would I earn?"))) == [QUOTE]


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (ANSWER, "the night shift"),
        ("I stopped the line and called maintenance.", "the line"),
        ("First I told the depot manager about it.", "the depot manager"),
        ("We moved our billing service to Kubernetes last year.", "your billing service"),
        ("I just did it.", "that"),
    ],
)
async def test_a_follow_up_names_something_that_was_named_and_may_be_said(said: str, named: str) -> None:
    async with writing("openai") as model:
        (question,) = await written(composition(model, FollowUp(SCRIPT.questions[0].ask, said)))
    assert named in question


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("amiss", KINDS)
async def test_nothing_that_is_amiss_may_be_said_for_an_answer(row: str, amiss: Amiss) -> None:
    async with writing(row, amiss) as model:
        made = composition(model, Answer("How much would I earn?"))
        assert await written(made) == [ENGLISH.lines.from_documents, QUOTE]
    (refused,) = made.refused
    assert refused.text
    assert refused.reason


@pytest.mark.parametrize("amiss", KINDS)
async def test_nothing_that_is_amiss_may_be_said_for_a_follow_up(amiss: Amiss) -> None:
    async with writing("openai", amiss) as model:
        with pytest.raises(NothingToSay) as nothing:
            await written(composition(model, FOLLOW_UP))
    assert str(nothing.value)
    assert nothing.value.refused
