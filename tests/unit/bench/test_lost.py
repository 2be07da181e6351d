"""What the bench beside the stock adapters makes of the calls that it held."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fallback import CHOSEN, scenarios
from voice import lost
from voice.lost import OURS, STOCK, Measured, NotKept
from voice.stock import lateness, understood

from interviewer.simulation.candidate.journal import CallReport, HeardTurn, SpokenTurn
from interviewer.simulation.chaos.call import Held
from interviewer.simulation.chaos.ear import Heard
from interviewer.simulation.chaos.lines import PERSONA
from interviewer.simulation.chaos.scenario import Scenario
from interviewer.simulation.chaos.scenarios import NOTHING
from interviewer.simulation.persona import load_persona

BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)
LINES = load_persona(PERSONA).repertoire.lines
ANGRY, SLOW = (LINES[topic].text for topic in lost.ANSWERS)
BROKEN = Scenario("broken", "Something.")
GOODBYE = "That was my last question. Thank you for your time. Goodbye."


def report(*said: str, heard: str = GOODBYE, reason: str = "room_closed") -> CallReport:
    turns = tuple(
        SpokenTurn(
            said=line,
            file="line.ogg",
            started=BEGAN + timedelta(seconds=10 * number),
            ended=BEGAN + timedelta(seconds=10 * number + 5),
            complete=True,
            spoken_ms=5000,
            heard_next_sound_at=None,
            latency_ms=None,
            asked_text="",
            heard_text="",
            cut_off=False,
        )
        for number, line in enumerate(said)
    )
    return CallReport(
        persona=PERSONA,
        link="room",
        room="room",
        joined_at=BEGAN,
        left_at=BEGAN + timedelta(seconds=90),
        reason_left=reason,
        first_sound_ms=900,
        turns=turns,
        heard=(HeardTurn(began=BEGAN, ended=BEGAN, text=heard),),
        longest_silence_ms=4200,
        longest_pause_ms=300,
        overlaps=(),
        heard_words_total=10,
    )


def held(*transcript: str, heard: tuple[Heard, ...] = (), of: CallReport | None = None) -> Held:
    events = understood([f'{{"kind": "heard", "text": "{text}"}}' for text in transcript])
    return Held(events=events, heard=list(heard), report=of or report(ANGRY, SLOW))


def measured(held: Held, recognised: Mapping[str, int] | None, scenario: Scenario = BROKEN) -> Measured:
    return lost.measured(STOCK, scenario, held, lost.judged(held, scenario, recognised), lag_ms=5, starved=False)


def call(system: str = OURS, scenario: str = "broken", *, words_lost: int = 0, starved: bool = False) -> Measured:
    return Measured(system, scenario, 40, words_lost, 0, 1.5, 0, "", 12.0, starved)


def test_a_word_is_lost_that_the_same_system_has_when_nothing_fails() -> None:
    plain = measured(held(ANGRY, SLOW), None, NOTHING)
    assert plain.words_lost == 0
    broken = measured(held(ANGRY), plain.recognised)
    assert broken.words_lost == plain.recognised[SLOW] > 0


def test_a_word_that_is_never_recognised_is_not_lost() -> None:
    without = SLOW.replace("device ", "")
    plain = measured(held(ANGRY, without), None, NOTHING)
    assert measured(held(ANGRY, without), plain.recognised).words_lost == 0


def test_a_transcript_with_a_line_twice_has_too_many_words() -> None:
    assert measured(held(ANGRY, SLOW, SLOW), {}).words_too_many > 0


def test_a_sentence_that_broke_off_and_a_piece_spoken_as_if_whole_are_fragments() -> None:
    heard = (
        Heard("What was the hardest part of it?", 1.0, True),
        Heard("What was the", 5.0, False),
        Heard("Go on.", 9.0, False),
    )
    assert measured(held(ANGRY, SLOW, heard=heard), {}).fragments == 2


def test_a_turn_in_which_no_text_was_heard_is_a_fragment() -> None:
    assert measured(held(ANGRY, SLOW, of=report(ANGRY, SLOW, heard="")), {}).fragments == 1


def test_an_interview_has_ended_normally_when_all_is_answered_and_a_goodbye_was_heard() -> None:
    assert lost.ended(report(ANGRY, SLOW)) == ""
    assert lost.ended(report(ANGRY)) == "1 of 2 questions not answered (room closed)"
    assert lost.ended(report(ANGRY, SLOW, heard="Could you tell me more?")) == "no goodbye (room closed)"
    assert lost.ended(report(ANGRY, SLOW, reason="silence")) == "silence"
    assert lost.ended(None) == "no report"


def test_a_call_with_a_starved_harness_is_in_no_row() -> None:
    found = [call(), call(STOCK, starved=True), call(scenario="other"), call(STOCK, "other", words_lost=7)]
    rows = {row.name: row for row in lost.table(found)}
    assert "broken: words lost" not in rows
    assert rows["other: words lost"].against == {STOCK: 7.0}
    assert rows["all: ended normally, of 1"].ours == 1
    assert [line.count("|") for line in lost.markdown(found, {"other": "Another."})] == [7, 7, 7]


def test_the_last_call_of_each_counts_of_what_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    for one in (call(starved=True), call(STOCK), call(words_lost=2)):
        lost.keep(file, one)
    assert lost.kept(file) == [call(words_lost=2), call(STOCK)]


def test_what_is_recognised_when_nothing_fails_is_the_best_of_all_calls_of_a_system() -> None:
    plain = [measured(held(*said), None, NOTHING) for said in ((ANGRY, SLOW.replace("device ", "")), (SLOW,))]
    best = lost.baseline(plain, STOCK)
    assert best == {ANGRY: plain[0].recognised[ANGRY], SLOW: plain[1].recognised[SLOW]}
    assert best[SLOW] > plain[0].recognised[SLOW]
    assert lost.baseline(plain, OURS) is None


def test_a_file_that_holds_no_calls_says_so(tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_text('{"system": "ours"}\n')
    for wrong in (file, tmp_path / "none.jsonl"):
        with pytest.raises(NotKept, match="holds no calls that were kept"):
            lost.kept(wrong)


def test_only_scenarios_that_break_a_provider_can_be_compared() -> None:
    assert [one.name for one in scenarios(",".join(CHOSEN))] == [NOTHING.name, *CHOSEN]
    assert len(scenarios("all")) > len(CHOSEN)
    for name, why in (("agent_killed", "breaks no provider"), ("nonsense", "is no scenario")):
        with pytest.raises(argparse.ArgumentTypeError, match=why):
            scenarios(name)


def test_a_fault_that_nobody_met_is_told_in_place_of_a_normal_end() -> None:
    one = held(ANGRY, SLOW)
    one.trouble = "nobody met the fault reset of speech: nothing was shown"
    assert measured(one, {}).ended == one.trouble


def test_what_the_worker_wrote_of_itself_is_no_part_of_the_transcript() -> None:
    lines = [
        '{"kind": "heard", "text": "Yes."}',
        '{"kind": "lag", "text": "61.5"}',
        '{"kind": "closed", "text": "error"}',
    ]
    assert [event["type"] for event in understood(lines)] == ["turn.heard", "call.ended"]
    assert lateness(lines) == 61.5
    assert lateness([]) == 0
