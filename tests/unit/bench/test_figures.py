"""What the latency bench makes of what it measured."""

from __future__ import annotations

from typing import Any

import pytest
from voice.figures import Measured, agreement, percentile, table
from voice.systems import Account


def turn(system: str = "ours", line: str = "a", **changes: Any) -> Measured:
    shape: dict[str, Any] = {
        "system": system,
        "line": line,
        "kind": "open",
        "pauses": False,
        "outcome": "replied",
        "reply": "generated",
        "first_sound": 0.5,
        "content": 0.9,
        "sounded": 1000.0,
        "acknowledged": False,
        "murmurs": 0,
        "heard": [],
    }
    return Measured(**shape | changes)


def test_an_interval_knows_that_repetitions_of_one_turn_are_no_new_turns() -> None:
    few = [turn(line=str(n % 4), first_sound=0.4 + n % 4 / 10) for n in range(200)]
    many = [turn(line=str(n), first_sound=0.4 + n % 4 / 10) for n in range(200)]
    (value, wide), (same, narrow) = (percentile(found, lambda m: m.first_sound, 50) for found in (few, many))
    assert value == same
    assert wide[1] - wide[0] > narrow[1] - narrow[0]


def test_turns_that_were_cut_off_lower_no_latency_and_count_as_cut_off() -> None:
    rows = {row.name: row for row in table([turn(), turn(outcome="cut_off", first_sound=None, content=None)])}
    assert rows["first sound, all turns, p50"].ours == pytest.approx(500)
    assert rows["false cut-offs"].ours == 50
    assert rows["false cut-offs"].holds is False


def test_ours_has_to_be_faster_than_both_on_generated_turns() -> None:
    others = [turn("livekit-agents", content=0.8), turn("pipecat", content=1.5)]
    rows = {row.name: row for row in table([turn(), *others])}
    assert rows["first content word, generated turns, p95"].holds is False
    assert rows["first content word, generated turns, p95"].against == pytest.approx(
        {"livekit-agents": 800, "pipecat": 1500}
    )


def test_planned_and_generated_turns_stand_apart() -> None:
    rows = {row.name: row for row in table([turn(), turn(reply="planned", content=0.6)])}
    assert rows["first content word, planned turns, p50"].ours == pytest.approx(600)
    assert rows["first content word, generated turns, p50"].ours == pytest.approx(900)


def test_ear_and_agent_are_compared_over_the_same_turns() -> None:
    found = [turn(first_sound=0.60, sounded=1000.1), turn(first_sound=0.70, sounded=2000.1), turn(sounded=3000.0)]
    accounts = [Account(1000.0, 0.50), Account(2000.0, 0.62), Account(2500.0, 9.0)]
    apart, after = agreement(found, accounts, there=0.06, back=0.04)
    assert apart.ours == pytest.approx(10)
    assert apart.holds
    assert after.ours == pytest.approx(60)
    assert agreement(found, [], there=0.06, back=0.04) == []
