"""Who has the floor: little timelines, and what the interviewer does."""

from __future__ import annotations

import pytest

from interviewer.conversation.floor import (
    Aside,
    Cut,
    Duck,
    Expectation,
    Forget,
    GoOn,
    Prepare,
    Quiet,
    Restore,
    Stalled,
    Tick,
    TurnOver,
    Unclear,
    Understood,
    Voice,
    begin,
    due,
    step,
)
from timelines import happens


def test_yeah_as_the_whole_answer_to_a_yes_no_question_does_not_wait() -> None:
    seen = happens("""
        0.0 expect yes_no
        0.0 plays
        2.0 played
        2.5 voice
        2.9 quiet
        3.1 final Yeah.
        4.0 later""")
    assert seen.one(TurnOver) == TurnOver("Yeah.", 2.5, 2.9)
    assert seen.at(TurnOver) - 2.9 <= 0.4


def test_yeah_to_an_open_question_is_the_beginning_of_an_answer() -> None:
    seen = happens("""
        0.0 expect behavioural
        0.0 voice
        0.4 quiet
        0.6 final Yeah.
        1.9 voice
        4.0 quiet
        4.2 final There was a customer who had lost his parcel.
        8.0 later""")
    assert seen.one(TurnOver).text == "Yeah. There was a customer who had lost his parcel."


def test_who_needs_longer_gets_longer() -> None:
    told = """
        0.0 voice
        2.0 quiet
        2.2 final I looked at the logs, and they were full of the same line again.
        30.0 later"""
    usual = happens(told, expectation=Expectation("open"))
    unhurried = happens(told, expectation=Expectation("open", unhurried=2.0))
    assert unhurried.at(TurnOver) - 2.0 == pytest.approx(2 * (usual.at(TurnOver) - 2.0))
    assert usual.at(Prepare) < unhurried.at(Prepare) < unhurried.at(TurnOver)


def test_who_needs_longer_is_not_asked_so_soon_whether_they_are_there() -> None:
    usual = happens("30.0 later", expectation=Expectation("open"))
    unhurried = happens("30.0 later", expectation=Expectation("open", unhurried=2.0))
    assert unhurried.at(Quiet) == pytest.approx(2 * usual.at(Quiet))


def test_a_recogniser_that_hears_an_end_does_not_hurry_who_needs_longer() -> None:
    told = """
        0.0 voice
        2.0 quiet
        2.1 final I looked at the logs, and they were full of the same line again.
        2.2 end
        9.0 later"""
    usual = happens(told, expectation=Expectation("open"))
    unhurried = happens(told, expectation=Expectation("open", unhurried=2.0))
    assert unhurried.at(TurnOver) - 2.0 > 2 * (usual.at(TurnOver) - 2.0)


def test_words_that_trail_off_are_waited_for() -> None:
    seen = happens("""
        0.0 expect open
        0.0 voice
        2.0 quiet
        2.3 final I looked at the logs and
        3.6 voice
        4.8 quiet
        5.1 final saw that the disk was full.
        8.0 later""")
    assert seen.one(TurnOver).text == "I looked at the logs and saw that the disk was full."


def test_the_surer_the_audio_model_the_shorter_the_wait() -> None:
    timeline = """
        0.0 expect open
        0.0 voice
        2.0 quiet
        2.3 final I led a team of eight people in a bakery.
        6.0 later"""
    waits = [happens(timeline, probability=p).at(TurnOver) - 2.0 for p in (0.1, 0.5, 0.9)]
    assert waits == sorted(waits, reverse=True)
    assert waits[-1] < 0.6


def test_a_mhm_over_the_interviewer_only_ducks_it() -> None:
    seen = happens("""
        0.0 plays
        1.0 voice
        1.4 quiet
        1.6 final Mhm.
        6.0 played""")
    assert seen.names == ["Duck", "Restore", "Aside"]
    assert seen.at(Duck) - 1.0 <= 0.25
    assert seen.one(Aside) == Aside("Mhm.", 1.0, 1.4)


def test_a_cough_over_the_interviewer_only_ducks_it() -> None:
    seen = happens("""
        0.0 plays
        1.0 voice
        1.3 quiet
        6.0 played""")
    assert seen.names == ["Duck", "Restore"]


@pytest.mark.parametrize("words", ["sorry could you", "wait", "no no", "actually", "yeah but I", "we used Kubernetes"])
def test_words_that_want_the_floor_stop_the_interviewer(words: str) -> None:
    seen = happens(f"""
        0.0 plays
        1.0 voice
        1.5 words {words}
        2.4 quiet
        2.7 final {words} what do you mean?
        6.0 later""")
    assert seen.names == ["Duck", "Cut", "Prepare", "TurnOver"]
    assert seen.at(Cut) - 1.0 <= 0.7
    assert seen.one(TurnOver).over


