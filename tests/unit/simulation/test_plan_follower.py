"""The emulated language model, told to hold an interview by itself."""

from __future__ import annotations

from voice.told import GOODBYE, greeting, instructions

from interviewer.simulation.vendors import writer

PLAN = ("Who did you tell about the danger?", "We are on call one week in six. Would that work for you?")
TOLD = {"role": "system", "content": instructions("Bluebird Broadband", PLAN)}
HELLO = {"role": "assistant", "content": greeting("Bluebird Broadband")}


def said(*turns: str) -> str:
    """What it answers after the greeting, then candidate and interviewer by turns."""
    roles = ("user", "assistant")
    spoken = [{"role": roles[number % 2], "content": text} for number, text in enumerate(turns)]
    return writer.answer([TOLD, HELLO, *spoken])


def test_after_the_yes_it_asks_the_first_question_word_for_word() -> None:
    assert said("Yes, that's fine.") == PLAN[0]


def test_after_an_answer_it_asks_a_follow_up_and_then_the_next_question() -> None:
    follow_up = said("Yes.", PLAN[0], "I told the depot manager first.")
    assert "manager" in follow_up
    assert said("Yes.", PLAN[0], "I told the depot manager first.", follow_up, "He closed the aisle.") == PLAN[1]


def test_a_question_that_was_broken_off_counts_as_asked() -> None:
    assert said("Yes.", "Who did you tell", "I told the depot manager first.") not in PLAN


def test_when_the_plan_is_through_it_only_follows_up() -> None:
    assert said("Yes.", PLAN[1], "That works.", "What did you learn from that?", "To rest between shifts.") not in PLAN


def test_after_the_last_follow_up_it_says_the_goodbye_that_it_was_told() -> None:
    told = {"role": "system", "content": instructions("Bluebird Broadband", PLAN, GOODBYE)}
    turns = ("Yes.", PLAN[1], "That works.", "What did you learn from that?", "To rest between shifts.")
    roles = ("user", "assistant")
    spoken = [{"role": roles[number % 2], "content": text} for number, text in enumerate(turns)]
    assert writer.answer([told, HELLO, *spoken]) == GOODBYE
    assert writer.answer([told, HELLO, *spoken[:3]]) != GOODBYE, "a follow-up comes first"


def test_without_a_plan_in_its_instructions_it_asks_none() -> None:
    messages = [{"role": "system", "content": "1. Be brief."}, {"role": "user", "content": "I told the manager."}]
    assert "manager" in writer.answer(messages)
