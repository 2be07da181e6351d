from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from interviewer.simulation.vendors.latencies import NONE, Draws, Kind, LatenciesUnreadable, read

LOAD: dict[Kind, tuple[float, float]] = {
    "stt_final": (220, 380),
    "llm_first_token": (380, 650),
    "tts_first_chunk": (130, 220),
}


@pytest.mark.parametrize("kind", LOAD)
def test_the_draws_have_the_percentiles_of_the_reference_load(kind: Kind) -> None:
    draws = Draws(read(), seed=1)
    drawn = [draws.seconds(kind, f"turn {number}") * 1000 for number in range(4000)]
    cuts = statistics.quantiles(drawn, n=20)
    assert cuts[9] == pytest.approx(LOAD[kind][0], rel=0.03)
    assert cuts[18] == pytest.approx(LOAD[kind][1], rel=0.05)


def test_the_same_question_takes_as_long_for_everybody_who_asks_it() -> None:
    one, other = Draws(read(), seed=7), Draws(read(), seed=7)
    other.seconds("llm_first_token", "something else before")
    assert one.seconds("llm_first_token", "I moved the team.") == other.seconds("llm_first_token", "I moved the team.")
    assert one.seconds("llm_first_token", "I moved the team.") != one.seconds("tts_first_chunk", "I moved the team.")
    assert one.seconds("stt_final", "a") != Draws(read(), seed=8).seconds("stt_final", "a")


def test_requests_without_a_name_are_told_apart_by_their_number() -> None:
    one, other = Draws(read(), seed=7), Draws(read(), seed=7)
    first = [one.seconds("llm_first_token") for _ in range(5)]
    assert [other.seconds("llm_first_token") for _ in range(5)] == first
    assert len(set(first)) == 5


def test_without_latencies_nothing_takes_time() -> None:
    draws = Draws(read(NONE), seed=1)
    assert all(draws.seconds(kind, "anything") == 0 for kind in LOAD)
    assert draws.latencies.llm_tokens_per_second is None


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("stt_final: {p50: 300, p95: 200}", "must not be less"),
        ("stt_final: {p50: -1, p95: 200}", "stt_final"),
        ("sst_final: {p50: 1, p95: 2}", "sst_final"),
        ("stt_final: [1, 2", "cannot be used"),
        ("llm_tokens_per_second: 0", "llm_tokens_per_second"),
        ("- 1", "cannot be used"),
    ],
)
def test_a_file_with_a_mistake_is_refused_and_the_mistake_named(written: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "latencies.yaml"
    file.write_text(written)
    with pytest.raises(LatenciesUnreadable, match=told):
        read(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LatenciesUnreadable, match=r"nowhere\.yaml"):
        read(tmp_path / "nowhere.yaml")
