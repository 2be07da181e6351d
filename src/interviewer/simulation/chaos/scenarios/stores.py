"""What keeps things is away. Calls go on, and what was seen arrives later, in order and once."""

from __future__ import annotations

from typing import Final

from interviewer.simulation.chaos.scenario import Flushes, Freezes, Kills, Moment, Scenario, Step

IN_CALL: Final = Moment("consent", 1.0)

SCENARIOS: Final = (
    Scenario(
        "database_frozen",
        "The database hangs for 60 s, beginning after the consent.",
        (Step(IN_CALL, Freezes("postgres", 60.0)),),
    ),
    Scenario(
        "database_frozen_briefly",
        "The database hangs for 10 s in mid-answer.",
        (Step(Moment("angry_customer", 2.0), Freezes("postgres", 10.0)),),
    ),
    Scenario(
        "database_killed",
        "The database is killed (-9) in mid-answer and started again.",
        (Step(Moment("angry_customer", 2.0), Kills("postgres")),),
    ),
    Scenario(
        "redis_flushed",
        "Redis is emptied every ten seconds.",
        (Step(Moment(), Flushes(10.0)),),
    ),
    Scenario(
        "redis_killed",
        "Redis is killed after the consent and started again.",
        (Step(IN_CALL, Kills("valkey")),),
    ),
    Scenario(
        "redis_frozen",
        "Redis hangs until after the call.",
        (Step(IN_CALL, Freezes("valkey", 60.0)),),
    ),
)
