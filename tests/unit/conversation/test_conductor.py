"""The conductor's scenarios, as text: what the interviewer does upon what it hears."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.conversation import lines
from interviewer.conversation.facts import (
    Began,
    CandidateAsked,
    ConsentGiven,
    ConsentRefused,
    FollowUp,
    Heard,
    HeardLate,
    NotUnderstood,
    NotWritten,
    Observation,
    ProbeAsked,
    QuestionAnswered,
    QuestionAsked,
    QuestionSkipped,
    StayedSilent,
)
from interviewer.conversation.languages import ENGLISH
from interviewer.conversation.script import Progress
from room import FULL, LONG, SCRIPT, Room


def in_questions() -> Room:
    return Room().sees(Began()).hears("Yes, that's fine.")


def test_the_call_opens_with_who_is_calling_and_asks_for_consent() -> None:
    room = Room().sees(Began())
    assert room.said[0].kind == "greeting"
    assert "computer program" in room.last
    assert "recorded" in room.last
    assert room.last.endswith("?")


def test_a_yes_starts_the_questions_in_the_plans_words() -> None:
    room = in_questions()
    assert any(isinstance(n, ConsentGiven) for n in room.notes)
    assert any(isinstance(n, QuestionAsked) and n.question_id == "team" for n in room.notes)
    assert SCRIPT.questions[0].ask in room.said[-1].lines


def test_a_no_ends_the_call_politely_and_notes_no_words() -> None:
    room = Room().sees(Began()).hears("No, I would rather not.")
    assert room.ended == "declined"
    assert room.notes == [ConsentRefused()]
    assert room.last == ENGLISH.lines.declined


def test_an_unclear_answer_to_consent_is_asked_about_and_in_the_end_taken_as_no() -> None:
    room = Room().sees(Began()).hears("What a nice day.").hears("The weather is lovely.").hears("Bananas.")
    assert [s.kind for s in room.said] == ["greeting", "consent", "consent", "closing"]
    assert room.ended == "declined"


def test_a_yes_said_over_the_unfinished_disclosure_is_no_consent() -> None:
    room = Room()
    room.sees(Began(), fraction=0.3)
    assert not room.hears("Yes.").notes


def test_a_greeting_that_was_not_heard_to_its_end_is_said_again_and_given_up_in_the_end() -> None:
    room = Room()
    room.sees(Began(), fraction=0.3)
    room.hears("Yes.", fraction=0.3).sees(StayedSilent(), fraction=0.3).hears("Hello?", fraction=0.3)
    assert [s.kind for s in room.said] == ["greeting"] * 3
    assert room.ended == "failed"


def test_a_short_answer_is_probed_once_and_then_the_interview_goes_on() -> None:
    room = in_questions().hears("I led a team.")
    assert room.said[-1].probe_id == "more"
    assert any(isinstance(n, ProbeAsked) for n in room.notes)
    room.hears("We were twelve people on the night shift, and in the end we shipped everything on time.")
    assert QuestionAnswered("team", room.notes[-2].turn_ids) in room.notes  # type: ignore[union-attr]
    assert room.said[-1].question_id == "nights"


def test_two_acknowledgements_in_a_row_are_never_the_same() -> None:
    room = in_questions().hears("I led a team.").hears("Twelve people.")
    openings = [s.lines[0] for s in room.said if s.lines[0] in ENGLISH.lines.acknowledgements]
    assert all(a != b for a, b in pairwise(openings))


def test_asked_to_repeat_it_repeats_the_question() -> None:
    room = in_questions().hears("Sorry, could you repeat that?")
    assert room.last.endswith(SCRIPT.questions[0].ask)
    assert not any(isinstance(n, QuestionAnswered) for n in room.notes)


def test_a_question_back_is_passed_on_and_the_open_question_asked_again() -> None:
    room = in_questions().hears("How large is the team there?")
    assert any(isinstance(n, CandidateAsked) for n in room.notes)
    assert room.last.startswith(ENGLISH.lines.for_the_team)
    assert room.last.endswith(SCRIPT.questions[0].ask)


def test_an_answer_that_ends_in_a_question_counts_as_an_answer() -> None:
    room = in_questions().hears(f"{LONG} In the end it went well. What does your team look like?")
    assert room.said[-1].question_id == "nights"
    assert any(isinstance(n, CandidateAsked) for n in room.notes)


def test_a_candidate_who_goes_on_over_the_next_question_is_heard_and_it_is_asked_again() -> None:
    room = in_questions().hears(f"{LONG} In the end", fraction=0.2)
    assert room.state.cut
    assert room.state.addressed == "team"
    room.hears("we were the fastest shift.")
    answered = [n for n in room.notes if isinstance(n, QuestionAnswered)]
    assert {n.question_id for n in answered} == {"team"}
    assert len(answered[-1].turn_ids) == len(answered[0].turn_ids) + 1
    assert room.said[-1].question_id == "nights"
    assert not room.state.cut


def test_skipping_on_request_is_noted() -> None:
    room = in_questions().hears("Can we skip this one?")
    assert QuestionSkipped("team", "candidate_wished") in room.notes
    assert room.said[-1].question_id == "nights"


def test_silence_from_the_start_ends_the_call_without_questions() -> None:
    room = Room().sees(Began())
    for _ in range(3):
        room.sees(StayedSilent())
    assert room.ended == "candidate_silent"
    assert not room.notes


def test_silence_at_a_question_is_waited_for_then_asked_again_then_skipped() -> None:
    room = in_questions()
    room.sees(StayedSilent())
    assert room.last == ENGLISH.lines.take_your_time
    room.sees(StayedSilent())
    assert SCRIPT.questions[0].ask in room.last
    room.sees(StayedSilent())
    assert QuestionSkipped("team", "no_answer") in room.notes
    for _ in range(3):
        room.sees(StayedSilent())
    assert room.ended == "candidate_silent"


def test_a_resumed_interview_goes_on_at_the_open_question_and_does_not_greet_again() -> None:
    progress = Progress(consent=True, asked=("team", "nights"), closed=("team",), resumed=True)
    room = Room(progress=progress).sees(Began())
    assert room.said[0].lines == (ENGLISH.lines.resumed, SCRIPT.questions[1].ask)


@pytest.mark.parametrize("answer", ["Yes.", "I could."])
def test_after_the_last_answer_it_says_what_happens_next_and_goodbye(answer: str) -> None:
    room = in_questions().hears(f"{LONG} In the end it worked.").hears(answer)
    assert room.ended == "finished"
    assert "goodbye" in room.last
    assert len([n for n in room.notes if isinstance(n, QuestionAnswered)]) == 2


def test_all_that_is_said_was_named_beforehand_so_that_it_can_be_synthesised() -> None:
    room = in_questions().hears("Short.").hears("How large is it?").sees(NotUnderstood()).sees(StayedSilent())
    room.hears("Can we skip this?").hears("Yes.")
    known = set(lines.everything(SCRIPT))
    assert {line for speech in room.said for line in speech.lines} <= known


anything = st.one_of(
    st.builds(
        Heard,
        st.just("1.99"),
        st.sampled_from(["Yes.", "No.", "Hm,", LONG, "Could you repeat that?", "Why?", "Skip this.", ""]),
    ),
    st.builds(Heard, st.just("1.98"), st.text(max_size=60)),
    st.just(StayedSilent()),
    st.just(NotUnderstood()),
)


@given(st.lists(st.tuples(anything, st.floats(0, 1)), max_size=40))
def test_whatever_happens_no_question_is_asked_again_after_it_was_closed_and_the_end_is_final(
    course: list[tuple[Observation, float]],
) -> None:
    room = Room().sees(Began())
    closed: set[str] = set()
    for seen, fraction in course:
        said = len(room.said)
        room.sees(seen, fraction)
        fresh = room.said[said:]
        assert len([s for s in fresh if s.kind in ("question", "probe", "consent")]) <= 1
        assert all(s.question_id not in closed for s in fresh if s.kind == "question")
        closed |= {n.question_id for n in room.notes if isinstance(n, QuestionAnswered | QuestionSkipped)}
    if room.ended is not None:
        before = len(room.said)
        room.hears("Hello?")
        assert len(room.said) == before


@given(st.lists(anything, min_size=80, max_size=80), st.floats(0, 1))
def test_a_conversation_without_any_sense_comes_to_an_end_too(course: list[Observation], fraction: float) -> None:
    room = in_questions()
    for seen in course:
        room.sees(seen, fraction)
    assert room.ended is not None


@given(
    st.lists(
        st.sampled_from(
            ["Yes.", LONG, "Could you repeat that?", "How large is it?", "In the end it went well.", "I see."]
        ),
        min_size=60,
        max_size=60,
    )
)
def test_a_talking_candidate_always_gets_to_the_end(answers: list[str]) -> None:
    room = in_questions()
    for answer in answers:
        room.hears(answer)
    assert room.ended == "finished"


def with_a_language_model() -> Room:
    return Room(progress=Progress(consent=True, resumed=True), writes=True).sees(Began())


def test_an_answer_that_lacks_nothing_is_followed_up_once_by_the_language_model() -> None:
    room = with_a_language_model().hears(FULL)
    assert room.said[-1].written == FollowUp(SCRIPT.questions[0].ask, FULL)
    assert any(isinstance(n, ProbeAsked) and n.probe_id == "written-1" for n in room.notes)
    room.hears("I asked everybody what they would change.")
    assert room.said[-1].question_id == "nights"


def test_the_authors_follow_ups_come_before_those_of_a_model() -> None:
    room = with_a_language_model().hears("I led a team.")
    assert room.said[-1].probe_id == "more"


def test_a_yes_or_no_is_not_followed_up_by_a_model() -> None:
    room = (
        with_a_language_model().hears(FULL).hears("We planned it together.").hears("Yes, gladly, whenever you need me.")
    )
    assert room.said[-1].kind == "closing"


def test_what_a_model_could_not_write_is_left_out_and_the_plan_goes_on() -> None:
    room = with_a_language_model().hears(FULL)
    room.sees(NotWritten(room.said[-1], "it came too late"))
    assert room.said[-1].question_id == "nights"
    assert any(isinstance(n, QuestionAnswered) and n.question_id == "team" for n in room.notes)


def test_thanks_are_said_every_second_time_at_most() -> None:
    room = in_questions().hears("I led a team.").hears("It was in a warehouse.").hears("We did well.").hears("Yes.")
    thanked = [bool(set(speech.lines) & set(ENGLISH.lines.acknowledgements)) for speech in room.said]
    assert any(thanked)
    assert not any(first and second for first, second in pairwise(thanked))


@pytest.mark.parametrize("said", ["Sure, I'll say it again.", "Let me say that again.", "I can repeat it."])
def test_who_offers_to_repeat_asks_for_no_repetition(said: str) -> None:
    room = in_questions().hears(said)
    assert ENGLISH.lines.repeat not in room.said[-1].lines


def test_words_that_were_understood_late_are_part_of_the_answer_they_belong_to() -> None:
    room = in_questions().hears(FULL)
    assert room.said[-1].question_id == "nights"
    room.sees(HeardLate("1.9", "In the end they thanked me."))
    assert room.said[-1].question_id == "nights"
    answered = [n for n in room.notes if isinstance(n, QuestionAnswered)]
    assert [n.question_id for n in answered] == ["team", "team"]
    assert answered[1].turn_ids == (*answered[0].turn_ids, "1.9")


def test_words_that_come_late_while_a_follow_up_is_asked_count_with_the_open_answer() -> None:
    room = in_questions().hears("I led a team.").sees(HeardLate("1.9", "In the end they thanked me."))
    room.hears("It was in a warehouse in the north for three years and I planned the work of twelve people.")
    (answered,) = [n for n in room.notes if isinstance(n, QuestionAnswered)]
    assert "1.9" in answered.turn_ids


def test_who_asks_for_the_question_that_they_spoke_over_gets_it_again_and_has_answered_nothing() -> None:
    room = in_questions().hears(FULL, fraction=0.3).hears("Sorry, could you repeat that?")
    assert room.said[-1].lines == (ENGLISH.lines.repeat, SCRIPT.questions[1].ask)
    assert [n.question_id for n in room.notes if isinstance(n, QuestionAnswered)] == ["team"]


def test_sounds_without_words_are_asked_about_three_times_and_then_the_call_comes_to_an_end() -> None:
    room = in_questions()
    for _ in range(20):
        room.sees(NotUnderstood())
    asked = (ENGLISH.lines.not_understood, ENGLISH.lines.not_understood_again, ENGLISH.replies.noisy)
    assert [line for speech in room.said for line in speech.lines if line in asked][:3] == [*asked]
    assert room.ended == "candidate_silent"


def test_a_greeting_of_which_nothing_was_heard_does_not_count() -> None:
    room = Room()
    for _ in range(4):
        room.sees(Began(), fraction=0.0) if room.turns == 0 else room.hears("Hello?", fraction=0.0)
    assert room.ended is None
    for _ in range(10):
        room.hears("Hello?", fraction=0.0)
    assert room.ended == "failed"
