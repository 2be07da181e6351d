"""Processes of ours are killed or frozen, at drawn moments of the conversation."""

from __future__ import annotations

from typing import Final

from interviewer.simulation.chaos.scenario import (
    Downs,
    Freezes,
    Hangs,
    Hears,
    Kills,
    Log,
    Moment,
    Rolls,
    Scenario,
    Starves,
    Step,
    Stops,
    breaks,
)

SOMEWHEN: Final = Moment("", 4.0, within=60.0)
"""From the greeting to the goodbye."""
IN_MID_ANSWER: Final = Moment("angry_customer", 3.0)
KILLED: Final = Hears(silence=5.0, fragments=2, first_sound=2.0, resumed=5.0)
"""The sentence that was being said breaks off, and the newcomer's first where the candidate is speaking."""
FROZEN: Final = Hears(silence=5.0, fragments=2, first_sound=5.0)
"""A killed process is known by its closed link; whether a silent one is dead has to be waited for."""
HANDED_OVER: Final = Hears(fragments=2)
TWO: Final = Log(epochs=2, holds=("interview.interrupted",))

SCENARIOS: Final = (
    Scenario(
        "agent_killed",
        "The agent that holds the call is killed (-9) at a drawn moment.",
        (Step(SOMEWHEN, Kills("agent")),),
        KILLED,
        TWO,
        quick=True,
    ),
    Scenario(
        "agent_killed_in_mid_answer",
        "The agent is killed while the candidate answers.",
        (Step(IN_MID_ANSWER, Kills("agent")),),
        KILLED,
        TWO,
    ),
    Scenario(
        "agent_killed_thrice",
        "The agent that holds the call is killed (-9) three times, at drawn moments.",
        tuple(Step(Moment("", after, within=12.0), Kills("agent")) for after in (4.0, 24.0, 46.0)),
        KILLED,
        TWO,
    ),
    Scenario(
        "agent_frozen",
        "The agent is frozen (SIGSTOP) for 30 s at a drawn moment, and wakes.",
        (Step(SOMEWHEN, Freezes("agent", 30.0)),),
        FROZEN,
        TWO,
    ),
    Scenario(
        "agent_wedged",
        "The event loop of the agent stands still at a drawn moment, its process does not.",
        (Step(SOMEWHEN, Hangs("agent")),),
        FROZEN,
        TWO,
    ),
    Scenario(
        "agent_out_of_memory",
        "The agent gets no more memory from a drawn moment on.",
        (Step(SOMEWHEN, Starves("agent", 1 << 20)),),
        KILLED,
        TWO,
    ),
    Scenario(
        "agent_drained",
        "The agent is told to stop (SIGTERM) near the end of the call: it ends when that is over.",
        (Step(Moment("any_questions"), Stops("agent")),),
    ),
    Scenario(
        "agent_drained_at_the_limit",
        "The agent is told to stop early in the call, and hands it over at its limit.",
        (Step(Moment("consent"), Stops("agent")),),
        HANDED_OVER,
        TWO,
    ),
    Scenario(
        "rolling_restart",
        "Every process of ours is told to stop and comes back, one after another, as for a new release.",
        (Step(Moment("", 4.0), Rolls()),),
        HANDED_OVER,
        Log(epochs=None),
    ),
    Scenario(
        "agent_stutters",
        "The agent is frozen for one second: nobody takes over.",
        (Step(IN_MID_ANSWER, Freezes("agent", 1.0)),),
        # What came meanwhile is played faster, until nothing waits. Whisper hears every word of such a recording; the
        # emulated recogniser knows each word at its own pace alone.
        log=Log(words_lost=4),
    ),
    Scenario(
        "api_wedged",
        "The event loop of the control plane stands still in mid-answer.",
        (Step(IN_MID_ANSWER, Hangs("api")),),
    ),
    Scenario(
        "orchestrator_wedged",
        "The event loop of the orchestrator stands still in mid-call.",
        (Step(SOMEWHEN, Hangs("orchestrator")),),
    ),
    Scenario(
        "control_plane_away",
        "Api and orchestrator are not there for 60 s, from the consent on.",
        (Step(Moment("consent"), Downs("api", 60.0)), Step(Moment("consent"), Downs("orchestrator", 60.0))),
    ),
    Scenario(
        "api_killed",
        "The control plane is killed in mid-answer and started again.",
        (Step(IN_MID_ANSWER, Kills("api")),),
    ),
    Scenario(
        "api_frozen",
        "The control plane hangs for 30 s.",
        (Step(Moment("consent", 1.0), Freezes("api", 30.0)),),
    ),
    Scenario(
        "orchestrator_killed",
        "The orchestrator is killed in mid-call.",
        (Step(SOMEWHEN, Kills("orchestrator")),),
    ),
    Scenario(
        "orchestrator_frozen",
        "The orchestrator hangs until after the call.",
        (Step(Moment("consent"), Freezes("orchestrator", 60.0)),),
    ),
    Scenario(
        "livekit_killed",
        "livekit-server is killed in mid-answer and started again.",
        (Step(IN_MID_ANSWER, Kills("livekit")),),
        Hears(silence=15.0, fragments=1),
        Log(epochs=None, words_lost=40),
    ),
    Scenario(
        "livekit_frozen",
        "livekit-server hangs for four seconds, and with it the candidate's network.",
        (Step(Moment("slow_internet", 0.0), Freezes("livekit", 4.0)),),
        Hears(silence=8.0, fragments=1),
        Log(epochs=None, words_lost=20),
    ),
    Scenario(
        "much_at_once",
        "The control plane and Redis are killed in mid-answer, the orchestrator hangs, the language model is dumb.",
        (
            Step(Moment("consent", 0.5), Freezes("orchestrator", 30.0)),
            breaks("writing", "silent", Moment("consent", 0.5)),
            Step(Moment("angry_customer", 2.0), Kills("valkey")),
            Step(IN_MID_ANSWER, Kills("api")),
        ),
        quick=True,
    ),
)
