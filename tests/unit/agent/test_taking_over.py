"""The first seconds of an interviewer that takes a call over: it listens before it speaks."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from pathlib import Path

import pytest

from interviewer.agent.dialogue import LISTENS_FIRST
from interviewer.conversation import endpointing, floor
from interviewer.conversation.languages import ENGLISH
from interviewer.conversation.script import Progress
from stage import ANSWER, Stage

APOLOGY = ENGLISH.lines.resumed
QUESTION = "Tell me about a team you led."
TAKEN_OVER = Progress(consent=True, asked=("team",), resumed=True)


@pytest.fixture
async def taking_over(tmp_path: Path) -> Stage:
    """An interviewer whose predecessor was lost at the first question."""
    return Stage(tmp_path, progress=TAKEN_OVER)


async def in_mid_sentence(stage: Stage, text: str = "") -> None:
    """The candidate is speaking when the interviewer comes, and goes on for longer than it listens."""
    stage.dialogue.tell(floor.Voice(True, time.monotonic()))
    if text:
        stage.dialogue.tell(floor.Understood(text, False))
    await asyncio.sleep(LISTENS_FIRST + 0.1)


async def test_who_says_nothing_hears_the_apology_and_the_question(taking_over: Stage) -> None:
    async with taking_over.playing() as stage:
        await stage.speaks(f"{APOLOGY} {QUESTION}")
        await stage.answers(ANSWER)
        await stage.speaks("Could you work nights?")
    assert [data["text"] for data in stage.of("turn.heard")] == [ANSWER]


async def test_who_is_in_mid_sentence_is_let_finish_before_the_apology(taking_over: Stage) -> None:
    async with taking_over.playing() as stage:
        await in_mid_sentence(stage, "and that was how we")
        assert not stage.mouth.sounding
        assert not stage.of("turn.spoken")
        stage.dialogue.tell(floor.Understood("and that was how we did it.", True))
        stage.dialogue.tell(floor.Voice(False, time.monotonic()))
        await stage.speaks(f"{APOLOGY} {QUESTION}")
        assert not stage.of("question.answered"), "the beginning of it is lost"
        await stage.answers(ANSWER)
        await stage.speaks("Could you work nights?")
    turns = [(kind, data["text"]) for kind, data in stage.log if kind in {"turn.heard", "turn.spoken"}]
    assert turns[:2] == [("turn.heard", "and that was how we did it."), ("turn.spoken", f"{APOLOGY} {QUESTION}")]


async def test_who_speaks_on_and_on_comes_to_a_pause_before_the_apology(tmp_path: Path) -> None:
    unfinished = "and that was how we did it, and so"
    async with Stage(tmp_path, progress=TAKEN_OVER, hears_out=0.0).playing() as stage:
        await in_mid_sentence(stage, unfinished)
        assert not stage.mouth.sounding
        stage.dialogue.tell(floor.Understood(unfinished, True))
        stage.dialogue.tell(floor.Voice(False, time.monotonic()))
        await stage.speaks(f"{APOLOGY} {QUESTION}")
    (heard,), spoken = stage.of("turn.heard"), stage.of("turn.spoken")[0]
    waited = datetime.fromisoformat(spoken["started"]) - datetime.fromisoformat(heard["ended"])
    assert waited.total_seconds() < endpointing.wait(unfinished, "open", None, ENGLISH.words)


async def test_a_sound_that_was_no_word_keeps_nobody_waiting(taking_over: Stage) -> None:
    async with taking_over.playing() as stage:
        await in_mid_sentence(stage)
        stage.dialogue.tell(floor.Voice(False, time.monotonic()))
        await stage.speaks(f"{APOLOGY} {QUESTION}")
    assert len(stage.of("turn.spoken")) == 1


async def test_who_was_saying_that_it_has_to_go_is_let_go(taking_over: Stage) -> None:
    async with taking_over.playing() as stage:
        await in_mid_sentence(stage, "please never")
        stage.dialogue.tell(floor.Understood("please never call me again.", True))
        stage.dialogue.tell(floor.Voice(False, time.monotonic()))
        assert stage.task is not None
        assert await asyncio.wait_for(stage.task, 10) == "opted_out"
    assert APOLOGY not in str(stage.of("turn.spoken"))
