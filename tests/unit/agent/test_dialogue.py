"""What is heard in a call becomes what is said and what is in the log."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from interviewer.agent.mouth import DUCKED
from interviewer.conversation import floor, proposals
from interviewer.conversation.languages import ENGLISH
from interviewer.conversation.script import Progress
from stage import ANSWER, SCRIPT, Model, Stage

IN_QUESTIONS = Progress(consent=True)
FOLLOW_UP = "What did you change first on that night shift?"


@pytest.fixture
async def asking(tmp_path: Path) -> Stage:
    """An interviewer about to put its first question."""
    return Stage(tmp_path, progress=IN_QUESTIONS)


async def test_a_conversation_goes_from_the_greeting_to_the_goodbye(tmp_path: Path) -> None:
    async with Stage(tmp_path).playing() as stage:
        await stage.speaks("Is that all right with you?")
        await stage.replies("Yes, that's fine.")
        await stage.speaks("Tell me about a team you led.")
        await stage.answers(ANSWER)
        await stage.speaks("Could you work nights?")
        await stage.answers("Yes.")
        await stage.speaks("goodbye")
        assert stage.task is not None
        assert await asyncio.wait_for(stage.task, 5) == "finished"
    assert [data["question_id"] for data in stage.of("question.answered")] == ["team", "nights"]
    assert [data["text"] for data in stage.of("turn.heard")] == ["Yes, that's fine.", ANSWER, "Yes."]
    kinds = [kind for kind, _ in stage.log]
    assert kinds.index("turn.heard") < kinds.index("consent.given") < kinds.index("question.asked")


async def test_a_refusal_keeps_no_words(tmp_path: Path) -> None:
    async with Stage(tmp_path).playing() as stage:
        await stage.speaks("Is that all right with you?")
        await stage.replies("No, I would rather not.")
        await stage.speaks("nothing of this call is kept")
    assert not stage.of("turn.heard")


async def test_a_yes_on_picking_up_is_no_consent(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.voice.may_speak.clear()
    async with stage.playing():
        stage.says("Yes, hello?", quiet_for=0.1)
        stage.voice.may_speak.set()
        await stage.speaks("Is that all right with you?")
        await stage.replies("Yes, that's fine.")
        await stage.speaks("Tell me about a team you led.")
    assert [data["text"] for data in stage.of("turn.heard")] == ["Yes, that's fine."]


async def test_words_before_the_consent_reach_no_language_model(tmp_path: Path) -> None:
    model = Model(FOLLOW_UP)
    async with Stage(tmp_path, model=model).playing() as stage:
        await stage.speaks("Is that all right with you?")
        await stage.replies("My number is 12345.")
        await stage.speaks(ENGLISH.lines.consent_again)
        await stage.replies("Yes, that's fine.")
        await stage.speaks("Tell me about a team you led.")
        await stage.answers(ANSWER)
        await stage.speaks(FOLLOW_UP)
    (_, turns, _), *_ = model.asked
    assert "12345" not in str(turns)
    assert ("user", "Yes, that's fine.") in turns


async def test_who_goes_on_while_the_reply_is_made_has_not_answered_the_next_question(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.speaks("Tell me about a team")
        await stage.until(lambda: stage.listening)
        stage.voice.may_speak.clear()
        stage.says(ANSWER, quiet_for=2.0)
        await stage.until(lambda: bool(stage.of("turn.heard")))
        stage.says("And we cut the error rate by a third.", quiet_for=0.1)
        stage.voice.may_speak.set()
        await stage.speaks("Could you work nights?")
        await stage.until(lambda: stage.listening)
    assert [data["question_id"] for data in stage.of("turn.heard")] == ["team", "team"]
    assert {data["question_id"] for data in stage.of("question.answered")} == {"team"}


async def test_a_question_in_words_that_come_late_is_answered_before_the_next_question(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.speaks("Tell me about a team")
        await stage.until(lambda: stage.listening)
        stage.voice.may_speak.clear()
        stage.says(ANSWER, quiet_for=2.0)
        await stage.until(lambda: bool(stage.of("turn.heard")))
        stage.dialogue.tell(floor.Understood("May I ask a question? How many people work on one shift?", True))
        await stage.until(lambda: bool(stage.of("candidate.asked")))
        stage.voice.may_speak.set()
        await stage.speaks("Could you work nights?")
    assert stage.of("candidate.asked")[0]["turn_id"] == stage.of("turn.heard")[1]["turn_id"]
    said = [data["text"] for data in stage.of("turn.spoken")]
    assert any(ENGLISH.lines.for_the_team in text for text in said)


async def test_words_over_a_goodbye_that_is_still_being_made_do_not_hold_it_up_for_ever(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.speaks("Tell me about a team")
        await stage.answers(ANSWER)
        await stage.speaks("Could you work nights?")
        await stage.until(lambda: stage.listening)
        stage.voice.may_speak.clear()
        stage.says("Yes.", quiet_for=2.0)
        await stage.until(lambda: len(stage.of("turn.heard")) == 2)
        stage.says("I would like that.", quiet_for=2.0)
        await stage.until(lambda: len(stage.of("turn.heard")) == 3)
        stage.voice.may_speak.set()
        assert stage.task is not None
        assert await asyncio.wait_for(stage.task, 5) == "finished"


async def test_a_voice_that_breaks_in_an_unheard_of_way_does_not_end_in_silence(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.speaks("Tell me about a team")
        stage.voice.breaks = 2  # both lines
        await stage.answers(ANSWER)
        await stage.speaks("Could you work nights?")
    assert {data["question_id"] for data in stage.of("question.answered")} == {"team"}


async def test_where_no_voice_speaks_the_question_is_shown_once_and_the_candidate_has_the_turn(asking: Stage) -> None:
    stage = asking
    stage.voice.unable = {SCRIPT.questions[0].ask}
    async with stage.playing():
        await stage.until(lambda: stage.voice.asked.count(SCRIPT.questions[0].ask) == 2)
        await stage.until(lambda: stage.listening)
        await stage.until(lambda: any(SCRIPT.questions[0].ask in text for text in stage.room.shown))
        stage.voice.unable = set()
        stage.says("I cannot hear you, but I can read it.", quiet_for=2.0)
        await stage.speaks("Tell me about a team you led.")
    shown = [text for text in stage.room.shown if SCRIPT.questions[0].ask in text]
    assert len(shown) == 2, "once while nobody spoke, and when it was said"
    assert [data["text"] for data in stage.of("turn.heard")] == ["I cannot hear you, but I can read it."]


async def test_who_is_interrupted_stops_and_has_said_what_was_heard(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.speaks("Tell me about a team")
        await stage.answers(ANSWER)
        so_far = len(stage.line.played)
        await stage.until(lambda: len(stage.line.played) > so_far + 50)  # "Thank you. Could"
        stage.line.open.clear()
        began = time.monotonic() - 0.6
        stage.dialogue.tell(floor.Voice(True, began))
        stage.dialogue.tell(floor.Understood("Sorry, could you wait a moment", False))
        await stage.until(lambda: stage.mouth.held)
        stage.line.open.set()
        stage.dialogue.tell(floor.Understood("Sorry, could you wait a moment, I was not finished.", True))
        stage.dialogue.tell(floor.Voice(False, time.monotonic() - 2))
        await stage.until(lambda: any("not finished" in data["text"] for data in stage.of("turn.heard")))
    cut = next(data for data in stage.of("turn.spoken") if data["interrupted"])
    whole = "Thank you. Could you work nights?"
    assert cut["text"] != whole
    assert whole.startswith(cut["text"])


async def test_a_false_stop_is_gone_on_with_and_the_whole_was_said_once(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.until(lambda: stage.mouth.sounding)
        stage.line.open.clear()
        stage.dialogue.tell(floor.Voice(True, time.monotonic() - 1.5))  # a voice, and no words of it for too long
        await stage.until(lambda: stage.mouth.held)
        stage.line.open.set()
        stage.dialogue.tell(floor.Voice(False, time.monotonic()))
        stage.dialogue.tell(floor.Understood("", True))
        await stage.until(lambda: stage.mouth.sounding)
        stage.line.open.clear()
        stage.dialogue.tell(floor.Voice(True, time.monotonic()))
        await stage.until(lambda: stage.line.gain == DUCKED)
        stage.line.open.set()
        spoken = await stage.speaks("Tell me about a team you led.")
    assert not spoken["interrupted"]
    assert spoken["text"].count("Tell me") == 1
    assert stage.line.played[-1] == DUCKED, "who speaks again over the rest is heard"
    assert [data["question_id"] for data in stage.of("question.asked")] == ["team"]


async def test_a_backchannel_makes_it_quieter_and_no_more(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.until(lambda: stage.mouth.sounding)
        stage.says("Mhm.", quiet_for=0.1)
        spoken = await stage.speaks("Tell me about a team you led.")
        await stage.until(lambda: bool(stage.of("turn.heard")))
    assert not spoken["interrupted"]
    (heard,) = stage.of("turn.heard")
    assert (heard["text"], heard["over"]) == ("Mhm.", True)
    assert not stage.of("question.answered")
    assert set(stage.line.played) == {1.0, DUCKED}


async def test_a_follow_up_is_written_while_the_candidate_may_still_go_on(tmp_path: Path) -> None:
    model = Model(FOLLOW_UP)
    async with Stage(tmp_path, model=model, progress=IN_QUESTIONS).playing() as stage:
        await stage.speaks("Tell me about a team")
        await stage.until(lambda: stage.listening)
        stage.says(ANSWER, quiet_for=0.3)
        await stage.until(lambda: bool(model.asked))
        assert not stage.of("turn.heard"), "the turn was not over yet"
        await stage.speaks(FOLLOW_UP)
    assert len(model.asked) == 1
    instructions, turns, ask = model.asked[0]
    assert instructions == proposals.instructions(SCRIPT)
    assert turns[-1] == ("user", ANSWER)
    assert SCRIPT.questions[0].ask in ask
    (probe,) = stage.of("probe.asked")
    assert probe["probe_id"] == "written-1"
    (measured,) = stage.of("turn.measured")
    assert measured["prepared"]
    assert not measured["planned"]
    assert measured["content"] == measured["first_sound"], "nothing was said to win time"
    assert stage.tokens.wasted == 0


async def test_a_follow_up_that_is_not_there_yet_is_preceded_by_a_murmur(tmp_path: Path) -> None:
    model = Model(FOLLOW_UP)
    model.may_write.clear()
    async with Stage(tmp_path, model=model, progress=IN_QUESTIONS).playing() as stage:
        await stage.speaks("Tell me about a team")
        await stage.answers(ANSWER)
        await stage.until(lambda: stage.mouth.sounding)
        model.may_write.set()
        await stage.speaks(f"{ENGLISH.lines.murmurs[0]} {FOLLOW_UP}")
    (measured,) = stage.of("turn.measured")
    assert measured["content"] > measured["first_sound"]


async def test_work_on_a_turn_that_goes_on_is_dropped_and_counted(tmp_path: Path) -> None:
    model = Model(FOLLOW_UP)
    model.may_write.clear()
    async with Stage(tmp_path, model=model, progress=IN_QUESTIONS).playing() as stage:
        await stage.speaks("Tell me about a team")
        await stage.until(lambda: stage.listening)
        stage.says(ANSWER, quiet_for=0.3)
        await stage.until(lambda: bool(model.asked))
        stage.says("And in the end we were the best shift.", quiet_for=2.0)
        await stage.until(lambda: model.cancelled == 1)
        model.may_write.set()
        await stage.speaks(FOLLOW_UP)
    (heard,) = stage.of("turn.heard")
    assert heard["text"] == f"{ANSWER} And in the end we were the best shift."
    assert stage.tokens.wasted > 0
    assert stage.of("turn.measured")[-1]["tokens_wasted"] == stage.tokens.wasted


@pytest.mark.parametrize(
    "proposed",
    ["That is a great answer! What else?", "How old were you then?", "Tell me more.", SCRIPT.questions[0].ask],
)
async def test_a_proposal_that_may_not_be_said_is_not_said(tmp_path: Path, proposed: str) -> None:
    async with Stage(tmp_path, model=Model(proposed), progress=IN_QUESTIONS).playing() as stage:
        await stage.speaks("Tell me about a team")
        await stage.answers(ANSWER)
        await stage.speaks("Could you work nights?")
    assert not [data for data in stage.of("turn.spoken") if data["kind"] == "probe"]
    assert not stage.of("probe.asked")
    assert [data["question_id"] for data in stage.of("question.answered")] == ["team"]


async def test_a_model_that_hangs_costs_a_follow_up_and_not_the_call(tmp_path: Path) -> None:
    model = Model(FOLLOW_UP)
    model.may_write.clear()
    async with Stage(tmp_path, model=model, progress=IN_QUESTIONS).playing() as stage:
        await stage.speaks("Tell me about a team")
        await stage.answers(ANSWER)
        await stage.speaks("Could you work nights?")
    assert model.cancelled == 1


async def test_a_reply_that_is_late_is_announced(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.phrases.warm([ENGLISH.lines.holding])
        await stage.speaks("Tell me about a team")
        stage.voice.may_speak.clear()
        await stage.answers(ANSWER)
        await stage.until(lambda: stage.mouth.sounding)
        stage.voice.may_speak.set()
        await stage.speaks(f"{ENGLISH.lines.holding} Thank you. Could you work nights?")
    (measured,) = stage.of("turn.measured")
    assert measured["content"] > measured["first_sound"]


async def test_a_recogniser_that_is_late_is_excused_once_and_its_words_are_the_answer(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.phrases.warm([ENGLISH.lines.holding])
        await stage.speaks("Tell me about a team")
        await stage.until(lambda: stage.listening)
        ended = time.monotonic() - 2.2
        for event in (floor.Voice(True, ended - 3), floor.Owed(True), floor.Voice(False, ended)):
            stage.dialogue.tell(event)
        await stage.speaks(ENGLISH.lines.holding)
        stage.dialogue.tell(floor.Understood(ANSWER, True, 0.9))
        stage.dialogue.tell(floor.Owed(False))
        await stage.speaks("Could you work nights?")
    assert [data["text"] for data in stage.of("turn.heard")] == [ANSWER]
    assert [data["kind"] for data in stage.of("turn.spoken")].count("holding") == 1
    assert not any(ENGLISH.lines.not_understood in data["text"] for data in stage.of("turn.spoken"))


async def test_a_line_that_cannot_be_said_does_not_end_the_call(asking: Stage) -> None:
    asking.voice.unable.add("Could you work nights?")
    async with asking.playing() as stage:
        await stage.speaks("Tell me about a team")
        await stage.answers(ANSWER)
        await stage.speaks("Thank you.")
        stage.voice.unable.clear()
        await stage.speaks("Could you work nights?")  # once more, by itself: nobody has cut it off


async def test_what_was_being_said_when_the_call_ended_was_said(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.until(lambda: len(stage.line.played) > 20)
    (spoken,) = stage.of("turn.spoken")
    assert spoken["interrupted"]
    assert "Sorry, I lost you for a moment. Tell me about a team you led.".startswith(spoken["text"])


@pytest.mark.parametrize("steps", range(4))
async def test_a_call_ends_when_it_is_told_to_however_much_is_heard_at_that_moment(asking: Stage, steps: int) -> None:
    async with asking.playing() as stage:
        await stage.speaks("Tell me about a team")
        await stage.until(lambda: stage.listening)
        assert stage.task is not None
        stage.dialogue.tell(floor.Voice(True, time.monotonic()))
        for _ in range(steps):
            await asyncio.sleep(0)
        stage.task.cancel()
        await asyncio.wait([stage.task], timeout=1)
        assert stage.task.cancelled()


async def test_the_question_tells_how_patient_to_be(asking: Stage) -> None:
    async with asking.playing() as stage:
        await stage.speaks("Tell me about a team")
        await stage.answers(ANSWER)
        await stage.speaks("Could you work nights?")
    assert [expected.patience for expected in stage.ear.expected] == ["behavioural", "yes_no"]
    behavioural, yes_no = (expected.limit for expected in stage.ear.expected)
    assert yes_no < behavioural