@pytest.mark.parametrize("words", ["yeah", "right okay", "mm-hmm yeah", "I see", "(laughs)", "oh wow great"])
def test_a_listener_s_words_do_not(words: str) -> None:
    seen = happens(f"""
        0.0 plays
        1.0 voice
        1.4 words {words}
        1.6 quiet
        1.8 final {words}
        6.0 played""")
    assert Cut not in [type(act) for _, act in seen.acts]
    assert [aside.text for aside in seen.all(Aside)] == [words]


def test_a_backchannel_that_becomes_an_interruption_cuts() -> None:
    seen = happens("""
        0.0 plays
        1.0 voice
        1.4 words yeah
        1.7 words yeah but I have
        3.0 quiet
        3.2 final Yeah, but I have a question.
        6.0 later""")
    assert seen.at(Cut) == pytest.approx(1.7)
    assert seen.one(TurnOver).text == "Yeah, but I have a question."


def test_a_long_sound_without_words_holds_the_interviewer_and_lets_it_go_on() -> None:
    seen = happens("""
        0.0 plays
        1.0 voice
        2.4 quiet
        6.0 later""")
    assert seen.names == ["Duck", "Cut", "GoOn"]
    assert seen.at(Cut) == pytest.approx(2.2)
    assert seen.at(GoOn) - 2.4 <= 1.2


def test_words_that_are_known_only_when_the_interviewer_speaks_were_not_said_over_it() -> None:
    seen = happens("""
        0.0 voice
        3.0 quiet
        3.2 final I led a team of eight people in a bakery.
        6.0 plays
        6.4 final In the end he thanked me.
        9.0 played
        20.0 later""")
    aside = seen.one(Aside)
    assert (aside.text, aside.over) == ("In the end he thanked me.", False)
    assert seen.names.count("TurnOver") == 1


def test_late_words_make_a_hold_a_turn() -> None:
    seen = happens("""
        0.0 plays
        1.0 voice
        2.4 quiet
        2.9 final Can you say that again, please?
        6.0 later""")
    assert seen.names == ["Duck", "Cut", "TurnOver"]


def test_a_backchannel_after_a_hold_is_kept_and_the_interviewer_goes_on() -> None:
    seen = happens("""
        0.0 plays
        1.0 voice
        2.2 quiet
        2.6 final Mm-hmm.
        6.0 later""")
    assert seen.names == ["Duck", "Cut", "Aside", "GoOn"]


def test_words_over_the_end_of_the_interviewer_that_go_on_are_part_of_the_turn() -> None:
    seen = happens("""
        0.0 plays on
        1.0 voice
        1.9 words I worked
        2.0 played
        3.5 quiet
        3.8 final I worked at a bank.
        6.0 later""")
    assert seen.one(TurnOver) == TurnOver("I worked at a bank.", 1.0, 3.5, over=True)
    assert not seen.all(Aside)


def test_a_yes_over_the_last_word_of_a_yes_no_question_answers_it() -> None:
    seen = happens("""
        0.0 expect yes_no
        0.0 plays
        1.6 voice
        1.9 quiet
        2.0 played
        2.1 final Yes.
        4.0 later""")
    assert seen.one(TurnOver).text == "Yes."


def test_the_same_yes_over_an_open_question_is_an_aside() -> None:
    seen = happens("""
        0.0 expect behavioural
        0.0 plays
        1.6 voice
        1.9 quiet
        2.0 played
        2.1 final Yes.
        6.0 later""")
    assert seen.one(Aside).text == "Yes."
    assert not seen.all(TurnOver)


def test_what_cannot_be_cut_goes_on_and_the_words_are_kept() -> None:
    seen = happens("""
        0.0 plays on
        1.0 voice
        1.5 words hello who is this
        2.0 quiet
        2.2 final Hello, who is this?
        9.0 played""")
    assert seen.names == ["Aside"]


def test_bursts_do_not_make_the_loudness_flap() -> None:
    bursts = "\n".join(f"{t:.1f} voice\n{t + 0.2:.1f} quiet" for t in (1.0, 1.7, 2.4, 3.1, 3.8, 4.5, 5.2))
    seen = happens(f"0.0 plays\n{bursts}\n12.0 played")
    assert seen.names in (["Duck", "Restore"], ["Duck", "Restore", "Duck", "Restore"])


def test_a_fax_tone_is_unclear_once_and_stops_the_interviewer_no_more() -> None:
    seen = happens("""
        0.0 voice
        20.0 plays
        24.0 played
        40.0 plays
        44.0 played
        60.0 later""")
    assert len(seen.all(Unclear)) == 1
    assert not seen.all(Cut)
    assert seen.all(Quiet)


