"""What is found for a question in memory, and what of it would be said aloud."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from interviewer.conversation.knowledge import NOTHING
from interviewer.providers.knowledge.asking import asked_in
from interviewer.providers.knowledge.chunks import passages
from interviewer.providers.knowledge.expecting import fits
from interviewer.providers.knowledge.memory import MemoryKnowledge
from interviewer.providers.knowledge.quoting import quote
from interviewer.providers.knowledge.ranking import MODELS, WORDS, terms_of
from interviewer.providers.knowledge.reading import read
from interviewer.providers.knowledge.terms import asked
from meaning import SmallMeaning

EXAMPLES = Path(__file__).parents[3] / "examples"
TEXT = """# Working here

## Pay

- **Base:** 20 pounds an hour.
- **Holiday:** 28 days a year.

## The site

Bus 14 stops at the gate. Parking is free.
"""


def knowledge(text: str = TEXT, *, language: str = "en", meaning: SmallMeaning | None = None) -> MemoryKnowledge:
    pieces = [("a.md", piece) for piece in passages(read("a.md", text.encode()))]
    return MemoryKnowledge(pieces, language=language, embedding=meaning)


def test_a_question_is_its_words_without_what_every_question_has() -> None:
    assert asked("so um, could you tell me how much holiday I'd get?") == ("holiday",)
    assert asked("What's it like? Thanks!") == ()
    assert asked("Pensions and PENSION") == ("pension",)


def test_of_what_was_said_the_last_question_counts_without_how_it_was_led_up_to() -> None:
    said = "The customer was happy in the end. Can I ask you something? Um, so how big is the team?"
    assert asked_in(said) == "how big is the team?"
    assert asked_in("Before I answer that, may I ask what the working hours are?") == "what the working hours are?"
    assert asked_in("how big is the team? Can I ask?") == "how big is the team?"
    assert asked_in("so uh what's the salary like") == "what's the salary like"
    assert asked_in("Yes.") == "Yes."


def test_what_is_said_in_several_words_is_looked_for_by_what_it_means() -> None:
    assert terms_of("can I get time off", "en") == ("holiday",)
    assert terms_of("Gibt es noch Urlaub?", "de") == ("urlaub",)


@pytest.mark.parametrize("meaning", [None, SmallMeaning()], ids=["by words", "by meaning too"])
async def test_the_passage_that_says_it_is_found_and_quoted(meaning: SmallMeaning | None) -> None:
    found = await knowledge(meaning=meaning).search("um, and how many days of holiday a year are there?")
    assert (found.passages[0].text, found.passages[0].heading) == ("Holiday: 28 days a year.", "Working here > Pay")
    assert found.answerable
    assert found.quote == "Holiday: 28 days a year."


async def test_words_are_found_by_others_that_stand_for_them() -> None:
    assert (await knowledge().search("how much vacation would I have")).passages[0].text.startswith("Holiday")


async def test_meaning_finds_what_no_word_does() -> None:
    found = await knowledge(meaning=SmallMeaning()).search("how is the commute")
    assert found.passages[0].text.startswith("Bus 14")


@pytest.mark.parametrize("meaning", [None, SmallMeaning()], ids=["by words", "by meaning too"])
async def test_what_the_documents_do_not_tell_is_not_answered(meaning: SmallMeaning | None) -> None:
    for question in ("can I bring a dog", "what's the weather like", "is there a union", "who is the boss there"):
        found = await knowledge(meaning=meaning).search(question)
        assert not found.answerable, question
        assert found.quote == ""


async def test_nothing_is_found_for_nothing_and_in_nothing() -> None:
    assert await knowledge().search("uh, well, you know?") == NOTHING
    assert await MemoryKnowledge([]).search("what do you pay") == NOTHING


async def test_another_language_is_searched_by_its_own_stems() -> None:
    german = knowledge(
        "# Urlaub\n\nEs gibt 30 Urlaubstage im Jahr.\n\n# Anfahrt\n\nDer Bus hält am Tor.", language="de"
    )
    assert (await german.search("Hält ein Bus in der Nähe?")).passages[0].text == "Der Bus hält am Tor."


async def test_a_model_that_goes_away_leaves_the_words() -> None:
    meaning = SmallMeaning()
    meaning.away = True
    found = await knowledge(meaning=meaning).search("is parking free")
    assert found.passages[0].text.startswith("Bus 14")


def test_of_a_long_passage_the_sentences_are_quoted_that_say_it() -> None:
    text = (
        "The depot was built in 2019. Chilled goods are kept at four degrees; warm jackets are provided. Picking is"
        " done by voice headset. Loading is done with electric forklifts and pallet trucks."
    )
    said = quote("is it cold, do I get a jacket", text)
    assert said == "Chilled goods are kept at four degrees; warm jackets are provided."


def test_nothing_is_quoted_that_cannot_be_spoken() -> None:
    assert quote("where do I apply", "Apply at https://jobs.example/apply?id=7 now. It takes a minute.") == (
        "It takes a minute."
    )
    assert quote("who do I write to", "Write to jobs@hillside.example") == ""
    assert quote("what are the hours", "Early: starts 5:30, ends 1:30") == "Early: starts 5:30, ends 1:30."


def test_of_a_long_passage_the_sentence_is_quoted_that_is_nearest_in_meaning() -> None:
    text = (
        "You can work from anywhere in the United Kingdom. Up to four weeks a year may be spent abroad, in a country of"
        " Europe. We pay the train and the hotel for the team days in Bristol. We cannot sponsor a visa at the moment."
    )
    assert quote("who takes care of the papers", text, near=(0.1, 0.1, 0.1, 0.5)) == text.rpartition(". ")[2]


def test_a_question_waits_for_a_kind_of_answer() -> None:
    assert fits("when do I hear from you", "You hear from a person within five working days.", "en") == 1
    assert fits("when do I hear from you", "A recruiter listens to the answers.", "en") == -1
    assert fits("how much is it an hour", "Pay: 17 pounds 40.", "en") == 1
    assert fits("how often is the weekend mine", "Every third weekend is a working weekend.", "en") == 1
    assert fits("how many are we", "There are fifteen people.", "en") == 1
    assert fits("is parking free", "Bus 14 stops at the gate.", "en") == 0, "of this question nothing is known"
    assert fits("Wann fängt es an?", "Um acht.", "de") == 0, "nor of this language"


def test_the_weights_say_what_the_words_say() -> None:
    """More in common with the question is never worse."""
    for weights in (*MODELS.values(), WORDS):
        for name, weight in (*weights.order.items(), *weights.by_feature.items()):
            assert weight > 0, name
        assert 0.5 < weights.threshold < 1


def test_the_set_of_questions_is_large_enough_and_its_passages_are_there() -> None:
    folder = EXAMPLES.parent / "bench" / "retrieval"
    questions = yaml.safe_load((folder / "questions.yaml").read_text())
    fresh = yaml.safe_load((folder / "fresh.yaml").read_text())
    fourth = yaml.safe_load((folder / "fourth.yaml").read_text())
    assert sum(len(asked_["answerable"]) for asked_ in fourth.values()) >= 120
    assert sum(len(asked_["unanswerable"]) for asked_ in fourth.values()) >= 60
    assert sum(len(asked_["answerable"]) for asked_ in fresh.values()) >= 60
    assert sum(len(asked_["unanswerable"]) for asked_ in fresh.values()) >= 40
    assert sum(len(asked_["answerable"]) for asked_ in questions.values()) >= 100
    assert sum(len(asked_["unanswerable"]) for asked_ in questions.values()) >= 60
    for job, asked_ in (*questions.items(), *fresh.items(), *fourth.items()):
        documents = yaml.safe_load((EXAMPLES / f"{job}.yaml").read_text())["job"]["documents"]
        texts = [
            piece.text
            for document in documents
            for piece in passages(read(document, (EXAMPLES / document).read_bytes()))
        ]
        for one in asked_["answerable"]:
            for says in [one["says"]] if isinstance(one["says"], str) else one["says"]:
                assert any(says in text for text in texts), (job, says)
