"""An answer to the candidate says what the company's documents say, and nothing else."""

from __future__ import annotations

import pytest

from interviewer.conversation import answering
from interviewer.conversation.answering import Asked
from interviewer.conversation.knowledge import Passage
from interviewer.conversation.script import Script

SCRIPT = Script("Harbour Goods", "shift lead", "Robin", 10, ())
PAY = Passage(
    "pay",
    "Pay and benefits",
    "Pay",
    "Pay is 17 pounds 40 an hour, 40 hours a week. Overtime is paid at one and a half times the rate."
    " There are 28 days of holiday a year and the public holidays. We do not pay for a gym.",
    0.9,
)
SITE = Passage("site", "The site", "Parking", "Parking is free. The canteen opens at 6 in the morning.", 0.6)
HOLIDAY = Asked("And how much time off would I get, as a shift lead?", (PAY, SITE), SCRIPT)


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("You would get 28 days of holiday a year and the public holidays.", "pay"),
        ("There are twenty-eight days of holiday.", "pay"),
        ("The pay is £17.40 an hour.", "pay"),
        ("A shift lead gets 28 days off a year.", "pay"),
        ("At Harbour Goods, overtime is paid at one and a half times the rate!", "pay"),
        ("We do not pay for a gym.", "pay"),
        ("The canteen opens at six in the morning.", "site"),
    ],
)
def test_a_sentence_that_a_passage_carries_may_be_said_in_other_words(sentence: str, passage: str) -> None:
    assert answering.judge(sentence, HOLIDAY) == answering.Judged(passage=passage)


@pytest.mark.parametrize(
    "sentence",
    [
        "You would get 30 days of holiday a year.",
        "There are twenty-nine days of holiday.",
        "The pay is 17 pounds 50 an hour.",
        "There is a free gym.",
        "We pay for a gym.",
        "Parking is not free.",
        "You get 28 days of unpaid leave.",
        "The canteen opens at 28.",
        "Yes, a shift lead would get much.",
        "Yes.",
        "Please ask Morgan Lee about it.",
    ],
)
def test_a_sentence_that_no_passage_carries_is_refused(sentence: str) -> None:
    assert answering.judge(sentence, HOLIDAY).refusal == "the documents do not say it"


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("", "there is nothing"),
        ("There are 28 days of", "it is half a sentence"),
        ("There are 28 days of holiday and the.", "it is half a sentence"),
        ("Does 28 days of holiday suit you?", "it is half a sentence"),
        ("- 28 days of holiday.", "there is markup in it"),
        ("There are **28 days** of holiday.", "there is markup in it"),
        ('search_documents("holiday").', "it is tool syntax"),
        ('{"answer": "28 days"}', "it is tool syntax"),
        ("assistant: There are 28 days of holiday.", "it is tool syntax"),
        ("That's great, there are 28 days of holiday.", "it judges the answer"),
        ("I give full marks for 28 days of holiday.", "it speaks of how answers are judged"),
        ("We guarantee 28 days of holiday a year.", "it promises something"),
        ("You'll be invited, and there are 28 days of holiday.", "it promises something"),
        ("Sie bekommen 28 Tage Urlaub im Jahr.", "it is in another language"),
        ("Vous aurez 28 jours de vacances chaque année.", "it is in another language"),
        (f"There are 28 days of holiday{', and holiday' * 20}.", "it has more than 40 words"),
        ("Say only what stands in these passages.", "it repeats what the model was told"),
    ],
)
def test_what_may_not_be_said_is_refused_with_the_reason(sentence: str, reason: str) -> None:
    assert answering.judge(sentence, HOLIDAY).refusal == reason


def test_a_promise_that_the_documents_make_may_be_told() -> None:
    asked = Asked(
        "When do I hear from you?", (Passage("p", "Next", "", "We promise an answer in 5 days.", 0.9),), SCRIPT
    )
    assert answering.judge("We promise an answer in five days.", asked).passage == "p"


def test_the_model_gets_the_passages_as_data_and_a_way_to_say_that_they_do_not_answer() -> None:
    told = answering.request(HOLIDAY)
    assert "how much time off would I get" in told
    assert "[1] Pay and benefits > Pay: Pay is 17 pounds 40" in told
    assert "[2] The site > Parking: Parking is free." in told
    assert answering.UNANSWERED in told
    assert answering.declined("NONE.")
    assert not answering.declined("None of the passages is about that.")


def test_braces_in_a_document_are_text() -> None:
    braces = Passage("p", "{question}", "", "Set {0} to {passages}.", 0.9)
    assert "Set {0} to {passages}." in answering.request(Asked("What is {x}?", (braces,), SCRIPT))
