"""The network between the candidate and livekit-server, and the candidate's microphone. The agents' own is unhurt."""

from __future__ import annotations

from typing import Final

from interviewer.simulation.chaos.network.weather import Way, Weather
from interviewer.simulation.chaos.scenario import SILENCE, Blows, Fails, Hears, Log, Moment, Scenario, Step

ANSWERING: Final = Moment("angry_customer", 0.5)
IN_MID_ANSWER: Final = Moment("angry_customer", 3.0)
BEING_ASKED: Final = Moment("consent", 3.0)
"""The interviewer is about to ask, or asks, its first question."""
GONE: Final = Way(loss=1.0)
AWAY: Final = Weather(GONE, GONE, signalling=False)
NO_SOUND: Final = Way(loss=1.0, sound_only=True)
NOTICED: Final = ("candidate.unheard", "candidate.heard_again")


def _both(way: Way) -> Weather:
    return Weather(way, way)


SCENARIOS: Final = (
    Scenario(
        "network_loses_5_percent",
        "Every twentieth datagram is lost, each way, for ten seconds of an answer.",
        (Step(ANSWERING, Blows(_both(Way(loss=0.05)), 10.0)),),
    ),
    Scenario(
        "network_loses_20_percent",
        "Every fifth datagram is lost, each way, for ten seconds of an answer.",
        (Step(ANSWERING, Blows(_both(Way(loss=0.2)), 10.0)),),
        Hears(fragments=1),
    ),
    Scenario(
        "network_late",
        "Everything is 300 ms late each way, and up to 60 ms more, from the consent on.",
        (Step(Moment("consent"), Blows(_both(Way(delay=0.3, jitter=0.06)), 120.0)),),
        Hears(silence=SILENCE + 0.6),
    ),
    Scenario(
        "network_away_3_s",
        "The candidate's network is away for three seconds in mid-answer.",
        (Step(IN_MID_ANSWER, Blows(AWAY, 3.0)),),
        Hears(silence=3.0 + SILENCE, fragments=1),
        Log(words_lost=20, holds=NOTICED),
    ),
    Scenario(
        "network_away_10_s",
        "The candidate's network is away for ten seconds while it is asked something.",
        (Step(BEING_ASKED, Blows(AWAY, 10.0)),),
        Hears(silence=10.0 + SILENCE, fragments=2),
        Log(words_lost=20, holds=NOTICED),
    ),
    Scenario(
        "network_away_20_s",
        "The candidate's network is away for twenty seconds in mid-answer: another agent waits for it.",
        (Step(IN_MID_ANSWER, Blows(AWAY, 20.0)),),
        Hears(silence=20.0 + 2 * SILENCE, fragments=2),
        Log(words_lost=40, holds=("candidate.unheard", "interview.interrupted"), epochs=None),
    ),
    Scenario(
        "network_away_40_s",
        "The candidate's network is away for forty seconds in mid-answer.",
        (Step(IN_MID_ANSWER, Blows(AWAY, 40.0)),),
        Hears(silence=40.0 + 4 * SILENCE, fragments=2),
        Log(words_lost=40, holds=("candidate.unheard", "interview.interrupted"), epochs=None),
    ),
    Scenario(
        "candidate_not_heard",
        "The candidate hears and is not heard, for eight seconds of its answer; the connection stays up.",
        (Step(IN_MID_ANSWER, Blows(Weather(up=NO_SOUND), 8.0)),),
        Hears(silence=8.0 + SILENCE, fragments=1),
        Log(words_lost=30, holds=NOTICED),
    ),
    Scenario(
        "candidate_hears_nothing",
        "The candidate is heard and hears nothing, for eight seconds in which it is asked something.",
        (Step(BEING_ASKED, Blows(Weather(down=NO_SOUND), 8.0)),),
        Hears(silence=8.0 + 10.0, fragments=2),
    ),
    Scenario(
        "signalling_cut",
        "The signalling alone is cut for twenty seconds: the candidate is heard, and hears nothing until it is back.",
        (Step(ANSWERING, Blows(Weather(signalling=False), 20.0)),),
        Hears(silence=20.0, fragments=1),
    ),
    Scenario(
        "microphone_dead",
        "The candidate's microphone gives no sound, until its owner is told.",
        (Step(BEING_ASKED, Fails("dead", 60.0)),),
        Hears(silence=15.0),
        Log(words_lost=60, holds=NOTICED),
    ),
    Scenario(
        "microphone_off",
        "The candidate has switched its microphone off, and is told so.",
        (Step(BEING_ASKED, Fails("muted", 60.0)),),
        Hears(silence=15.0),
        Log(words_lost=60, holds=NOTICED),
    ),
    Scenario(
        "microphone_unplugged",
        "The candidate's microphone is pulled out in mid-answer and plugged in again after six seconds.",
        (Step(IN_MID_ANSWER, Fails("unplugged", 6.0)),),
        Hears(silence=6.0 + SILENCE, fragments=2),
        Log(words_lost=30, holds=NOTICED),
    ),
)
