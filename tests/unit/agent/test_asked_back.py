"""The candidate asks, wants it slower, or talks on and on: from what was heard to what is said and to the log."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from interviewer.conversation import floor
from interviewer.conversation.knowledge import Found, Passage
from interviewer.conversation.languages import ENGLISH
from interviewer.conversation.script import Progress
from stage import ANSWER, Documents, Model, Stage

IN_QUESTIONS = Progress(consent=True)
PASSAGE = Passage("pay-1", "Pay", "", "Pay is 17 pounds 40 an hour. There are 28 days of holiday a year.", 0.9)
QUOTE = "Pay is 17 pounds 40 an hour."
FOUND = Found((PASSAGE,), answerable=True, quote=QUOTE)
ASKS = "How much would I earn?"
QUESTION = "Tell me about a team you led."
BACK = f"{ENGLISH.lines.back_to} {QUESTION}"
FIRST, SECOND = "You would earn 17 pounds 40 an hour.", "There are 28 days of holiday."
WRONG = "There is a free gym."


def stage(folder: Path, *says: str, found: Found = FOUND, progress: Progress = IN_QUESTIONS) -> Stage:
    return Stage(folder, model=Model(*says) if says else None, documents=Documents(found), progress=progress)


async def test_a_question_is_answered_out_of_the_documents_and_the_interview_goes_on(tmp_path: Path) -> None:
    async with stage(tmp_path, progress=Progress()).playing() as held:
        await held.speaks("Is that all right with you?")
        await held.replies("Yes, that's fine.")
        await held.speaks(QUESTION)
        await held.answers(ASKS)
        spoken = await held.speaks(f"{ENGLISH.lines.from_documents} {QUOTE} {BACK}")
        await held.answers(ANSWER)
        await held.speaks("Could you work nights?")
    assert spoken["kind"] == "answer"
    (told,) = held.of("candidate.answered")
    asked = next(turn for turn in held.of("turn.heard") if turn["text"] == ASKS)
    assert (told["asked"], told["turn_id"], told["passages"]) == (asked["turn_id"], spoken["turn_id"], ["pay-1"])
    assert [data["question_id"] for data in held.of("question.answered")] == ["team"]
    measured = next(turn for turn in held.of("turn.measured") if turn["turn_id"] == spoken["turn_id"])
    assert measured["retrieval"] is not None


async def test_a_language_model_answers_in_its_own_words(tmp_path: Path) -> None:
    async with stage(tmp_path, f"{FIRST} {SECOND}").playing() as held:
        await held.speaks(QUESTION)
        await held.answers(ASKS)
        await held.speaks(f"{FIRST} {SECOND} {BACK}")
        assert held.model is not None
        (_, turns, ask), *_ = held.model.asked
    assert turns[-1] == ("user", ASKS)
    assert PASSAGE.text in ask
    assert [told["passages"] for told in held.of("candidate.answered")] == [["pay-1"]]
    assert not held.of("proposal.refused")


@pytest.mark.parametrize(
    "proposed",
    [
        WRONG,
        '{"tool": "search"}',
        "Sie bekommen 17 Pfund 40 in der Stunde.",
        "You would earn 17 pounds 40 an",
        "We guarantee 17 pounds 40 an hour.",
        "Answer the candidate in one to three short sentences.",
    ],
)
async def test_what_may_not_be_said_never_reaches_the_voice_and_is_in_the_log(tmp_path: Path, proposed: str) -> None:
    async with stage(tmp_path, proposed).playing() as held:
        await held.speaks(QUESTION)
        await held.answers(ASKS)
        await held.speaks(f"{QUOTE} {BACK}")
    assert proposed not in " ".join(held.voice.asked)
    (refused,) = held.of("proposal.refused")
    assert refused["text"] == proposed
    assert refused["reason"]


async def test_behind_a_refused_sentence_the_question_comes_back(tmp_path: Path) -> None:
    async with stage(tmp_path, f"{FIRST} {WRONG} {SECOND}").playing() as held:
        await held.speaks(QUESTION)
        await held.answers(ASKS)
        await held.speaks(f"{FIRST} {BACK}")
    assert WRONG not in held.voice.asked
    assert SECOND not in held.voice.asked
    assert [refused["text"] for refused in held.of("proposal.refused")] == [WRONG]


async def test_a_model_that_dies_after_a_sentence_has_answered_as_far(tmp_path: Path) -> None:
    held = stage(tmp_path, f"{FIRST} {SECOND}")
    assert held.model is not None
    held.model.breaks_after = len(FIRST.split()) + 2
    async with held.playing():
        await held.speaks(QUESTION)
        await held.answers(ASKS)
        await held.speaks(f"{FIRST} {BACK}")
    assert held.of("candidate.answered")


async def test_a_model_that_hangs_is_replaced_by_the_document(tmp_path: Path) -> None:
    held = stage(tmp_path, FIRST)
    assert held.model is not None
    held.model.may_write.clear()
    async with held.playing():
        await held.speaks(QUESTION)
        await held.answers(ASKS)
        await held.speaks(f"{QUOTE} {BACK}")
    assert held.model.cancelled == 1


async def test_a_question_that_the_documents_do_not_answer_is_passed_on(tmp_path: Path) -> None:
    async with stage(tmp_path, found=Found((PASSAGE,))).playing() as held:
        await held.speaks(QUESTION)
        await held.answers(ASKS)
        await held.speaks(f"{ENGLISH.lines.for_the_team} {BACK}")
    assert held.of("candidate.asked")
    assert not held.of("candidate.answered")


async def test_a_search_that_hangs_is_given_up_and_the_question_passed_on(tmp_path: Path) -> None:
    documents = Documents(FOUND)
    documents.may_find.clear()
    async with Stage(tmp_path, documents=documents, progress=IN_QUESTIONS).playing() as held:
        await held.speaks(QUESTION)
        await held.answers(ASKS)
        await held.speaks(f"{ENGLISH.lines.for_the_team} {BACK}")
    assert not held.of("candidate.answered")


async def test_the_documents_are_searched_while_the_candidate_may_still_go_on(tmp_path: Path) -> None:
    documents = Documents(FOUND)
    async with Stage(tmp_path, documents=documents, progress=IN_QUESTIONS).playing() as held:
        await held.speaks(QUESTION)
        await held.until(lambda: held.listening)
        held.says(ASKS, quiet_for=0.3)
        await held.until(lambda: bool(documents.asked))
        assert not held.of("turn.heard"), "the turn was not over yet"
        await held.speaks(QUOTE)
    assert documents.asked == [ASKS]


async def test_who_interrupts_an_answer_has_heard_it_as_far_as_it_was_said(tmp_path: Path) -> None:
    async with stage(tmp_path, f"{FIRST} {SECOND}").playing() as held:
        await held.speaks(QUESTION)
        await held.answers(ASKS)
        so_far = len(held.line.played)
        await held.until(lambda: len(held.line.played) > so_far + 70)
        held.line.open.clear()
        held.dialogue.tell(floor.Voice(True, time.monotonic() - 0.6))
        held.dialogue.tell(floor.Understood("Sorry, could you wait a moment", False))
        await held.until(lambda: held.mouth.held)
        held.line.open.set()
        held.dialogue.tell(floor.Understood("Sorry, could you wait a moment, I have to close the door.", True))
        held.dialogue.tell(floor.Voice(False, time.monotonic() - 2))
        await held.speaks(QUESTION)
    cut = next(turn for turn in held.of("turn.spoken") if turn["interrupted"])
    assert f"{FIRST} {SECOND} {BACK}".startswith(cut["text"])
    (told,) = held.of("candidate.answered")
    assert (told["turn_id"], told["passages"]) == (cut["turn_id"], ["pay-1"])


async def test_who_asks_for_it_is_spoken_to_slowly_from_then_on(tmp_path: Path) -> None:
    async with stage(tmp_path).playing() as held:
        await held.speaks(QUESTION)
        await held.answers("Could you speak a bit slower, please?")
        await held.speaks(QUESTION)
        await held.answers(ANSWER)
        await held.speaks("Could you work nights?")
    assert QUESTION in held.voice.slow
    assert "Could you work nights?" in held.voice.slow
    assert [data["signal"] for data in held.of("candidate.signalled")] == ["slower"]


async def test_who_asks_for_more_time_gets_it(tmp_path: Path) -> None:
    async with stage(tmp_path).playing() as held:
        await held.speaks(QUESTION)
        await held.answers("I need more time for my answers.")
        await held.speaks(ENGLISH.replies.more_time)
    before, after = held.ear.expected[0], held.ear.expected[-1]
    assert (before.unhurried, after.unhurried > 1) == (1.0, True)


async def test_who_talks_on_and_on_is_led_on_at_a_pause_however_the_sentence_was_to_go_on(tmp_path: Path) -> None:
    told = " ".join([ANSWER] * 40) + " And then there was the other warehouse, where"
    async with stage(tmp_path).playing() as held:
        await held.speaks(QUESTION)
        await held.until(lambda: held.listening)
        limit = held.ear.expected[-1].limit
        held.dialogue.tell(floor.Voice(True, time.monotonic() - limit - 10))
        held.dialogue.tell(floor.Understood(told, True, 0.9))
        await held.until(lambda: held.dialogue.idle)
        assert not held.of("turn.heard"), "nobody is cut off in mid-sentence"
        held.dialogue.tell(floor.Voice(False, time.monotonic() - 0.3))
        spoken = await held.speaks("Could you work nights?")
    assert spoken["text"].startswith(ENGLISH.lines.rambled)
    assert [data["text"] for data in held.of("turn.heard")] == [told]
    assert [data["signal"] for data in held.of("candidate.signalled")] == ["rambles"]
    assert [data["question_id"] for data in held.of("question.answered")] == ["team"]
