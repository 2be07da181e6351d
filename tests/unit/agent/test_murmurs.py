"""Who tells a story is shown in its pauses that it is listened to, and tells on; what was said stands in the log."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from interviewer.conversation.floor.times import MURMUR_AFTER
from interviewer.conversation.languages import ENGLISH
from stage import ANSWER, Model, Stage

MURMURS = ENGLISH.lines.murmurs
FOLLOW_UP = "What did you change first on that night shift?"


@pytest.fixture
async def greeting(tmp_path: Path) -> Stage:
    """An interview from its beginning: after a yes, one murmur is none too many."""
    stage = Stage(tmp_path, model=Model(FOLLOW_UP))
    await stage.phrases.warm((*MURMURS, *ENGLISH.lines.acknowledgements))
    return stage


async def agrees(stage: Stage) -> None:
    await stage.speaks("Is that all right with you?")
    await stage.replies("Yes, that's fine.")
    await stage.speaks("Tell me about a team you led.")
    await stage.until(lambda: stage.listening)


async def test_a_pause_is_answered_and_the_reply_says_no_second_acknowledgement(greeting: Stage) -> None:
    async with greeting.playing() as stage:
        await agrees(stage)
        stage.says(ANSWER, quiet_for=MURMUR_AFTER - 0.05)
        murmur = await stage.speaks(MURMURS[0])
        reply = await stage.speaks(FOLLOW_UP)
    (heard,) = (data for data in stage.of("turn.heard") if data["text"] == ANSWER)
    assert murmur["kind"] == "acknowledgement"
    assert murmur["text"] == MURMURS[0]
    assert murmur["question_id"] == "team"
    assert murmur["started"] > heard["ended"]
    assert reply["text"] == FOLLOW_UP
    (measured,) = (data for data in stage.of("turn.measured") if data["turn_id"] == reply["turn_id"])
    after = datetime.fromisoformat(murmur["started"]) - datetime.fromisoformat(heard["ended"])
    assert measured["first_sound"] == pytest.approx(1000 * after.total_seconds(), abs=1)
    assert measured["content"] > measured["first_sound"]


async def test_who_goes_on_upon_it_has_given_one_answer(greeting: Stage) -> None:
    async with greeting.playing() as stage:
        await agrees(stage)
        stage.says(ANSWER, quiet_for=MURMUR_AFTER - 0.05)
        await stage.speaks(MURMURS[0])
        stage.says("And we cut the error rate by a third.", quiet_for=2.0)
        await stage.speaks(FOLLOW_UP)
    assert f"{ANSWER} And we cut the error rate by a third." in [data["text"] for data in stage.of("turn.heard")]


async def test_the_next_reply_goes_without(greeting: Stage) -> None:
    async with greeting.playing() as stage:
        await agrees(stage)
        stage.says(ANSWER, quiet_for=MURMUR_AFTER - 0.05)
        await stage.speaks(MURMURS[0])
        await stage.speaks(FOLLOW_UP)
        await stage.answers("We changed how the night began, and everybody knew then what was to be done.")
        await stage.until(lambda: len(stage.of("turn.heard")) == 3)
        await stage.until(lambda: stage.listening)
    assert len([data for data in stage.of("turn.spoken") if data["text"] in MURMURS]) == 1


async def test_without_its_sound_there_is_none_and_the_reply_comes_all_the_same(tmp_path: Path) -> None:
    unsaid = Stage(tmp_path, model=Model(FOLLOW_UP))
    unsaid.voice.unable = set(MURMURS)
    async with unsaid.playing() as stage:
        await agrees(stage)
        stage.says(ANSWER, quiet_for=MURMUR_AFTER - 0.05)
        await stage.speaks(FOLLOW_UP)
    assert not [data for data in stage.of("turn.spoken") if data["text"] in MURMURS]
