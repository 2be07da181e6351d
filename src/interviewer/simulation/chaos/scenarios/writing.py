"""The language model fails: the plan's own words are there."""

from __future__ import annotations

from typing import Final

from interviewer.simulation.chaos.scenario import Moment, Scenario, breaks

ASKED: Final = Moment("consent", 0.5)

SCENARIOS: Final = (
    *(
        Scenario(f"writing_{name}", about, (breaks("writing", kind, ASKED),))
        for name, kind, about in (
            ("refused", "refuse", "The language model refuses every connection."),
            ("black_hole", "black_hole", "The language model takes connections and never answers."),
            ("silent", "silent", "The language model opens its answer and writes nothing."),
            ("quota", "too_many", "The language model answers 429 with Retry-After."),
            ("unauthorised", "unauthorised", "The language model answers 401."),
            ("error", "error", "The language model answers 500."),
            ("garbage", "garbage", "What the language model streams is no JSON."),
            ("truncated", "truncated", "The stream ends within an event, after the first token."),
            ("keep_alives", "keep_alives", "Keep-alives come, and no token."),
            ("drip", "drip", "A byte a second."),
            ("slow", "slow", "Every answer takes ten times as long."),
        )
    ),
    Scenario(
        "writing_reset",
        "The stream is reset after its third token.",
        (breaks("writing", "reset", ASKED, pieces=3),),
    ),
)
