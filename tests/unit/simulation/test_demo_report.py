"""A demo's report holds what the agent measured of each reply beside what the candidate heard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from interviewer.simulation.candidate.journal import CallReport, SpokenTurn
from interviewer.simulation.demo_report import interview_report
from interviewer.wire.api import Interview
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
