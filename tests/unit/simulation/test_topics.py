"""A simulated candidate knows what it was asked from a noisy transcript alone."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.catalog.check import load_plan_file
from interviewer.simulation.persona import read_phrases
from interviewer.simulation.topics import expects_reply, find_topic, plain

EXAMPLES = Path(__file__).parents[3] / "examples"
PHRASES = read_phrases()


def everything_asked() -> list[str]:
    files = [path for path in sorted(EXAMPLES.glob("*.yaml")) if ".cases" not in path.suffixes]
    plans = [load_plan_file(path).plan for path in files]
    return [ask for plan in plans for q in plan.questions for ask in (q.ask, *(probe.ask for probe in q.probes))]


ASKED = everything_asked()
PLAIN_FACTS = ("notice", "start_date")
"""Asked in more than one plan, each in its own words."""


def noisy(text: str, share: float, random: Random) -> str:
    """The text with that share of its words lost or misspelt, half of each."""
    words = []
    for word in text.split():
        luck = random.random()
        if luck < share / 2:
            continue
        if luck < share and len(word) > 2:
            at = random.randrange(len(word))
            words.append(word[:at] + random.choice("aeiourst") + word[at + 1 :])
        else:
            words.append(word)
    return " ".join(words)


@pytest.mark.parametrize("ask", ASKED)
def test_every_question_and_follow_up_of_the_examples_has_a_topic_of_its_own(ask: str) -> None:
    topic = find_topic(ask, PHRASES)
    assert topic is not None
    if topic in PLAIN_FACTS:
        return
    assert [other for other in ASKED if other != ask and find_topic(other, PHRASES) == topic] == []


@pytest.mark.parametrize("ask", ASKED)
def test_a_question_is_known_behind_an_acknowledgement_without_its_punctuation(ask: str) -> None:
    heard = f"okay thank you {plain(ask)}"
    assert find_topic(heard, PHRASES) == find_topic(ask, PHRASES)


def test_a_question_is_known_although_every_tenth_word_is_wrong() -> None:
    """Nearly always; and what is heard wrongly is rather not known than taken for another question."""
    random = Random(1)
    heard = [(ask, find_topic("Thank you. " + noisy(ask, 0.1, random), PHRASES)) for ask in ASKED for _ in range(20)]
    right = sum(found == find_topic(ask, PHRASES) for ask, found in heard)
    unknown = sum(found is None for _, found in heard)
    assert right >= 0.96 * len(heard)
    assert len(heard) - right - unknown <= 0.003 * len(heard)


@pytest.mark.parametrize(
    ("heard", "topic"),
    [
        ("To start what work have you don that involved helping customer.", "customer_work"),
        ("Two pickers are missing and the last truck leaves in 2 hours. What would you do first?", "late_truck"),
        ("2 pickles are missing and the last track leaves in 2 hours what would you do first", "late_truck"),
        ("A page that used to load it once now takes 3 seconds. How would you find out why?", "slow_page"),
        ("Do you hold a forklift license that is valid today?", "forklift"),
        ("The team shares uncle duty about 1 week in 6. Would that work for you?", "on_call"),
        ("Our conversation will be recorded, so that a recruiter can review it. Is that alright with you?", "consent"),
        ("Sorry, I didn't catch that. Could you say it again?", "say_again"),
        ("Hello, can you hear me?", "still_here"),
        ("Coming back to my question. Describe a time when you did not know the answer to a customers question.",
         "unknown_answer"),
        ("Thank you for your time and goodbye.", "goodbye"),
    ],
)  # fmt: skip
def test_what_a_recogniser_makes_of_a_question_is_understood(heard: str, topic: str) -> None:
    assert find_topic(heard, PHRASES) == topic


@pytest.mark.parametrize(
    "heard",
    [
        "What is your favourite colour?",
        "Tell me about yourself.",
        "Where do you see yourself in five years?",
        "Tell me about a project that went wrong.",
        "Thank you.",
        "Okay, one moment please.",
        "The team has twenty four people in three groups of eight.",
        "I'm the AI interviewer of Hillside Logistics, a computer program and not a person.",
        "Good question. I can't answer that one myself, but I'll pass it on to the team and they will get back to you.",
        "",
    ],
)
def test_what_is_in_no_script_is_not_mistaken_for_a_topic(heard: str) -> None:
    assert find_topic(heard, PHRASES) is None


@pytest.mark.parametrize(
    "beginning",
    [
        "Two pickers are missing, and the last truck leaves in two hours.",
        "Thank you. A page that used to load at once now takes three seconds.",
        "The team shares on-call duty, about one week in six.",
        "Suppose it turns out to be the database.",
        "Describe a time when you did not",
    ],
)
def test_the_beginning_of_a_question_is_not_yet_a_question(beginning: str) -> None:
    assert find_topic(beginning, PHRASES) is None


def test_of_two_things_asked_the_last_one_counts() -> None:
    heard = "That was the last question. Do you have any questions for me?"
    assert find_topic(heard, PHRASES) == "any_questions"
    heard = "Does that answer your question? How did it end for the customer?"
    assert find_topic(heard, PHRASES) == "customer_outcome"


@given(st.text(max_size=300))
def test_whatever_is_heard_is_dealt_with(heard: str) -> None:
    assert find_topic(heard, PHRASES) in {None, *PHRASES}
    assert expects_reply(heard) in {True, False}


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ("What is your favourite colour?", True),
        ("okay then tell me about yourself", True),
        ("Thank you. And how would your colleagues describe you", True),
        ("Please describe how you learn.", True),
        ("Thank you for that.", False),
        ("The pay is twenty eight thousand a year.", False),
        ("Imagine a customer calls.", False),
        ("", False),
    ],
)
def test_a_question_or_a_request_expects_a_reply(heard: str, expected: bool) -> None:  # noqa: FBT001 - the expectation
    assert expects_reply(heard) is expected
