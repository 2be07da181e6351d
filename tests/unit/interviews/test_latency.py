"""Which stage of a reply was over its budget."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.interviews.latency import Budget, Latency, Stage, over_budget

BUDGET = Budget()
milliseconds = st.none() | st.floats(0, 10_000)
MEASURED_BY = {"stt": "stt_final", "llm": "llm_first_token", "tts": "tts_first_chunk", "end_to_end": "content"}


def test_the_budgets_are_those_that_were_promised() -> None:
    assert (BUDGET.stt, BUDGET.llm, BUDGET.tts, BUDGET.end_to_end) == (500, 800, 300, 2000)


@pytest.mark.parametrize(
    ("measured", "stage"),
    [
        ({}, None),
        ({"stt_final": 500, "llm_first_token": 800, "tts_first_chunk": 300, "content": 2000}, None),
        ({"stt_final": 501}, "stt"),
        ({"llm_first_token": 801}, "llm"),
        ({"tts_first_chunk": 301}, "tts"),
        ({"content": 2001}, "end_to_end"),
        ({"first_sound": 2001}, "end_to_end"),
        ({"stt_final": 1200, "llm_first_token": 1700, "tts_first_chunk": 640, "content": 4200}, "stt"),
        ({"stt_final": 600, "content": 5000}, "end_to_end"),
    ],
)
def test_the_stage_that_is_worst_against_its_budget_is_named(measured: dict[str, float], stage: Stage | None) -> None:
    assert over_budget(Latency(**measured), BUDGET) == stage  # type: ignore[arg-type]


def spans(**measured: Any) -> list[tuple[str, float, float]]:
    return [(span.part, span.start, span.end) for span in Latency(**measured).spans]


def test_a_reply_that_was_not_prepared_waits_for_one_stage_after_the_other() -> None:
    measured = {"stt_final": 220, "endpointing": 400, "retrieval": 30, "llm_first_token": 380, "tts_first_chunk": 130}
    assert spans(**measured, playout=20, first_sound=500, content=1200) == [
        ("stt", 0, 220), ("endpointing", 220, 400), ("retrieval", 400, 430), ("llm", 430, 810), ("between", 810, 1050),
        ("tts", 1050, 1180), ("playout", 1180, 1200),
    ]  # fmt: skip


def test_of_work_that_was_prepared_the_candidate_waits_for_what_is_left() -> None:
    measured = {"stt_final": 220, "endpointing": 400, "llm_first_token": 380, "tts_first_chunk": 130, "prepared": True}
    assert spans(**measured, playout=20, content=650) == [
        ("stt", 0, 220), ("endpointing", 220, 400), ("llm", 400, 500), ("tts", 500, 630), ("playout", 630, 650),
    ]  # fmt: skip


def test_a_planned_reply_sounds_as_soon_as_the_turn_is_over() -> None:
    assert spans(stt_final=450, endpointing=320, tts_first_chunk=2, playout=18, first_sound=470, planned=True) == [
        ("stt", 0, 450), ("tts", 450, 452), ("playout", 452, 470),
    ]  # fmt: skip


def test_a_reply_that_never_sounded_has_nothing_to_draw() -> None:
    assert spans(endpointing=300, stt_final=200) == []


@given(
    st.fixed_dictionaries(
        dict.fromkeys(("endpointing", "stt_final", "retrieval", "playout", *MEASURED_BY.values()), milliseconds)
        | {"first_sound": milliseconds, "prepared": st.booleans()}
    )
)
def test_the_spans_are_the_whole_wait_without_gap_or_overlap(measured: dict[str, Any]) -> None:
    latency = Latency(**measured)
    at = 0.0
    for span in latency.spans:
        assert span.start == at < span.end
        at = span.end
    assert at == (latency.end_to_end or 0)


def test_an_acknowledgement_in_time_does_not_hide_that_the_answer_was_late() -> None:
    assert over_budget(Latency(first_sound=400, content=3000), BUDGET) == "end_to_end"


@given(st.fixed_dictionaries(dict.fromkeys(MEASURED_BY.values(), milliseconds)))
def test_a_turn_is_over_budget_if_and_only_if_some_stage_is(measured: dict[str, Any]) -> None:
    late = {stage for stage, name in MEASURED_BY.items() if (measured[name] or 0) > getattr(BUDGET, stage)}
    found = over_budget(Latency(**measured), BUDGET)
    assert found in late if late else found is None
