"""A demo's report holds what the agent measured of each reply beside what the candidate heard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from interviewer.simulation.candidate.journal import CallReport, SpokenTurn
from interviewer.simulation.candidate.transport import Transport, taken
from interviewer.simulation.demo_report import agreement, interview_report
from interviewer.wire.interviews import Interview
from interviewer.wire.records import Transcript

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
STAGES: dict[str, Any] = {
    "endpointing": 310.0, "stt_final": 220.0, "retrieval": None, "llm_first_token": 950.0, "tts_first_chunk": 130.0,
    "playout": 15.0, "first_sound": 700.0, "content": 1500.0, "prepared": True, "planned": False,
    "over_budget": "llm", "tokens_wasted": 40,
}  # fmt: skip


def turn(start: float, latency: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": f"t{start:.0f}", "speaker": "interviewer", "text": "Why?", "start": start, "end": start + 1,
        "kind": "probe", "question": None, "interrupted": False, "confidence": None, "latency": latency, "late": False,
    }  # fmt: skip


def heard(at: float, latency: int) -> SpokenTurn:
    return SpokenTurn(
        said="So.", file="a.wav", started=NOON, ended=NOON, complete=True, spoken_ms=500, asked_text="", heard_text="",
        heard_next_sound_at=NOON + timedelta(seconds=at), latency_ms=latency, cut_off=False,
    )  # fmt: skip


@pytest.fixture
def report() -> dict[str, Any]:
    (example,) = Interview.model_json_schema()["examples"]
    interview = Interview.model_validate(example).model_copy(update={"started_at": NOON})
    measured = STAGES | {"spans": [{"part": "stt", "start": 0, "end": 220}]}
    transcript = Transcript.model_validate({"turns": [turn(1, None), turn(10, measured), turn(30, measured)]})
    candidate = CallReport(
        persona="p", link="l", room="r", joined_at=NOON, left_at=NOON, reason_left="", first_sound_ms=1, heard=(),
        turns=(heard(10.2, 870), heard(50, 900)), longest_silence_ms=0, longest_pause_ms=0, overlaps=(),
        heard_words_total=0,
    )  # fmt: skip
    return interview_report(interview, transcript, [], None, None, candidate)


def test_every_measured_reply_has_all_its_stages_and_what_the_candidate_heard(report: dict[str, Any]) -> None:
    assert report["latency_ms"] == [{"turn": "t10", **STAGES, "heard": 870}, {"turn": "t30", **STAGES, "heard": None}]


def replies(*pairs: tuple[float | None, int | None]) -> list[dict[str, Any]]:
    return [{"latency_ms": [{"first_sound": first_sound, "heard": ear} for first_sound, ear in pairs]}]


def test_agent_and_ear_agree_when_the_way_there_and_back_is_added() -> None:
    reports = replies((700.0, 880), (650.0, 800), (900.0, None), (None, 3000)) + replies((720.0, 900))
    assert agreement(reports, Transport(there=[0.06, 0.07, 0.9], back=[0.08, 0.1])) == {
        "replies": 3, "tones": 5, "agent": 700.0, "there": 70.0, "back": 90.0, "ear": 880, "difference": 20.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("reports", "transport"),
    [
        ([], Transport([0.1], [0.1])),
        (replies((700.0, None), (None, 880)), Transport([0.1], [0.1])),
        (replies((700.0, 880)), Transport([0.1], [])),
    ],
)
def test_where_nothing_can_be_compared_no_agreement_is_claimed(
    reports: list[dict[str, Any]], transport: Transport
) -> None:
    assert agreement(reports, transport) is None


def test_a_tone_that_was_not_heard_is_left_out_and_not_taken_for_the_next() -> None:
    assert taken([1.0, 4.0, 7.0], [1.07, 7.1]) == pytest.approx([0.07, 0.1])
