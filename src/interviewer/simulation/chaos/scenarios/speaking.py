"""The voice fails: no sentence is counted as said that broke off."""

from __future__ import annotations

from typing import Final

from interviewer.simulation.chaos.scenario import Hears, Moment, Scenario, breaks

ASKED: Final = Moment("consent", 0.2)
SPOKEN: Final = Hears(fragments=1)
"""One sentence may break off, when the sound itself does; it is said again."""

SCENARIOS: Final = (
    *(
        Scenario(f"speaking_{name}", about, (breaks("speech", kind, ASKED),))
        for name, kind, about in (
            ("refused", "refuse", "The voice refuses every connection."),
            ("black_hole", "black_hole", "The voice takes requests and never answers."),
            ("quota", "too_many", "The voice answers 429 with Retry-After."),
            ("unauthorised", "unauthorised", "The voice answers 401."),
            ("error", "error", "The voice answers 500."),
            ("keep_alives", "keep_alives", "A sample of silence a second, and no voice."),
            ("drip", "drip", "A byte a second."),
            ("wrong_rate", "wrong_rate", "The sound has half the rate that was asked for."),
            ("slow", "slow", "The first sound takes ten times as long."),
        )
    ),
    Scenario(
        "speaking_reset",
        "The sound is reset after half a second, every time.",
        (breaks("speech", "reset", ASKED, pieces=5),),
        hears=SPOKEN,
    ),
    Scenario(
        "speaking_truncated",
        "The sound ends early without an error, once.",
        (breaks("speech", "truncated", ASKED, pieces=5, request=1),),
        hears=SPOKEN,
    ),
    Scenario(
        "speaking_refused_from_the_start",
        "The voice refuses every connection before the call begins.",
        (breaks("speech", "refuse"),),
    ),
)
