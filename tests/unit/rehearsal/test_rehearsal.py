"""A conversation by text is the conversation of a call: the same conductor, on a clock that is reckoned."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.catalog.questions import Open, Probe, ShorterThan, YesNo
from interviewer.conversation.facts import ConsentGiven, FollowUp, QuestionAnswered, QuestionAsked
from interviewer.conversation.script import Script
from interviewer.rehearsal.happenings import (
    CutsOff,
    Ended,
    Input,
    Mumbles,
    Noted,
    Replied,
    Said,
    Says,
    StaysSilent,
    Unwritten,
    Waits,
    Wanted,
    Wrote,
    WroteNothing,
)
from interviewer.rehearsal.rehearsal import OutOfTurn, Rehearsal
from interviewer.rehearsal.whereabouts import whereabouts

LONG = "I led the night shift of a large warehouse for three years, with twelve people, and planned who does what."
SCRIPT = Script(
    company="Harbour Goods",
    job_title="shift lead",
    candidate_name="Robin",
    minutes=10,
    questions=(
        Open(
            id="team",
            ask="Tell me about a team you led.",
            probes=(Probe(id="more", when=ShorterThan(shorter_than=15), ask="Could you say a little more?"),),
        ),
        YesNo(id="nights", ask="Could you work nights?"),
    ),
)
SOMETHING = st.sampled_from(
    ("Yes.", "No.", LONG, "Could you repeat that?", "What is the pay?", "Stop, please.", "Skip this one.")
).map(Says)
ANYTHING: st.SearchStrategy[Input] = st.one_of(
    SOMETHING,
    st.just(StaysSilent()),
    st.just(Mumbles()),
    st.builds(CutsOff, st.just("Sorry, one moment."), st.sampled_from((0.0, 0.2, 0.95))),
    st.builds(Waits, st.sampled_from((1.0, 300.0))),
    st.just(Wrote("What did you plan first?")),
    st.just(WroteNothing("it took too long", "")),
)


def in_questions(*, writes: bool = False) -> Rehearsal:
    rehearsal = Rehearsal(SCRIPT, writes=writes)
    rehearsal.begins()
    rehearsal.says("Yes, that's fine.")
    return rehearsal


def said_last(rehearsal: Rehearsal) -> Said:
    return next(happening for happening in reversed(rehearsal.happened) if isinstance(happening, Said))


def test_it_opens_as_a_call_does_and_goes_on_upon_a_yes() -> None:
    rehearsal = Rehearsal(SCRIPT)
    (greeting,) = rehearsal.begins()
    assert isinstance(greeting, Said)
    assert "computer program" in greeting.text
    assert whereabouts(rehearsal).awaits == "a yes or no to the recording"
    replied, consent, said, asked = rehearsal.says("Yes, that's fine.")
    assert isinstance(replied, Replied)
    assert isinstance(consent, Noted)
    assert isinstance(consent.note, ConsentGiven)
    assert isinstance(said, Said)
    assert said.text.endswith("Tell me about a team you led.")
    assert isinstance(asked, Noted)
    assert asked.note == QuestionAsked("team", said.turn_id)


def test_what_is_said_takes_its_time_and_where_it_is_can_be_seen() -> None:
    rehearsal = in_questions()
    before = rehearsal.seconds
    rehearsal.says(LONG)
    took = rehearsal.seconds - before
    assert len(LONG.split()) / 2.5 < took < len(LONG.split()) / 2.5 + 10
    rehearsal.takes(Waits(60))
    where = whereabouts(rehearsal)
    assert (where.phase, where.question, where.of, where.question_id) == ("questions", 2, 2, "nights")
    assert where.left == pytest.approx(600 - rehearsal.seconds, abs=0.1)
    assert where.awaits == "the answer"


def test_who_cuts_a_question_off_takes_back_that_it_was_asked() -> None:
    rehearsal = in_questions()
    question = said_last(rehearsal)
    cut, *_ = rehearsal.takes(CutsOff("Sorry, wait.", heard=0.2))
    assert isinstance(cut, Said)
    assert (cut.turn_id, cut.heard, cut.text.endswith("—")) == (question.turn_id, 0.2, True)
    assert question not in rehearsal.happened
    asked = [h.note for h in rehearsal.happened if isinstance(h, Noted) and isinstance(h.note, QuestionAsked)]
    assert asked == [QuestionAsked("team", said_last(rehearsal).turn_id)]


def test_what_has_no_words_in_the_plan_is_wanted_and_then_said() -> None:
    rehearsal = in_questions(writes=True)
    wanted = rehearsal.says(LONG)[-1]
    assert isinstance(wanted, Wanted)
    assert isinstance(wanted.written, FollowUp)
    assert whereabouts(rehearsal).awaits == "words that are not in the plan"
    with pytest.raises(OutOfTurn, match="still finding"):
        rehearsal.says("Hello?")
    said = rehearsal.takes(Wrote("What did you plan first?"))[0]
    assert isinstance(said, Said)
    assert said.text.endswith("What did you plan first?")
    assert said.probe_id == "written-1"


def test_what_is_not_found_is_left_out_and_the_plan_goes_on() -> None:
    rehearsal = in_questions(writes=True)
    rehearsal.says(LONG)
    happened = rehearsal.takes(WroteNothing("it took too long"))
    assert any(isinstance(h, Noted) and isinstance(h.note, QuestionAnswered) for h in happened)
    assert [h.reason for h in happened if isinstance(h, Unwritten)] == ["it took too long"]
    assert said_last(rehearsal).question_id == "nights"


def test_what_was_written_is_said_again_to_who_cut_it_off() -> None:
    rehearsal = in_questions(writes=True)
    rehearsal.says(LONG)
    rehearsal.takes(Wrote("What did you plan first?"))
    rehearsal.takes(CutsOff("Could you repeat that?"))
    assert said_last(rehearsal).text.endswith("What did you plan first?")


def test_a_reply_longer_than_a_turn_may_be_is_marked() -> None:
    rehearsal = in_questions()
    replied = rehearsal.takes(Says(LONG, seconds=1200))[0]
    assert isinstance(replied, Replied)
    assert replied.limit


def test_what_cannot_happen_now_is_refused_and_changes_nothing() -> None:
    rehearsal = Rehearsal(SCRIPT)
    with pytest.raises(OutOfTurn, match="not begun"):
        rehearsal.says("Hello.")
    rehearsal.begins()
    before = list(rehearsal.happened)
    with pytest.raises(OutOfTurn, match="no words"):
        rehearsal.says("  \n ")
    with pytest.raises(OutOfTurn, match="Nobody wants"):
        rehearsal.takes(Wrote("Anything?"))
    assert rehearsal.happened == before
    rehearsal.says("No, I would rather not.")
    assert isinstance(rehearsal.happened[-1], Ended)
    for late in (Says("Wait!"), CutsOff("Wait!"), StaysSilent(), Waits(1)):
        with pytest.raises(OutOfTurn, match="over: declined"):
            rehearsal.takes(late)


@settings(max_examples=60, deadline=None)
@given(inputs=st.lists(ANYTHING, max_size=25), writes=st.booleans())
def test_whatever_happens_it_goes_on_or_ends_and_time_never_runs_back(*, inputs: list[Input], writes: bool) -> None:
    rehearsal = Rehearsal(SCRIPT, writes=writes)
    rehearsal.begins()
    for given_now in inputs:
        over, seconds = rehearsal.ended, rehearsal.seconds
        try:
            rehearsal.takes(given_now)
        except OutOfTurn:
            assert (rehearsal.ended, rehearsal.seconds) == (over, seconds)
    times = [happening.at for happening in rehearsal.happened]
    assert times == sorted(times)
    assert sum(isinstance(happening, Ended) for happening in rehearsal.happened) == (rehearsal.ended is not None)
    assert rehearsal.ended is not None or rehearsal.last is not None
