"""What a person should know of the interview itself, whatever a judge thinks of the answers."""

from __future__ import annotations

from typing import Final

from interviewer.evaluations.hearing import Hearing, answers
from interviewer.interviews.scorecard import Flag

LOW_CONFIDENCE: Final = 0.6
"""Below this the recogniser has often misheard words that matter."""
REASONS: Final = {
    "candidate_hung_up": "the candidate hung up",
    "candidate_silent": "the candidate was silent",
    "candidate_absent": "the candidate did not come",
    "candidate_lost": "the candidate's connection was lost and did not come back",
    "stopped": "the interviewer was stopped",
    "failed": "there was a technical failure",
}


def flags_of(hearing: Hearing) -> tuple[Flag, ...]:
    """The flags that follow from how the call went."""
    given = answers(hearing)
    asked = len(hearing.plan.questions)
    flags: list[Flag] = []
    why = REASONS.get(hearing.reason, hearing.reason)
    if hearing.outcome == "declined":
        return (
            Flag("declined", "The candidate declined the recorded interview. Nothing they said is kept or judged."),
        )
    if hearing.outcome == "abandoned":
        detail = f"The call ended early: {why}. {len(given)} of {asked} questions have an answer."
        flags.append(Flag("abandoned", detail))
    if hearing.outcome == "failed":
        flags.append(
            Flag(
                "interrupted",
                f"The interview could not be held to its end, through no doing of the candidate's: {why}.",
            )
        )
    elif hearing.interruptions:
        times = "once" if hearing.interruptions == 1 else f"{hearing.interruptions} times"
        detail = f"The interviewer dropped out {times} and came back; an answer may have been cut there."
        flags.append(Flag("interrupted", detail))
    if not given:
        flags.append(Flag("no_answers", "There is no answer to judge, so no score was given."))
    flags.extend(
        Flag(
            "low_confidence",
            f"The recogniser was {turn.confidence:.0%} sure of these words: listen to the recording.",
            turn.id,
        )
        for answer in given
        for turn in answer.turns
        if turn.confidence is not None and turn.confidence < LOW_CONFIDENCE
    )
    return tuple(flags)