def test_a_fax_tone_over_the_interviewer_holds_it_once() -> None:
    seen = happens("""
        0.0 plays
        1.0 voice
        9.0 plays
        30.0 played
        60.0 later""")
    assert seen.names[:3] == ["Duck", "Cut", "GoOn"]
    assert len(seen.all(Cut)) == 1


def test_silence_from_the_start_is_told_again_and_again() -> None:
    seen = happens("20.0 later", expectation=Expectation("short"))
    assert seen.names == ["Quiet", "Quiet", "Quiet"]


def test_a_monologue_ends_at_the_first_small_pause_after_its_limit() -> None:
    sentences = "\n".join(
        f"""{at}.0 voice
        {at + 5}.0 words And then
        {at + 9}.7 quiet
        {at + 9}.95 final And then there was number {at} and"""
        for at in range(0, 1200, 10)
    )
    seen = happens(sentences, expectation=Expectation("behavioural", limit=600))
    turns = seen.all(TurnOver)
    assert [turn.limit for turn in turns] == [True]
    assert 599 <= turns[0].ended <= 611
    assert turns[0].text.count("number") == 60


def test_who_makes_no_pause_at_all_is_ended_too() -> None:
    words = "\n".join(f"{t}.5 words and then {t}" for t in range(300))
    seen = happens(f"0.0 voice\n{words}\n300.0 later", expectation=Expectation("open", limit=100))
    assert seen.all(TurnOver)[0].limit
    assert seen.at(TurnOver) == pytest.approx(130)


def test_work_begins_in_the_pause_and_is_dropped_once_when_the_candidate_goes_on() -> None:
    seen = happens("""
        0.0 expect behavioural
        0.0 voice
        3.0 quiet
        3.3 final A guest found that his room had been given away.
        3.6 voice
        4.4 words I listened
        4.7 words I listened and
        5.0 words I listened and apologised
        5.2 quiet
        5.5 final I listened and apologised.
        9.0 later""")
    assert seen.names == ["Prepare", "Forget", "Prepare", "TurnOver"]
    assert seen.all(Prepare)[-1].text == seen.one(TurnOver).text


def test_a_cough_in_the_pause_neither_ends_nor_lengthens_it_much() -> None:
    seen = happens("""
        0.0 expect open
        0.0 voice
        3.0 quiet
        3.3 final I told the depot manager first.
        3.4 voice
        3.55 quiet
        9.0 later""")
    assert not seen.all(Forget)
    assert seen.at(TurnOver) < 4.3


def test_flux_s_own_end_of_turn_is_believed_except_after_an_and() -> None:
    said = """
        0.0 expect open
        0.0 voice
        3.0 quiet
        3.3 final I told the depot manager{}
        3.4 end
        9.0 later"""
    assert happens(said.format(" first.")).at(TurnOver) == pytest.approx(3.4)
    assert happens(said.format(" and")).at(TurnOver) > 4.5


def test_an_eager_hint_prepares_and_a_resumed_one_forgets() -> None:
    seen = happens("""
        0.0 expect open
        0.0 voice
        2.0 words I told them
        2.1 eager
        2.3 resumed
        2.4 eager
        4.0 quiet
        4.3 final I told them the truth.
        9.0 later""")
    assert seen.names == ["Prepare", "Forget", "Prepare", "TurnOver"]


def test_interim_words_that_were_given_away_do_not_come_twice() -> None:
    seen = happens("""
        0.0 expect short
        0.0 voice
        1.0 words my name is Robin
        1.2 quiet
        4.0 final My name is Robin Hood.
        9.0 later""")
    assert seen.one(TurnOver).text == "my name is Robin"
    assert seen.one(Aside).text == "Hood."


def test_the_words_of_a_slow_recogniser_are_waited_for() -> None:
    seen = happens("""
        0.0 owes
        0.0 voice
        12.0 quiet
        16.0 final It was a long story.
        16.0 paid
        20.0 later""")
    assert seen.names == ["TurnOver"]


def test_words_that_the_voice_detector_missed_are_a_turn() -> None:
    seen = happens("""
        0.0 plays
        2.0 played
        4.0 final Yes, I can.
        9.0 later""")
    assert seen.one(TurnOver).text == "Yes, I can."


def test_sounds_without_words_are_unclear_once() -> None:
    seen = happens("""
        0.0 voice
        1.0 quiet
        4.0 voice
        5.0 quiet
        20.0 later""")
    assert seen.names == ["Unclear", "Quiet"]


def test_who_spoke_is_not_told_again_that_nothing_was_understood_while_the_words_are_owed() -> None:
    seen = happens("""
        0.0 voice
        1.0 owes
        1.0 quiet
        9.5 plays
        11.0 played
        11.5 voice
        12.5 quiet
        22.0 later""")
    assert seen.names.count("Unclear") == 1


