"""What an answer lacks is asked for: as the author wrote, by the catalogue's parts, or by a language model."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from interviewer.catalog.models import MissingAnyOf, Probe, ShorterThan
from interviewer.catalog.questions import AnyQuestion, Behavioural, Open
from interviewer.conversation.facts import FollowUp, NotWritten, ProbeAsked, ProposalRefused
from interviewer.conversation.languages import ENGLISH
from interviewer.conversation.script import Progress
from room import FULL, LONG, NIGHTS, SCRIPT, TEAM, Room, in_questions
from room import WRITTEN as FOUND

SAID = ENGLISH.lines
TOLD = Behavioural(id="told", ask="Tell me about a mistake of yours.")
PARTS = replace(SCRIPT, questions=(TOLD, NIGHTS), parts=True)
WRITTEN = Behavioural(
    id="told",
    ask="Tell me about a mistake of yours.",
    probes=(
        Probe(id="then", when=MissingAnyOf(missing_any_of=("afterwards", "then")), ask="What happened afterwards?"),
        Probe(id="hardest", when=ShorterThan(shorter_than=10), ask="What was hardest about it?"),
    ),
)


def asks(answer: str, question: AnyQuestion = TOLD, *, writes: bool = False) -> Room:
    return in_questions(replace(PARTS, questions=(question, NIGHTS)), writes=writes).hears(answer)


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        ("I always check the labels twice, and in the end it works.", "situation"),
        ("There was a wrong label on a pallet last year. In the end the customer was happy.", "action"),
        ("Last year I sent a pallet to the wrong town and I told my boss at once.", "result"),
    ],
)
def test_the_part_that_an_answer_lacks_is_asked_for(answer: str, part: str) -> None:
    room = asks(answer)
    assert room.said[-1].lines[-1] == SAID.parts[part]
    assert room.of(ProbeAsked)[0].probe_id == f"part-{part}"


def test_who_wants_only_its_own_follow_ups_gets_no_others() -> None:
    room = in_questions(replace(PARTS, follow_ups=0), writes=True).hears("I always check the labels.")
    assert room.said[-1].question_id == "nights"


def test_a_whole_story_is_not_asked_about() -> None:
    room = asks("Last year I sent a pallet to the wrong town. I told my boss, and in the end the customer was happy.")
    assert room.said[-1].question_id == "nights"


def test_a_part_is_asked_for_once() -> None:
    room = asks("I always check the labels.").hears("I don't know.")
    assert room.said[-1].question_id == "nights"


def test_the_authors_follow_ups_come_before_the_catalogues() -> None:
    room = asks("Last year I sent a whole pallet to the wrong town, and I told my boss at once.", WRITTEN)
    assert room.said[-1].probe_id == "then"
    room.hears("Nothing much.")
    assert room.said[-1].probe_id == "part-result"
    room.hears("I don't know.")
    assert room.said[-1].question_id == "nights", "two are enough"


def test_only_behavioural_questions_have_parts() -> None:
    question = Open(id="told", ask="Why this job?")
    assert asks("I like it.", question).said[-1].question_id == "nights"


MANY = "Last year I sent a pallet to the wrong town. I told my boss, and afterwards the customer was happy in the end."


@pytest.mark.parametrize("most", [0, 1, 2, 3])
def test_a_language_model_finds_as_many_follow_ups_as_the_plan_says(most: int) -> None:
    script = replace(PARTS, questions=(TOLD, NIGHTS), follow_ups=most)
    room = in_questions(script, writes=True).hears(*[MANY] * 4)
    assert sum(isinstance(speech.written, FollowUp) for speech in room.said) == most


def test_a_refused_follow_up_is_noted_and_an_authors_one_asked_instead() -> None:
    room = asks(MANY, WRITTEN, writes=True)
    room.sees(NotWritten(room.said[-1], "it judges the answer", "Great answer, why?"))
    assert room.of(ProposalRefused) == [ProposalRefused("told", "it judges the answer", "Great answer, why?")]
    assert room.said[-1].probe_id == "hardest"


def test_a_refused_follow_up_without_another_one_is_left_out() -> None:
    room = asks(MANY, writes=True)
    room.sees(NotWritten(room.said[-1], "it judges the answer", "Great answer, why?"))
    assert room.of(ProposalRefused)
    assert room.said[-1].question_id == "nights"


def test_one_that_came_too_late_is_left_out_and_nothing_was_refused() -> None:
    room = asks(MANY, WRITTEN, writes=True)
    room.sees(NotWritten(room.said[-1], "it came too late"))
    assert not room.of(ProposalRefused)
    assert room.said[-1].question_id == "nights"


def test_who_asks_for_a_generated_follow_up_again_hears_that_one_again() -> None:
    room = in_questions(writes=True).hears(FULL)
    assert isinstance(room.said[-1].written, FollowUp)
    room.hears("Sorry, could you repeat that?")
    assert room.said[-1].lines == (SAID.repeat, FOUND)
    assert room.said[-1].probe_id == "written-1"
    assert len(room.of(ProbeAsked)) == 1


def test_a_question_back_at_a_generated_follow_up_is_answered_and_leads_back_to_it() -> None:
    room = in_questions(writes=True).hears(FULL, "How large is the team there?")
    assert room.said[-1].lines == (SAID.for_the_team, SAID.back_to, FOUND)
    room.hears("Then it was May.")
    assert room.said[-1].question_id == "nights"


def test_who_takes_over_after_a_follow_up_asks_the_follow_up_and_not_the_whole_question() -> None:
    first = in_questions().hears(LONG)
    progress = Progress(
        consent=True, asked=("team",), probed=(("team", "result"),), answer_so_far=first.state.answer, resumed=True
    )
    room = Room(SCRIPT, progress).begins()
    assert room.said[-1].lines == (SAID.resumed, TEAM.probes[1].ask)


def test_a_question_that_was_followed_up_ends_with_thanks_and_its_follow_up_begins_with_a_murmur() -> None:
    room = in_questions().hears(LONG)
    assert room.said[-1].lines[0] in SAID.murmurs
    room.hears("In the end it was calm.")
    assert room.said[-1].lines[0] in SAID.acknowledgements


def test_no_acknowledgement_is_said_twice_in_a_row_not_even_where_it_is_only_for_a_late_reply() -> None:
    questions = tuple(TEAM.model_copy(update={"id": f"team-{number}", "probes": ()}) for number in range(6))
    room = in_questions(replace(SCRIPT, questions=questions), writes=True)
    said: list[str] = []
    while room.state.phase == "questions":
        room.hears(FULL)
        speech = room.said[-1]
        said += [*speech.lines[: speech.opening], *([speech.meanwhile] if speech.meanwhile else ())]
    assert set(said) >= set(SAID.murmurs)
    assert all(one != other for one, other in pairwise(said))


def test_who_leaves_a_follow_up_out_has_answered_the_question() -> None:
    room = in_questions().hears(LONG, "I'd rather not answer that one.")
    assert room.said[-1].lines == (SAID.skipped, NIGHTS.ask)
    assert room.answers["team"] == ("1.2",)
    assert not room.skipped
