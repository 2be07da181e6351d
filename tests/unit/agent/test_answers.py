"""What is said to a question of the candidate's: sentence by sentence, each looked at, at worst the documents' own."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from interviewer.agent.composition import Composition, NothingToSay, Writer
from interviewer.agent.reply import Reply
from interviewer.agent.utterance import Utterance
from interviewer.conversation.facts import Answer, Speak
from interviewer.conversation.knowledge import Found, Passage
from interviewer.conversation.languages import ENGLISH
from interviewer.providers.phrases import Phrases
from stage import SCRIPT, Documents, Model, Voice

PASSAGE = Passage(
    "pay-1",
    "Pay and benefits",
    "Pay",
    "Pay is 17 pounds 40 an hour. There are 28 days of holiday a year. Overtime is paid at the double rate.",
    0.9,
)
QUOTE = "Pay is 17 pounds 40 an hour."
FOUND = Found((PASSAGE,), answerable=True, quote=QUOTE)
FIRST, SECOND = "You would earn 17 pounds 40 an hour.", "There are 28 days of holiday."
WRONG = "There is a free gym for everybody."
BACK = ("Coming back to my question.", "Could you work nights?")
QUOTED = [ENGLISH.lines.from_documents, QUOTE]


class Asking:
    """One answer in the making; what was said of it is in `said`, what the voice was asked for in `voice.asked`."""

    def __init__(
        self,
        *,
        model: Model | None,
        documents: Documents,
        opening: str = "",
        closing: tuple[str, ...] = (),
        next_within: float = 5.0,
    ) -> None:
        self.voice = Voice()
        wanted = Answer("How much would I earn?")
        self.composition = Composition(
            wanted,
            script=SCRIPT,
            writer=Writer(model, SCRIPT) if model is not None else None,
            knowledge=documents,
            next_within=next_within,
        )
        lines = (opening,) if opening else ()
        speech = Speak("answer", lines, written=wanted, closing=closing, opening=len(lines))
        self.reply = Reply(speech, Phrases(self.voice, None), self.composition)
        self.utterance = Utterance(self.reply)

    async def heard(self) -> list[str]:
        """All that is said, once the last of it is there."""
        async with asyncio.timeout(5):
            async for _ in self.utterance.sound():
                pass
        return self.utterance.texts


def asking(*says: str, found: Found = FOUND, closing: tuple[str, ...] = ()) -> Asking:
    return Asking(model=Model(*says) if says else None, documents=Documents(found), closing=closing)


async def test_without_a_language_model_the_passage_is_quoted() -> None:
    answer = asking()
    assert await answer.heard() == QUOTED
    assert answer.utterance.passages_at(answer.utterance.seconds) == ("pay-1",)
    assert answer.reply.retrieval_ms is not None


async def test_a_language_model_answers_in_sentences_of_its_own_and_then_the_question_follows() -> None:
    answer = asking(f"{FIRST} {SECOND}", closing=BACK)
    assert await answer.heard() == [FIRST, SECOND, *BACK]
    assert answer.utterance.passages_at(answer.utterance.seconds) == ("pay-1",)
    assert answer.reply.tokens == 110


async def test_the_first_sentence_is_spoken_while_the_second_is_written() -> None:
    model = Model(f"{FIRST} {SECOND}")
    model.pauses_after = len(FIRST.split()) + 1
    answer = Asking(model=model, documents=Documents(FOUND), closing=BACK)
    sound = answer.utterance.sound()
    async with asyncio.timeout(5):
        await anext(sound)
        assert answer.utterance.texts == [FIRST]
        assert answer.utterance.fraction_at(answer.utterance.seconds) < 0.5, "the question behind it counts"
        model.may_go_on.set()
        async for _ in sound:
            pass
    assert answer.utterance.texts == [FIRST, SECOND, *BACK]


async def test_no_more_than_three_sentences_are_said() -> None:
    assert await asking(" ".join([FIRST] * 5)).heard() == [FIRST] * 3


async def test_behind_a_sentence_that_may_not_be_said_none_follows() -> None:
    answer = asking(f"{FIRST} {WRONG} {SECOND}", closing=BACK)
    assert await answer.heard() == [FIRST, *BACK]
    assert [(refused.text, refused.reason) for refused in answer.reply.refused] == [
        (WRONG, "the documents do not say it")
    ]
    assert WRONG not in answer.voice.asked


@pytest.mark.parametrize(
    "nonsense",
    [
        WRONG,
        '{"tool": "search_documents"}',
        "Sie bekommen 17 Pfund 40 in der Stunde.",
        "You would earn 17",
        "Say only what stands in these passages, with their own numbers and words.",
        "We guarantee 17 pounds 40 an hour.",
    ],
)
async def test_where_the_first_sentence_may_not_be_said_the_passage_is_quoted(nonsense: str) -> None:
    answer = asking(nonsense)
    assert await answer.heard() == QUOTED
    assert nonsense not in answer.voice.asked
    assert answer.reply.refused


async def test_what_was_refused_is_told_where_there_is_nothing_to_quote() -> None:
    answer = asking(WRONG, found=Found((PASSAGE,), answerable=True), closing=BACK)
    with pytest.raises(NothingToSay) as nothing:
        await answer.heard()
    assert (str(nothing.value), nothing.value.refused) == ("the documents do not say it", WRONG)
    assert not answer.utterance.texts


FAR = replace(PASSAGE, score=0.05)
"""A passage that has next to nothing to do with the question."""
DOUBTFUL = Found((replace(PASSAGE, score=0.3),))


@pytest.mark.parametrize("found", [Found(), Found((FAR,), quote=QUOTE)])
async def test_what_the_documents_do_not_answer_is_not_answered(found: Found) -> None:
    model = Model(FIRST)
    answer = Asking(model=model, documents=Documents(found), closing=BACK)
    with pytest.raises(NothingToSay, match="the documents do not answer it"):
        await answer.heard()
    assert not model.asked, "and no language model is asked to find one"


async def test_passages_that_answer_perhaps_are_given_to_a_language_model_and_never_quoted() -> None:
    assert await asking(FIRST, found=DOUBTFUL, closing=BACK).heard() == [FIRST, *BACK]
    for says in ((WRONG,), ("NONE",), ()):
        answer = asking(*says, found=DOUBTFUL, closing=BACK)
        with pytest.raises(NothingToSay):
            await answer.heard()
        assert not answer.utterance.texts, says


async def test_what_leads_to_the_quote_is_not_said_after_another_introduction() -> None:
    documents = Documents(FOUND)
    documents.may_find.clear()
    answer = Asking(model=None, documents=documents, opening=ENGLISH.lines.looking, closing=BACK)
    sound = answer.utterance.sound()
    async with asyncio.timeout(5):
        await anext(sound)
        documents.may_find.set()
        async for _ in sound:
            pass
    assert answer.utterance.texts == [ENGLISH.lines.looking, QUOTE, *BACK]


async def test_a_language_model_that_finds_no_answer_in_the_passages_is_believed() -> None:
    with pytest.raises(NothingToSay, match="found no answer"):
        await asking("NONE").heard()


async def test_a_language_model_that_is_away_costs_its_words_and_not_the_answer() -> None:
    model = Model(FIRST)
    model.breaks_after = 0
    assert await Asking(model=model, documents=Documents(FOUND)).heard() == QUOTED


async def test_a_language_model_that_dies_after_a_sentence_has_said_that_sentence() -> None:
    model = Model(f"{FIRST} {SECOND}")
    model.breaks_after = len(FIRST.split()) + 2
    assert await Asking(model=model, documents=Documents(FOUND), closing=BACK).heard() == [FIRST, *BACK]


async def test_a_language_model_that_hangs_after_a_sentence_has_said_that_sentence() -> None:
    model = Model(f"{FIRST} {SECOND}")
    model.pauses_after = len(FIRST.split()) + 1
    answer = Asking(model=model, documents=Documents(FOUND), closing=BACK, next_within=0.05)
    assert await answer.heard() == [FIRST, *BACK]


async def test_a_language_model_that_hangs_is_given_up_for_the_passages_own_words() -> None:
    model = Model(FIRST)
    model.may_write.clear()
    answer = Asking(model=model, documents=Documents(FOUND), closing=BACK)
    while not model.asked:
        await asyncio.sleep(0)
    answer.reply.give_up("it came too late")
    assert await answer.heard() == [*QUOTED, *BACK]
    assert model.cancelled == 1


async def test_a_search_that_hangs_is_given_up() -> None:
    documents = Documents(FOUND)
    documents.may_find.clear()
    answer = Asking(model=None, documents=documents, closing=BACK)
    while not documents.asked:
        await asyncio.sleep(0)
    answer.reply.give_up("it came too late")
    with pytest.raises(NothingToSay, match="it came too late"):
        await answer.heard()


async def test_the_question_that_follows_does_not_pass_for_an_answer_that_is_there() -> None:
    documents = Documents(FOUND)
    documents.may_find.clear()
    wanted = Answer("How much would I earn?")
    composition = Composition(wanted, script=SCRIPT, writer=None, knowledge=documents)
    voice = Voice()
    phrases = Phrases(voice, None)
    await phrases.warm(("I see.", *BACK))
    utterance = Utterance(
        Reply(Speak("answer", ("I see.",), written=wanted, closing=BACK, opening=1), phrases, composition)
    )
    sound = utterance.sound()
    async with asyncio.timeout(5):
        await anext(sound)
        assert utterance.texts == ["I see."]
        assert utterance.content_starts is None
        documents.may_find.set()
        async for _ in sound:
            pass
    assert utterance.texts == ["I see.", QUOTE, *BACK]