def test_a_pause_in_which_words_are_owed_is_no_silence_yet() -> None:
    told = """
        0.0 expect yes_no
        0.0 plays
        1.0 played
        {}
        30.0 later"""
    assert happens(told.format("1.1 paid")).at(Quiet) == 7.0
    assert happens(told.format("1.1 owes")).at(Quiet) == 15.0


def test_loudness_is_restored_when_the_interviewer_ends_while_it_is_ducked() -> None:
    seen = happens("""
        0.0 plays
        1.0 voice
        1.2 played
        1.3 quiet
        3.0 later""")
    assert seen.names == ["Duck", "Restore"]
    assert seen.at(Restore) == pytest.approx(1.2)


def test_sound_alone_stops_the_interviewer_twice_and_then_no_more() -> None:
    seen = happens("""
        0.0 plays
        1.0 voice
        3.0 quiet
        4.0 plays
        6.0 voice
        8.0 quiet
        9.0 plays
        11.0 voice
        13.0 quiet
        20.0 played""")
    assert len(seen.all(Cut)) == len(seen.all(GoOn)) == 2


def test_a_tone_after_an_unclear_sound_is_not_unclear_again() -> None:
    seen = happens("""
        0.0 voice
        1.0 quiet
        4.0 voice
        30.0 later""")
    assert len(seen.all(Unclear)) == 1
    assert seen.all(Quiet)


def test_the_same_words_said_again_are_said_again() -> None:
    seen = happens("""
        0.0 expect short
        0.0 voice
        1.0 words my name is Robin
        1.2 quiet
        4.0 final My name is Robin.
        5.0 voice
        6.0 quiet
        6.3 final My name is Robin.
        9.0 later""")
    assert [turn.text for turn in seen.all(TurnOver)] == ["my name is Robin", "My name is Robin."]


def test_a_pause_that_was_not_heard_is_none() -> None:
    said = "I looked at the logs, and they were full of the same line again."
    state = begin(0.0)
    for at, event in (
        (0.1, Voice(on=True, at=0.0)),
        (2.15, Voice(on=False, at=2.0)),
        (2.2, Understood(said, final=True)),
    ):
        state, _ = step(state, event, at)
    wanted = due(state)
    assert wanted is not None
    stood_still, acts = step(state, Stalled(3.0), 5.3)
    assert not any(isinstance(act, TurnOver) for act in acts)
    assert due(stood_still) == pytest.approx(wanted + 3.0)
    went_on, acts = step(stood_still, Voice(on=True, at=5.35), 5.4)
    assert went_on.turn is not None
    assert went_on.turn.text == said
    assert not any(isinstance(act, TurnOver) for act in acts)
    _, acts = step(state, Tick(), 5.3)
    assert any(isinstance(act, TurnOver) for act in acts), "without the stall it was over"


def test_while_the_line_is_down_no_turn_ends_and_nobody_is_silent() -> None:
    seen = happens("""
        0.0 expect open
        0.0 voice
        2.0 quiet
        2.1 final There was a customer who
        2.2 down
        30.0 later""")
    assert seen.names == []


def test_a_turn_that_the_line_tore_ends_at_its_next_pause() -> None:
    seen = happens("""
        0.0 expect behavioural
        0.0 voice
        2.0 quiet
        2.1 final There was a customer who
        2.2 down
        5.0 back
        5.1 voice
        7.0 quiet
        7.1 final and in the end he thanked me.
        20.0 later""")
    over = seen.one(TurnOver)
    assert over.text == "There was a customer who and in the end he thanked me."
    assert seen.at(TurnOver) < 7.6


def test_a_turn_that_the_line_tore_and_nobody_goes_on_with_ends_soon_after() -> None:
    seen = happens("""
        0.0 expect behavioural
        0.0 voice
        2.0 quiet
        2.1 final There was a customer who
        2.2 down
        5.0 back
        20.0 later""")
    assert seen.one(TurnOver).text == "There was a customer who"
    assert 5.0 < seen.at(TurnOver) < 5.6


def test_silence_begins_anew_when_the_line_is_back() -> None:
    seen = happens("""
        0.0 expect yes_no
        0.0 plays
        2.0 played
        3.0 down
        13.0 back
        25.0 later""")
    assert seen.at(Quiet) == pytest.approx(13.0 + 6.0)


def test_a_doubt_about_the_line_that_was_none_costs_nothing() -> None:
    told = """
        0.0 voice
        2.0 quiet
        2.2 final I looked at the logs, and they were full of the same line again.
        {}
        30.0 later"""
    usual = happens(told.format("2.9 later"))
    doubted = happens(told.format("2.25 down\n        2.5 up"))
    assert doubted.names == usual.names
    assert doubted.at(TurnOver) == pytest.approx(usual.at(TurnOver))
