"""The candidate's manners: when it answers, waits, gives way, goes on and hangs up."""

from __future__ import annotations

import pytest

from simulated.stage import SOUNDS, Stage

CONSENT = "This call is recorded. Is that okay with you?"
TEAM = "Tell me about a team that you have led."
HANDOVER = "What makes a good handover from one shift to the next?"


@pytest.fixture
def stage() -> Stage:
    return Stage()


def answering(stage: Stage, question: str, *, into: float) -> None:
    """Ask, and let the answer sound for so many seconds."""
    stage.interviewer_says(question)
    stage.run_until(lambda: bool(stage.journal.said) and stage.mouth.talking)
    stage.run(into)


def test_it_answers_what_it_heard_when_the_interviewer_has_stopped(stage: Stage) -> None:
    stage.interviewer_says(CONSENT, 2.0)
    stage.run(2.0)
    assert stage.said() == []
    stage.run(4.0)
    stage.interviewer_says(TEAM)
    stage.run(10.0)
    report = stage.report()
    assert [turn.said for turn in report.turns] == ["consent", "team_led"]
    assert [turn.asked_text for turn in report.turns] == [CONSENT, TEAM]
    assert [turn.heard_text for turn in report.turns] == [TEAM, ""]
    assert report.turns[0].spoken_ms == pytest.approx(800, abs=20)
    assert all(turn.complete and not turn.cut_off for turn in report.turns)


def test_latency_is_from_its_last_word_to_the_next_sound(stage: Stage) -> None:
    answering(stage, CONSENT, into=2.0)
    ended = stage.journal.said[0].ended
    stage.interviewer_says(TEAM, after=1.0)
    sounds_at = stage.now + 1.0
    stage.run(3.0)
    report = stage.report()
    assert report.turns[0].latency_ms == pytest.approx((sounds_at - ended) * 1000, abs=25)
    assert report.longest_silence_ms == report.turns[0].latency_ms


def test_a_question_in_two_pieces_is_put_together(stage: Stage) -> None:
    stage.interviewer_says("Tell me about a team", 1.0)
    stage.interviewer_says("that you have led.", 1.0, after=2.2)
    stage.run(12.0)
    assert stage.said() == ["team_led"]
    assert stage.report().turns[0].asked_text == TEAM
    assert stage.report().longest_pause_ms == pytest.approx(1200, abs=50)


def test_a_statement_calls_for_no_answer_and_waits_for_more(stage: Stage) -> None:
    stage.interviewer_says("Thank you, that was interesting.")
    stage.run(6.0)
    assert stage.said() == []
    stage.interviewer_says(TEAM)
    stage.run(8.0)
    assert stage.said() == ["team_led"]


def test_a_question_without_an_answer_is_told_so_after_a_moment(stage: Stage) -> None:
    stage.interviewer_says("What is your favourite animal?")
    stage.run(8.0)
    assert stage.said() == ["no_answer"]


def test_who_was_lost_in_the_midst_of_an_answer_gives_it_again(stage: Stage) -> None:
    stage.interviewer_says(TEAM)
    stage.run(12.0)
    stage.interviewer_says("Sorry, I lost you for a moment. You were saying?")
    stage.run(10.0)
    assert stage.said() == ["team_led", "team_led"]


def test_a_question_after_a_loss_is_answered_and_nothing_else(stage: Stage) -> None:
    stage.interviewer_says(TEAM)
    stage.run(12.0)
    stage.interviewer_says(f"Sorry, I lost you for a moment. {HANDOVER}", 3.0)
    stage.run(10.0)
    assert stage.said() == ["team_led", "handover"]


def test_a_turn_is_answered_once(stage: Stage) -> None:
    stage.interviewer_says(TEAM)
    stage.run(20.0)
    stage.interviewer_says("", 0.4)
    stage.run(5.0)
    assert stage.said() == ["team_led"]


def test_a_short_sound_into_its_answer_does_not_stop_it(stage: Stage) -> None:
    answering(stage, TEAM, into=1.2)
    stage.interviewer_says("Mhm.", 0.4)
    stage.run(8.0)
    report = stage.report()
    assert stage.said() == ["team_led"]
    assert report.turns[0].complete
    assert not report.turns[0].cut_off
    assert report.turns[0].spoken_ms == pytest.approx(sum(SOUNDS["team_led"][::2]) * 1000, abs=30)


