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


def test_an_acknowledgement_in_time_does_not_hide_that_the_answer_was_late() -> None:
    assert over_budget(Latency(first_sound=400, content=3000), BUDGET) == "end_to_end"


@given(st.fixed_dictionaries(dict.fromkeys(MEASURED_BY.values(), milliseconds)))
def test_a_turn_is_over_budget_if_and_only_if_some_stage_is(measured: dict[str, Any]) -> None:
    late = {stage for stage, name in MEASURED_BY.items() if (measured[name] or 0) > getattr(BUDGET, stage)}
    found = over_budget(Latency(**measured), BUDGET)
    assert found in late if late else found is None
