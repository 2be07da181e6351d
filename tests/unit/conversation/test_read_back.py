"""What was understood of a number, a date or a choice is said back and corrected by voice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from interviewer.catalog.questions import AnyQuestion, Bounds, Choice, Consent, Date, Number, Option, YesNo
from interviewer.conversation.facts import AnswerUnderstood, CandidateSignalled
from interviewer.conversation.languages import ENGLISH
from interviewer.conversation.languages.en_statements import statement
from interviewer.conversation.script import Progress
from room import NIGHTS, SCRIPT, Room, in_questions

SAID = ENGLISH.lines
NOTICE = Number(
    id="notice",
    ask="How long is your notice period?",
    unit="months",
    knock_out=Bounds(above=4),
    rephrased="How many months?",
)
SHIFT = Choice(
    id="shift",
    ask="Would you like the early or the late shift?",
    options=(Option(id="early", label="the early shift"), Option(id="late", label="the late shift")),
)
START = Date(id="start", ask="When could you start?")
LICENCE = YesNo(id="licence", ask="Do you have a licence?", knock_out="no")


def asked(*questions: AnyQuestion, **given: object) -> Room:
    return in_questions(replace(SCRIPT, questions=questions, **given))  # type: ignore[arg-type]


def understood(room: Room) -> list[tuple[str, bool]]:
    return [(note.value, note.confirmed) for note in room.of(AnswerUnderstood)]


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        (NOTICE, "Two months.", "So that is two months. Is that right?"),
        (SHIFT, "The late one.", "So that is the late shift. Is that right?"),
    ],
)
def test_what_was_understood_is_said_back(question: AnyQuestion, text: str, said: str) -> None:
    room = asked(question, NIGHTS).hears(text)
    assert room.said[-1].kind == "read_back"
    assert room.said[-1].lines[-1] == said
    assert [confirmed for _, confirmed in understood(room)] == [False]


def test_a_date_is_said_back() -> None:
    room = asked(START, NIGHTS).hears("On the first of March.")
    assert room.said[-1].kind == "read_back"
    assert "March" in room.last


def test_a_yes_confirms_it_and_the_plan_goes_on() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.", "Yes, that's right.")
    assert [confirmed for _, confirmed in understood(room)] == [False, True]
    assert room.said[-1].question_id == "nights"
    assert "notice" in room.answers


def test_a_correction_by_voice_is_taken_and_said_back() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.", "No, three months.")
    assert room.last == "So that is three months. Is that right?"
    room.hears("Yes.")
    assert len({value for value, _ in understood(room)}) == 2
    assert understood(room)[-1][1]
    assert len(room.answers["notice"]) == 3


def test_a_yes_with_another_value_in_it_is_a_correction() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.", "Yes, well, three months.")
    assert room.last == "So that is three months. Is that right?"


def test_a_no_alone_is_asked_what_would_be_right() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.", "No.")
    assert room.said[-1].lines == (SAID.read_back_again,)
    room.hears("Three months.", "Yes.")
    assert understood(room)[-1][1]


def test_after_two_corrections_it_is_taken_as_it_is_and_not_confirmed() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.", "No, three months.", "No, four months.", "No, one month.")
    assert room.said[-1].question_id == "nights"
    assert not any(confirmed for _, confirmed in understood(room))


def test_a_request_to_repeat_says_it_back_again() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.", "Sorry, could you repeat that?")
    assert room.last == f"{SAID.repeat} So that is two months. Is that right?"
    assert room.hears("Yes.").said[-1].question_id == "nights"


def test_silence_after_it_goes_on_without_a_confirmation() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.").silent(2)
    assert room.said[-1].question_id == "nights"
    assert not any(confirmed for _, confirmed in understood(room))


def test_a_question_back_in_its_place_is_answered_and_the_plan_goes_on() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.", "How long is it at your company?")
    assert room.said[-1].lines == (SAID.for_the_team, NIGHTS.ask)
    assert "notice" in room.answers


def test_what_comes_to_no_value_is_asked_once_in_the_authors_other_words() -> None:
    room = asked(NOTICE, NIGHTS).hears("Not for long.")
    assert room.said[-1].lines[-1] == "How many months?"
    room.hears("Hard to say.")
    assert room.said[-1].question_id == "nights"
    assert not understood(room)


@pytest.mark.parametrize(("question", "text"), [(SHIFT, "Yeah."), (START, "Well, hard to say just now.")])
def test_an_answer_that_comes_to_no_value_is_asked_for_once_more(question: AnyQuestion, text: str) -> None:
    room = asked(question, NIGHTS).hears(text)
    assert room.said[-1].lines == (SAID.not_clear, question.ask)
    room.hears(text)
    assert room.said[-1].question_id == "nights"
    assert len(room.answers[question.id]) == 2


def test_what_was_not_clear_the_first_time_does_not_blur_what_is_said_the_second_time() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months, or maybe three months.", "Two months.")
    assert room.last == "So that is two months. Is that right?"


def test_thanks_come_after_the_yes_and_not_before_what_is_said_back() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.")
    assert len(room.said[-1].lines) == 1
    assert room.hears("Yes.").said[-1].lines[0] in SAID.acknowledgements


def test_who_would_rather_not_agree_has_answered_and_not_skipped() -> None:
    kept = Consent(id="kept", ask="May we keep your details?", to="that the details are kept")
    room = asked(kept, NIGHTS).hears("No, I'd rather not.")
    assert understood(room) == [("no", True)]
    assert not room.skipped


def test_a_yes_or_no_is_understood_and_not_said_back() -> None:
    room = asked(LICENCE, NIGHTS).hears("Yes, I do.")
    assert understood(room) == [("yes", True)]
    assert room.said[-1].question_id == "nights"


def test_an_answer_that_rules_out_is_said_back_and_the_interview_goes_on_as_after_any_other() -> None:
    room = asked(LICENCE, NIGHTS).hears("No, I don't.")
    assert room.said[-1].kind == "read_back"
    assert room.said[-1].lines[-1] == "So you do not have a licence. Is that right?"
    room.hears("Yes.")
    assert [(note.value, note.confirmed, note.knocked_out) for note in room.of(AnswerUnderstood)] == [
        ("no", False, True),
        ("no", True, True),
    ]
    assert room.said[-1].lines[-1] == NIGHTS.ask


@pytest.mark.parametrize(
    "text",
    ["Yes.", "That's right.", "Right.", "Correct.", "Yes, that's right, I don't have one.", "No, I don't.", "Not yet."],
)
def test_what_rules_out_is_confirmed_by_a_yes_to_it_or_by_saying_it_again(text: str) -> None:
    room = asked(LICENCE, NIGHTS).hears("No, I don't.", text)
    assert understood(room) == [("no", False), ("no", True)]
    assert room.said[-1].question_id == "nights"


@pytest.mark.parametrize("text", ["Yes, I do have one.", "No, I have one.", "I do."])
def test_what_would_rule_out_is_corrected_by_saying_so(text: str) -> None:
    room = asked(LICENCE, NIGHTS).hears("No, I don't.", text)
    assert understood(room)[-1][0] == "yes"
    assert not room.state.knocked_out
    assert room.said[-1].question_id == "nights"


def test_a_bare_no_to_what_rules_out_may_mean_either_so_the_question_itself_is_asked_once_more() -> None:
    room = asked(LICENCE, NIGHTS).hears("No, I don't.", "No.")
    assert room.said[-1].lines == (SAID.read_back_asked, LICENCE.ask)
    assert asked(LICENCE, NIGHTS).hears("No, I don't.", "No.", "No.").of(AnswerUnderstood)[-1].confirmed
    room.hears("Yes.")
    assert understood(room)[-1] == ("yes", True)
    assert not room.state.knocked_out


def test_who_goes_back_and_corrects_what_ruled_out_is_not_ruled_out_any_more() -> None:
    room = asked(LICENCE, NIGHTS).hears("No, I don't.", "Yes.")
    assert room.state.knocked_out
    room.hears("Can I go back to the first question?", "Sorry, I do have one, I misheard you.")
    assert understood(room)[-1][0] == "yes"
    assert not room.state.knocked_out


def test_what_rules_out_and_was_not_confirmed_is_noted_so() -> None:
    room = asked(LICENCE, NIGHTS).hears("No, I don't.").silent(2)
    assert understood(room) == [("no", False)]
    room = asked(LICENCE, NIGHTS).hears("No, I don't.", "Well, it's a long story.", "What?")
    assert not any(confirmed for _, confirmed in understood(room))


def test_a_question_that_cannot_be_turned_round_is_said_back_by_its_answer() -> None:
    odd = YesNo(id="odd", ask="For this job, a licence is needed: is that so for yours?", knock_out="no")
    assert asked(odd, NIGHTS).hears("No.").said[-1].lines[-1] == "So your answer is no. Is that right?"


@pytest.mark.parametrize(
    ("question", "no", "yes"),
    [
        ("Do you hold a licence?", "you do not hold a licence", "you hold a licence"),
        (
            "The team works on weekends. Would you be able to work that pattern?",
            "you would not be able to work that pattern",
            "you would be able to work that pattern",
        ),
        ("Have you ever driven a truck?", "you have not driven a truck", None),
        ("Would that work for you?", "that would not work for you", "that would work for you"),
        ("May we keep your details?", "we may not keep your details", "we may keep your details"),
        ("Do you have a car or a bicycle?", None, None),
        ("Is your licence valid?", None, None),
    ],
)
def test_a_question_of_yes_or_no_is_turned_into_what_its_answer_says(
    question: str, no: str | None, yes: str | None
) -> None:
    assert statement(question, agreed=False) == no
    assert statement(question, agreed=True) == yes


@pytest.mark.parametrize("text", ["That's right.", "Right.", "Exactly.", "Yeah.", "Mm, yes.", "Mhm."])
def test_people_say_yes_to_what_was_said_back_in_many_ways(text: str) -> None:
    assert understood(asked(NOTICE, NIGHTS).hears("Two months.", text))[-1][1]


def test_a_question_after_a_yes_to_what_was_said_back_is_answered_and_the_value_counts() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.", "Yes, that's right. How long is it at your company?")
    assert understood(room)[-1][1]
    assert room.said[-1].lines == (SAID.for_the_team, NIGHTS.ask)


def test_a_question_after_a_correction_is_answered_and_the_correction_said_back() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months.", "No, three months. How long is it at your company?")
    assert room.said[-1].lines == (SAID.for_the_team, "So that is three months. Is that right?")
    room.hears("Yes.")
    assert understood(room)[-1][1]
    assert room.said[-1].question_id == "nights"


def test_a_question_after_a_value_is_answered_and_the_value_said_back_not_asked_again() -> None:
    room = asked(NOTICE, NIGHTS).hears("Two months. How long is it at your company?")
    assert room.said[-1].lines == (SAID.for_the_team, "So that is two months. Is that right?")
    assert understood(room.hears("Yes.")) == [(understood(room)[0][0], False), (understood(room)[0][0], True)]


def test_a_question_after_a_yes_is_answered_and_the_yes_noted_and_not_asked_again() -> None:
    room = asked(LICENCE, NIGHTS).hears("Yes, I do. Do I need it every day?")
    assert understood(room) == [("yes", True)]
    assert room.said[-1].lines == (SAID.for_the_team, NIGHTS.ask)


def test_a_question_after_what_rules_out_is_answered_before_that_is_said_back() -> None:
    room = asked(LICENCE, NIGHTS, on_knock_out="finish").hears("No, I don't. Do I need it every day?")
    assert room.said[-1].lines == (SAID.for_the_team, "So you do not have a licence. Is that right?")
    room.hears("Yes.")
    assert understood(room)[-1] == ("no", True)
    assert room.asked == ["licence"]


def taken_over(before: Room, *questions: AnyQuestion) -> Room:
    progress = Progress(
        consent=True,
        asked=tuple(before.asked),
        answer_so_far=before.state.answer,
        resumed=True,
        understood=tuple({note.question_id: note for note in before.of(AnswerUnderstood)}.values()),
        signals=tuple(before.of(CandidateSignalled)),
    )
    return Room(replace(SCRIPT, questions=questions), progress).begins()


def test_who_takes_over_says_back_what_was_understood_instead_of_asking_for_it_again() -> None:
    room = taken_over(asked(NOTICE, NIGHTS).hears("Two months."), NOTICE, NIGHTS)
    assert room.said[-1].lines == (SAID.resumed, "So that is two months. Is that right?")
    room.hears("Yes.")
    assert room.said[-1].question_id == "nights"
    assert "notice" in room.answers


def test_who_takes_over_neither_asks_nor_says_back_what_was_confirmed() -> None:
    before = asked(NOTICE, NIGHTS).hears("Two months.", "Yes.")
    room = taken_over(before, NOTICE, NIGHTS)
    assert room.said[-1].lines == (SAID.resumed, NIGHTS.ask)
    assert room.answers["notice"] == before.answers["notice"]


def test_who_takes_over_goes_on_slowly_and_waits_longer_for_who_wished_for_that() -> None:
    before = in_questions().hears("Could you speak slower, please?", "I need a bit more time, please.")
    room = taken_over(before, *SCRIPT.questions)
    assert room.said[-1].pace == "slow"
    assert room.said[-1].unhurried > 1


def test_where_the_plan_says_so_it_leads_to_the_candidates_questions_and_a_kind_end_without_a_judgement() -> None:
    room = asked(LICENCE, NIGHTS, on_knock_out="finish", invites=True).hears("No, I don't.", "Yes, that's right.")
    assert room.said[-1].kind == "invitation"
    room.hears("No.")
    assert room.ended == "finished"
    assert "get back to you" in room.last
    assert room.asked == ["licence"]


def test_a_number_beyond_the_bounds_is_marked_when_it_is_noted() -> None:
    room = asked(NOTICE, NIGHTS).hears("Six months.", "Yes.")
    assert room.of(AnswerUnderstood)[-1].knocked_out


def test_a_correction_later_on_is_understood_too() -> None:
    room = asked(NOTICE, NIGHTS, SHIFT).hears(
        "Two months.", "Yes.", "Can I go back to the first question?", "It's three months."
    )
    assert understood(room)[-1] == (room.of(AnswerUnderstood)[-1].value, False)
    assert room.of(AnswerUnderstood)[-1].question_id == "notice"
    assert room.said[-1].question_id == "nights"