def test_cut_off_it_stops_at_its_next_pause_and_says_the_rest_into_the_next_silence(stage: Stage) -> None:
    answering(stage, TEAM, into=0.8)
    stage.interviewer_says(HANDOVER, 3.0)
    silent_again = stage.now + 3.0
    stage.run(12.0)
    report = stage.report()
    assert stage.said() == ["team_led"], "what was said into its answer is not answered"
    turn = report.turns[0]
    assert turn.cut_off
    assert turn.complete
    assert turn.spoken_ms == pytest.approx(sum(SOUNDS["team_led"][::2]) * 1000, abs=30), "each word sounded once"
    starts = [start for start, _ in stage.journal.said[0].voiced]
    held = [start for start in starts if start > silent_again]
    assert held, "something was left to say"
    assert held[0] - silent_again >= 0.8
    assert report.overlaps
    assert all(start < stage.journal.said[0].started + 3 for start in starts if start not in held)
    stage.interviewer_says(TEAM)
    stage.run(8.0)
    assert stage.said() == ["team_led", "team_led"]


def test_cut_off_in_a_pause_for_thought_it_does_not_talk_into_the_interviewer(stage: Stage) -> None:
    answering(stage, HANDOVER, into=1.8)
    stage.interviewer_says(TEAM, 2.0)
    silent_again = stage.now + 2.0
    stage.run(8.0)
    turn = stage.report().turns[0]
    assert stage.said() == ["handover"]
    assert turn.cut_off
    assert turn.complete
    assert stage.report().overlaps == ()
    assert stage.journal.said[0].voiced[1][0] > silent_again


def test_when_both_start_at_once_it_gives_way_and_answers_the_whole(stage: Stage) -> None:
    stage.interviewer_says(TEAM)
    stage.run_until(lambda: stage.mouth.talking)
    stage.interviewer_says("And how many people were in it?", 2.0)
    stage.run(12.0)
    report = stage.report()
    assert [turn.said for turn in report.turns] == ["team_led", "team_led"]
    assert [turn.complete for turn in report.turns] == [False, True]
    assert not any(turn.cut_off for turn in report.turns)
    assert report.turns[1].asked_text == f"{TEAM} And how many people were in it?"


def test_a_goodbye_ends_an_answer_that_was_cut_off(stage: Stage) -> None:
    answering(stage, TEAM, into=0.4)
    stage.run(0.4)
    stage.interviewer_says("We have to stop here. Goodbye.", 2.6)
    stage.run(8.0)
    assert stage.said() == ["team_led", "goodbye"]
    assert stage.report().turns[0].cut_off
    assert not stage.report().turns[0].complete
    stage.run_until(lambda: stage.hung_up is not None)
    assert stage.hung_up == "said_goodbye"


def test_an_unreachable_recogniser_makes_it_say_that_it_has_no_answer(stage: Stage) -> None:
    stage.interviewer_says(None)
    stage.run(6.0)
    assert stage.said() == ["no_answer"]
    assert stage.report().heard[0].text is None
    assert stage.report().heard_words_total == 0


def test_into_a_long_silence_it_asks_once_and_then_hangs_up(stage: Stage) -> None:
    stage.run_until(lambda: stage.hung_up is not None, within=200.0)
    assert stage.hung_up == "silence"
    assert stage.said() == ["still_there"]
    assert 84.0 < stage.seconds < 88.0


def test_it_asks_again_in_another_silence(stage: Stage) -> None:
    stage.run(30.0)
    stage.interviewer_says("Yes, one moment.")
    stage.run(30.0)
    assert stage.said() == ["still_there", "still_there"]


def test_the_last_silence_lasts_until_the_call_is_over(stage: Stage) -> None:
    answering(stage, CONSENT, into=6.0)
    report = stage.report()
    assert report.turns[0].latency_ms is None
    assert report.longest_silence_ms == pytest.approx((stage.now - stage.journal.said[0].ended) * 1000, abs=2)


def test_a_reply_that_began_before_its_last_word_has_no_latency_but_an_overlap(stage: Stage) -> None:
    answering(stage, CONSENT, into=0.6)
    stage.interviewer_says(TEAM, 2.0)
    stage.run(3.0)
    report = stage.report()
    assert report.turns[0].latency_ms is None
    assert [overlap.said for overlap in report.overlaps] == ["consent"]
    assert 100 <= report.overlaps[0].ms <= 300
    assert report.longest_silence_ms == 0


def test_the_report_survives_being_written_and_read(stage: Stage) -> None:
    answering(stage, CONSENT, into=3.0)
    report = stage.report()
    assert type(report).model_validate_json(report.model_dump_json()) == report
