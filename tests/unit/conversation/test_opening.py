"""How a call opens: the right person, the disclosure, the consent, the right moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from interviewer.conversation import lines
from interviewer.conversation.facts import CandidateChoseTime, CandidateSignalled, ConsentGiven, ConsentRefused, Heard
from interviewer.conversation.languages import ENGLISH
from interviewer.conversation.script import Progress
from room import SCRIPT, TEAM, Room

SAID, REPLIES = ENGLISH.lines, ENGLISH.replies
CALL = replace(SCRIPT, opening="full")
TOMORROW_AT_THREE = datetime(2026, 11, 27, 15)  # noqa: DTZ001 - on the clocks where the candidate lives


def called() -> Room:
    return Room(CALL).begins()


def at_the_time_check() -> Room:
    return called().hears("Yes, speaking.", "Yes, that's fine.")


def test_a_call_asks_for_the_person_first_and_tells_nobody_else_what_it_is_about() -> None:
    room = called()
    assert room.said[0].kind == "identity"
    assert "Am I speaking with Robin?" in room.last
    assert "AI" in room.last
    assert SCRIPT.job_title not in room.last


@pytest.mark.parametrize("text", ["Yes, speaking.", "Yes.", "This is Robin.", "That's me.", "Robin here, hello."])
def test_who_is_the_candidate_hears_the_disclosure_whole(text: str) -> None:
    room = called().hears(text)
    assert room.said[-1].kind == "greeting"
    assert room.said[-1].lines == lines.greeting(CALL)
    assert "computer program" in room.last


def test_the_consent_is_followed_by_the_time_check_and_that_by_the_first_question() -> None:
    room = at_the_time_check()
    assert room.of(ConsentGiven)
    assert room.said[-1].kind == "time_check"
    room.hears("Yes, it is.")
    assert room.said[-1].lines == (SAID.begins, TEAM.ask)
    assert [speech.kind for speech in room.said] == ["identity", "greeting", "time_check", "question"]


def test_without_a_name_nobody_is_asked_for() -> None:
    room = Room(replace(CALL, candidate_name="")).begins()
    assert room.said[0].kind == "greeting"


def test_a_link_opens_with_the_disclosure_and_goes_from_the_consent_to_the_first_question() -> None:
    room = Room().begins().hears("Yes, that's fine.")
    assert [speech.kind for speech in room.said] == ["greeting", "question"]


def test_who_asks_who_this_is_is_told_and_asked_again() -> None:
    room = called().hears("Who is this?")
    assert room.said[-1].kind == "identity"
    assert "Harbour Goods" in room.last
    assert room.last.endswith("Am I speaking with Robin?")


def test_a_hello_is_asked_again_and_in_the_end_taken_for_the_candidate() -> None:
    room = called().hears("Hello?", "Hello?", "Hello?")
    assert [speech.kind for speech in room.said] == ["identity", "identity", "identity", "greeting"]


@pytest.mark.parametrize(
    "text", ["No.", "No, this is her brother.", "She's not here.", "Robin is out, this is his wife."]
)
def test_somebody_else_is_asked_whether_the_candidate_can_come_or_when_to_call(text: str) -> None:
    room = called().hears(text)
    assert "Could Robin come to the phone" in room.last
    assert room.signals == ["wrong_person"]


def test_somebody_else_who_fetches_the_candidate_is_waited_for() -> None:
    room = called().hears("No, this is her brother.", "One moment, I'll get her.")
    assert room.last == SAID.waits
    assert room.said[-1].unhurried >= 4
    assert room.hears("Hello?").last.endswith("Am I speaking with Robin?")
    assert room.hears("Yes, speaking.").said[-1].kind == "greeting"


@pytest.mark.parametrize("text", ["No.", "You have the wrong number.", "She doesn't live here any more."])
def test_a_wrong_number_is_let_go_with_an_apology(text: str) -> None:
    room = called().hears("No, I'm not.", text)
    assert room.ended == "wrong_person"
    assert room.last == SAID.wrong_person


def test_somebody_else_may_say_when_to_call_back() -> None:
    room = called().hears(
        "No, this is his father.", "He is home tomorrow at three in the afternoon.", "Yes, that's right."
    )
    assert room.of(CandidateChoseTime) == [CandidateChoseTime(TOMORROW_AT_THREE)]
    assert room.ended == "rescheduled"


def test_nothing_is_noted_of_somebody_else_but_that_it_was_somebody_else() -> None:
    room = called().hears("No, this is his father.", "No idea, I can't say.")
    assert room.signals == ["wrong_person"]
    assert not room.of(ConsentGiven)
    assert not room.of(ConsentRefused)


@pytest.mark.parametrize(
    "text", ["No, not really.", "It's a bad time, I'm driving.", "I'm at work.", "Could you call later?"]
)
def test_who_has_no_time_now_is_asked_for_a_better_one(text: str) -> None:
    room = at_the_time_check().hears(text)
    assert room.last == SAID.when_else
    assert room.signals == ["not_now"]


def test_the_time_is_read_back_and_noted_when_it_is_right() -> None:
    room = at_the_time_check().hears("Not now, no.", "Tomorrow at three.")
    assert room.said[-1].kind == "read_back"
    assert room.last == "So that is tomorrow, Friday, at three in the afternoon. Is that right?"
    room.hears("Yes, perfect.")
    assert room.of(CandidateChoseTime) == [CandidateChoseTime(TOMORROW_AT_THREE)]
    assert room.last == SAID.time_chosen
    assert room.ended == "rescheduled"


def test_a_time_that_was_named_with_the_no_is_read_back_at_once() -> None:
    room = at_the_time_check().hears("No, can you call me tomorrow at three?")
    assert room.said[-1].kind == "read_back"


def test_a_time_that_was_misunderstood_is_corrected_by_voice() -> None:
    room = at_the_time_check().hears("Not now.", "Tomorrow at three.", "No, at four in the afternoon tomorrow.")
    assert "at four" in room.last
    room.hears("Yes.")
    assert room.of(CandidateChoseTime)[0].local.hour == 16


def test_a_yes_with_another_time_in_it_is_a_correction() -> None:
    room = at_the_time_check().hears("Not now.", "Tomorrow at three.", "Yes, but tomorrow at five would be better.")
    assert room.said[-1].kind == "read_back"
    assert "at five" in room.last


def test_a_time_that_stays_unclear_is_left_to_people() -> None:
    room = at_the_time_check().hears("Not now.", "Some time, I don't know.", "Whenever.")
    assert room.ended == "rescheduled"
    assert room.last == SAID.no_time
    assert not room.of(CandidateChoseTime)


def test_where_the_time_of_day_is_not_known_no_time_is_promised() -> None:
    room = Room(CALL, began=None).begins().hears("Yes.", "Yes.", "Not now.", "Tomorrow at three.", "Tomorrow at three.")
    assert room.ended == "rescheduled"
    assert not room.of(CandidateChoseTime)


def test_a_bad_moment_on_picking_up_is_understood_before_anything_else_is_said() -> None:
    room = called().hears("I'm driving, call me back tomorrow at three.")
    assert room.said[-1].kind == "read_back"
    assert room.signals == ["not_now"]


def test_an_unclear_answer_to_the_time_check_is_asked_about_once_and_then_the_questions_begin() -> None:
    room = at_the_time_check().hears("The weather is nice.", "Bananas.")
    assert [speech.kind for speech in room.said[-2:]] == ["time_check", "question"]


def test_silence_at_the_time_check_leads_to_the_questions_and_their_own_end() -> None:
    room = at_the_time_check().silent(12)
    assert room.ended == "candidate_silent"


def test_silence_when_a_time_was_asked_for_leaves_it_to_people() -> None:
    room = at_the_time_check().hears("Not now.").silent(2)
    assert room.ended == "rescheduled"


@pytest.mark.parametrize("text", ["Don't call me again.", "Take me off your list.", "Stop calling me!"])
@pytest.mark.parametrize("before", [(), ("Yes, speaking.",), ("Yes, speaking.", "Yes.")])
def test_who_wants_no_calls_gets_none_wherever_the_opening_is(text: str, before: tuple[str, ...]) -> None:
    room = called().hears(*before, text)
    assert room.ended == "opted_out"
    assert room.last == REPLIES.opted_out


def test_who_asks_something_before_the_consent_is_told_what_it_is_for_and_asked_again() -> None:
    room = called().hears("Yes.", "Who will listen to the recording?")
    assert room.said[-1].lines == (SAID.consent_explained,)
    assert room.hears("Okay, then yes.").of(ConsentGiven)


def test_who_asks_before_the_consent_whether_this_is_an_ai_is_told_the_truth_and_has_not_consented() -> None:
    room = called().hears("Yes.", "Are you a real person?")
    assert room.said[-1].lines == (REPLIES.is_ai, SAID.may_i_record)
    assert not room.of(ConsentGiven)


def test_who_wants_a_person_before_the_consent_has_not_consented_by_going_on() -> None:
    room = called().hears("Yes.", "Can I talk to a real person?", "Yes, okay.")
    assert room.said[-1].lines == (REPLIES.goes_on, SAID.may_i_record)
    assert not room.of(ConsentGiven)
    assert room.hears("Yes.").of(ConsentGiven)


def test_who_wants_the_disclosure_again_hears_it_whole() -> None:
    room = called().hears("Yes.", "Sorry, could you repeat that?")
    assert room.said[-1].lines == lines.greeting(CALL)


def test_who_stops_before_the_consent_has_refused_it() -> None:
    room = called().hears("Yes.", "I want to stop here.")
    assert room.ended == "declined"
    assert room.of(ConsentRefused)


def test_a_yes_that_began_before_the_question_is_no_consent() -> None:
    room = called().hears("Yes.")
    room.sees(Heard("1.9", "Yes.", early=True))
    assert not room.of(ConsentGiven)


def test_who_takes_over_after_the_consent_asks_neither_who_nor_whether_it_is_a_good_time() -> None:
    room = Room(CALL, Progress(consent=True, asked=("team",), resumed=True)).begins()
    assert room.said[0].lines == (SAID.resumed, TEAM.ask)


def test_who_takes_over_between_the_consent_and_the_time_check_asks_for_the_time() -> None:
    room = Room(CALL, Progress(consent=True, resumed=True)).begins()
    assert room.said[0].lines == (SAID.resumed, SAID.ready)
    asked = Room(CALL, Progress(consent=True, time_checked=True, resumed=True)).begins()
    assert asked.said[0].lines == (SAID.resumed, TEAM.ask)


def test_who_takes_over_speaks_slowly_and_waits_if_the_candidate_asked_for_it() -> None:
    wished = (CandidateSignalled("slower", "1.3"), CandidateSignalled("more_time", "1.5"))
    room = Room(CALL, Progress(consent=True, asked=("team",), signals=wished, resumed=True)).begins()
    assert (room.said[0].pace, room.said[0].unhurried) == ("slow", 2.0)


def test_who_takes_over_before_the_consent_opens_again() -> None:
    room = Room(CALL, Progress(resumed=True)).begins()
    assert room.said[0].kind == "identity"
    assert room.said[0].lines[0] == SAID.resumed


def test_all_lines_that_name_the_candidate_are_known_so_that_none_is_kept() -> None:
    naming = set(lines.naming(CALL))
    assert {line for line in lines.everything(CALL) if "Robin" in line} == naming
    assert naming


def test_who_says_who_it_is_and_asks_who_calls_is_told_with_the_greeting() -> None:
    room = Room(replace(SCRIPT, opening="full")).begins().hears("Yes, that's me. Who is this?")
    assert room.said[-1].kind == "greeting"
    assert Room(replace(SCRIPT, opening="full")).begins().hears("Yes? Who is this?").said[-1].kind == "identity"
