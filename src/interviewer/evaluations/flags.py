"""What a person should know of the interview itself, whatever a judge thinks of the answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from interviewer.evaluations.hearing import Hearing, answers
from interviewer.interviews.observations import Signal
from interviewer.interviews.scorecard import Flag, FlagCode

LOW_CONFIDENCE: Final = 0.6
"""Below this the recogniser has often misheard words that matter."""
REASONS: Final = {
    "candidate_stopped": "the candidate wanted to stop",
    "candidate_hung_up": "the candidate hung up",
    "candidate_silent": "the candidate was silent",
    "candidate_absent": "the candidate did not come",
    "candidate_lost": "the candidate's connection was lost and did not come back",
    "stopped": "the interviewer was stopped",
    "failed": "there was a technical failure",
}


@dataclass(frozen=True, slots=True)
class Look:
    """What a person is asked to look at. `each`: at every turn of it, and not only where it began."""

    code: FlagCode
    detail: str
    each: bool = False


LOOKS: Final[dict[Signal, Look]] = {
    "wants_person": Look("wants_person", "The candidate asked for a person: get in touch."),
    "distressed": Look(
        "distressed", "The candidate seemed to be distressed here: listen before you go by the answers.", each=True
    ),
    "instructs": Look(
        "instructed",
        "The candidate told the interviewer how to judge or what to do. It asked its questions and did nothing of it.",
        each=True,
    ),
    "other_voice": Look("other_voice", "Somebody else spoke on the line: see whose words the answers are.", each=True),
    "bad_line": Look("bad_line", "The line was bad: words may be missing or misheard from here on."),
    "noise": Look("bad_line", "It was loud around the candidate: words may be missing or misheard from here on."),
}
"""By what the candidate did."""


def flags_of(hearing: Hearing) -> tuple[Flag, ...]:
    """The flags that follow from how the call went."""
    given = answers(hearing)
    asked = len(hearing.plan.questions)
    flags: list[Flag] = []
    why = REASONS.get(hearing.reason, hearing.reason)
    if hearing.reason == "withdrawn":
        detail = "The candidate took the consent back. Nothing they said is shown or judged; the recording is deleted."
        return (Flag("withdrawn", detail),)
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
    flags += [*_knocked_out(hearing), *_signalled(hearing)]
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


def _knocked_out(hearing: Hearing) -> Iterator[Flag]:
    texts = {question.id: question.ask for question in hearing.plan.questions}
    for question, turn in hearing.knocked_out:
        asked = texts.get(question, question)
        detail = f"By the plan the answer to this rules the candidate out: {asked} It was not told so; you decide."
        yield Flag("knocked_out", detail, turn)


def _signalled(hearing: Hearing) -> Iterator[Flag]:
    """In the order of the table, the most urgent first."""
    told: set[FlagCode] = set()
    for signal, look in LOOKS.items():
        for one in hearing.signals:
            if one.signal == signal and (look.each or look.code not in told):
                told.add(look.code)
                yield Flag(look.code, look.detail, one.turn)
