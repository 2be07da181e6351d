"""The recogniser fails. Whatever it does, no word is lost: another one hears what was kept."""

from __future__ import annotations

from typing import Final

from interviewer.simulation.chaos.scenario import Log, Mends, Moment, Scenario, Step, breaks

IN_MID_ANSWER: Final = Moment("angry_customer", 3.0)
ANOTHER: Final = Log(holds=("provider.failed_over",))

SCENARIOS: Final = (
    Scenario(
        "hearing_refused",
        "The recogniser refuses every connection, and cuts the open one in mid-answer.",
        (breaks("recognition", "refuse", IN_MID_ANSWER),),
        log=ANOTHER,
    ),
    Scenario(
        "hearing_refused_from_the_start",
        "The recogniser refuses every connection before the call begins.",
        (breaks("recognition", "refuse"),),
        log=ANOTHER,
    ),
    Scenario(
        "hearing_black_hole",
        "The recogniser takes connections and never answers a handshake; the open stream is dumb.",
        (breaks("recognition", "black_hole", IN_MID_ANSWER),),
        log=ANOTHER,
        quick=True,
    ),
    Scenario(
        "hearing_reset_once",
        "The stream is reset in mid-answer; the next one works.",
        (breaks("recognition", "reset", IN_MID_ANSWER, lasts=0.3),),
    ),
    Scenario(
        "hearing_reset_always",
        "Every stream is reset after a second, from mid-answer on.",
        (breaks("recognition", "reset", IN_MID_ANSWER, into=1.0),),
        log=ANOTHER,
    ),
    Scenario(
        "hearing_silent",
        "The stream stays open and says nothing any more, in mid-answer.",
        (breaks("recognition", "silent", IN_MID_ANSWER),),
        log=ANOTHER,
    ),
    Scenario(
        "hearing_keep_alives",
        "The stream says that it is alive, and nothing else.",
        (breaks("recognition", "keep_alives", IN_MID_ANSWER),),
        log=ANOTHER,
    ),
    Scenario(
        "hearing_quota",
        "Streams are answered with 429 and Retry-After; the open one is reset.",
        (
            breaks("recognition", "reset", IN_MID_ANSWER, lasts=0.3),
            breaks("recognition", "too_many", Moment("angry_customer", 3.3), retry_after=30),
        ),
        log=ANOTHER,
    ),
    Scenario(
        "hearing_unauthorised",
        "Streams are answered with 401 from the start: the key was withdrawn.",
        (breaks("recognition", "unauthorised"),),
        log=ANOTHER,
    ),
    Scenario(
        "hearing_error",
        "Streams are answered with 500 from the start.",
        (breaks("recognition", "error"),),
        log=ANOTHER,
    ),
    Scenario(
        "hearing_garbage",
        "What the stream says is no JSON, from mid-answer on.",
        (breaks("recognition", "garbage", IN_MID_ANSWER),),
        log=ANOTHER,
    ),
    Scenario(
        "hearing_truncated",
        "A message breaks off and the stream is closed, once, in mid-answer.",
        (breaks("recognition", "truncated", IN_MID_ANSWER, lasts=0.5),),
    ),
    Scenario(
        "hearing_twice",
        "Every final result comes twice.",
        (breaks("recognition", "duplicated"),),
    ),
    Scenario(
        "hearing_slow",
        "Results take ten times as long.",
        (breaks("recognition", "slow"),),
        log=ANOTHER,
    ),
    Scenario(
        "hearing_silent_and_back",
        "The stream is dumb for ten seconds in mid-answer; later ones work.",
        (breaks("recognition", "silent", IN_MID_ANSWER), Step(Moment("angry_customer", 13.0), Mends())),
    ),
)
