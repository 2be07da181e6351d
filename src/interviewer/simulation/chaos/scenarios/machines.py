"""The agents' machine has no room, or another time all at once. The call goes on."""

from __future__ import annotations

from typing import Final

from interviewer.simulation.chaos.scenario import Fills, Jumps, Log, Moment, Scenario, Step

IN_CALL: Final = Moment("consent", 1.0)
IN_MID_ANSWER: Final = Moment("angry_customer", 3.0)
HOUR: Final = 3600.0

SCENARIOS: Final = (
    Scenario(
        "recordings_full",
        "The disk of the recordings takes nothing for 20 s: pieces are kept on the agent's own, and moved later.",
        (Step(IN_CALL, Fills(("recordings",), 20.0)),),
        log=Log(gaps=False),
    ),
    Scenario(
        "recordings_full_everywhere",
        "Neither that disk nor the agent's own takes a piece of a recording for 20 s: the gap is named.",
        (Step(IN_CALL, Fills(("recordings", "kept"), 20.0)),),
        log=Log(gaps=True),
    ),
    Scenario(
        "spool_full",
        "The agent's own disk takes no observation, from before the call until after it.",
        (Step(Moment(), Fills(("spool",), 120.0)),),
    ),
    Scenario(
        "clock_forward",
        "The clock of the agents' machine jumps forward by an hour in mid-answer.",
        (Step(IN_MID_ANSWER, Jumps(HOUR)),),
        log=Log(gaps=False),
    ),
    Scenario(
        "clock_back",
        "The clock of the agents' machine jumps back by an hour in mid-answer.",
        (Step(IN_MID_ANSWER, Jumps(-HOUR)),),
        log=Log(gaps=False),
    ),
)
