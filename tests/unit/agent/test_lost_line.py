"""A line that is lost in a call: what is said then and afterwards, and what the log holds of it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from interviewer.agent.line import Changed, Condition
from interviewer.agent.line_keeper import TOLD_AFTER, unheard_of
from interviewer.conversation import floor
from interviewer.conversation.facts import FollowUp, Speak
from interviewer.conversation.floor.times import QUIET
from interviewer.conversation.languages import ENGLISH
from interviewer.conversation.script import Progress
from stage import ANSWER, Model, Stage

SAID = ENGLISH.lines
FOLLOW_UP = "What did you change first on that night shift?"
QUESTION = "Tell me about a team you led."
NEXT = "Could you work nights?"


@pytest.fixture
async def asking(tmp_path: Path) -> Stage:
    """An interviewer about to put its first question."""
    return Stage(tmp_path, progress=Progress(consent=True))


def becomes(stage: Stage, now: Condition, before: Condition = "well", seconds: float = 0.0) -> None:
    """The line is found to be so, and was the other before for so long."""
    stage.dialogue.tell(Changed(now, time.monotonic() - seconds, before, seconds))


def heard_again(stage: Stage) -> list[float]:
    return [data["seconds"] for data in stage.of("candidate.heard_again")]


async def test_what_was_being_said_is_said_again_when_the_line_is_back(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.speaks(QUESTION)
        await stage.answers(ANSWER)
        await stage.until(lambda: stage.mouth.sounding)
        stage.line.open.clear()
        becomes(stage, "lost", "doubtful")
        await stage.until(lambda: bool(stage.of("candidate.unheard")))
        stage.line.open.set()
        assert not stage.mouth.sounding
        becomes(stage, "well", "lost", 3.0)
        await stage.speaks(f"{SAID.resumed} Thank you. {NEXT}")
        await stage.answers("Yes.")
        await stage.speaks("goodbye")
    assert [data["question_id"] for data in stage.of("question.asked")] == ["team", "nights"]
    assert [data["question_id"] for data in stage.of("question.answered")] == ["team", "nights"]
    assert stage.of("candidate.unheard")[0]["why"] == "lost"
    assert heard_again(stage) == [3.0]


async def test_who_had_the_floor_and_said_nothing_hears_the_question_again(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.speaks(QUESTION)
        await stage.until(lambda: stage.listening)
        becomes(stage, "lost", "doubtful")
        becomes(stage, "well", "lost", 3.0)
        await stage.speaks(f"{SAID.resumed} {QUESTION}")
    assert [data["question_id"] for data in stage.of("question.asked")] == ["team"]


async def test_a_torn_answer_is_gone_on_with_and_is_whole_in_the_log(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.speaks(QUESTION)
        await stage.until(lambda: stage.listening)
        stage.says(ANSWER, quiet_for=0.3)
        becomes(stage, "doubtful")
        becomes(stage, "lost", "doubtful")
        becomes(stage, "well", "lost", 3.0)
        await stage.speaks(f"{SAID.resumed} {SAID.you_were_saying}")
        assert not stage.of("question.answered")
        await stage.answers("In the end we were the best shift.")
        await stage.speaks(NEXT)
    assert [data["text"] for data in stage.of("turn.heard")] == [ANSWER, "In the end we were the best shift."]
    (answered,) = stage.of("question.answered")
    assert answered["turn_ids"] == [data["turn_id"] for data in stage.of("turn.heard")]


async def test_who_speaks_again_before_the_line_is_known_to_be_back_has_not_rambled(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.speaks(QUESTION)
        await stage.until(lambda: stage.listening)
        becomes(stage, "lost", "doubtful")
        stage.dialogue.tell(floor.Voice(True, time.monotonic() - 0.8))
        becomes(stage, "well", "lost", 3.0)
        stage.says(ANSWER, quiet_for=0.5)
        await stage.speaks(NEXT)
    assert [data["text"] for data in stage.of("turn.heard")] == [ANSWER]
    assert not stage.of("candidate.signalled")


async def test_while_the_line_is_lost_no_turn_ends_and_nothing_is_answered(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.speaks(QUESTION)
        await stage.until(lambda: stage.listening)
        stage.says(ANSWER, quiet_for=60.0)  # it would be over long since
        becomes(stage, "doubtful")
        becomes(stage, "lost", "doubtful", 1.5)
        await stage.until(lambda: bool(stage.of("candidate.unheard")))
    assert len(stage.of("turn.spoken")) == 1


async def test_who_may_still_hear_is_told_once_that_nothing_comes(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.speaks(QUESTION)
        await stage.until(lambda: stage.listening)
        becomes(stage, "lost", "doubtful", TOLD_AFTER)
        await stage.speaks(SAID.line_down)
        await stage.until(lambda: stage.listening)
        becomes(stage, "well", "lost", 9.0)
        await stage.speaks(f"{SAID.resumed} {QUESTION}")
    assert [data["text"] for data in stage.of("turn.spoken")].count(SAID.line_down) == 1


async def test_a_doubt_says_nothing_and_delays_nothing_once_it_is_over(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.speaks(QUESTION)
        await stage.until(lambda: stage.listening)
        becomes(stage, "doubtful")
        becomes(stage, "well", "doubtful", 0.4)
        stage.says(ANSWER, quiet_for=2.0)
        await stage.speaks(NEXT)
    assert not stage.of("candidate.unheard")
    assert [data["text"] for data in stage.of("turn.spoken")][1:] == [f"Thank you. {NEXT}"]


async def test_the_words_that_a_model_found_are_said_again_and_not_written_anew(tmp_path: Path) -> None:
    model = Model(FOLLOW_UP)
    async with Stage(tmp_path, model=model, progress=Progress(consent=True)).playing() as stage:
        await stage.speaks(QUESTION)
        await stage.answers(ANSWER)
        await stage.until(lambda: stage.mouth.sounding)
        stage.line.open.clear()
        becomes(stage, "lost", "doubtful")
        await stage.until(lambda: bool(stage.of("candidate.unheard")))
        stage.line.open.set()
        becomes(stage, "well", "lost", 3.0)
        await stage.speaks(f"{SAID.resumed} {FOLLOW_UP}")
    assert len(model.asked) == 1


async def test_a_goodbye_is_said_to_its_end_whether_it_is_heard_or_not(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.speaks(QUESTION)
        await stage.answers(ANSWER)
        await stage.speaks(NEXT)
        await stage.answers("Yes.")
        await stage.until(lambda: stage.mouth.sounding)
        becomes(stage, "lost", "doubtful")
        await stage.speaks("goodbye")
        assert stage.task is not None
        assert await stage.task == "finished"


async def test_silence_of_a_microphone_that_is_off_is_spoken_about_and_logged(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.speaks(QUESTION)
        await stage.until(lambda: stage.listening)
        becomes(stage, "muted")
        stage.dialogue.tell(floor.Expect(floor.Expectation(unhurried=0.05 / QUIET["open"])))
        await stage.speaks(SAID.muted)
        becomes(stage, "well", "muted", 12.0)
        await stage.answers(ANSWER)
        await stage.speaks(NEXT)
    assert stage.of("candidate.unheard")[0]["why"] == "muted"
    assert heard_again(stage) == [12.0]


async def test_words_of_an_answer_in_whose_midst_the_call_ends_are_in_the_log(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.speaks(QUESTION)
        await stage.until(lambda: stage.listening)
        stage.says(ANSWER, quiet_for=0.1)
        becomes(stage, "lost", "doubtful")
        await stage.until(lambda: bool(stage.of("candidate.unheard")))
    (heard,) = stage.of("turn.heard")
    assert (heard["text"], heard["question_id"]) == (ANSWER, "team")
    assert not stage.of("question.answered"), "the question is still open"


@pytest.mark.parametrize(
    ("heard", "left"),
    [
        ("", ("Thank you.", "Then let's begin.", QUESTION)),
        ("Thank you. Then", ("Then let's begin.", QUESTION)),
        ("Thank you. Then let's begin. Tell me", (QUESTION,)),
        (f"Thank you. Then let's begin. {QUESTION}", (QUESTION,)),
    ],
)
def test_what_was_heard_to_its_end_is_not_said_twice(heard: str, left: tuple[str, ...]) -> None:
    speech = Speak("question", ("Thank you.", "Then let's begin.", QUESTION), opening=1)
    unheard = unheard_of(speech, heard)
    assert unheard.lines == left
    assert unheard.opening == (1 if len(left) == 3 else 0)


def test_before_words_that_a_model_finds_all_is_said_again() -> None:
    speech = Speak("probe", ("I see.",), written=FollowUp(QUESTION, ANSWER), opening=1)
    assert unheard_of(speech, "I see.") == speech
