"""Says what became of a call, from three things alone: the log, the recording, and what the candidate said and heard.

Deliberately not here: anything that the system under test says of itself elsewhere, and what was done to it, but for
which agent was hit when.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any, Final

from interviewer.simulation.candidate.journal import SpokenTurn
from interviewer.simulation.chaos.call import Held
from interviewer.simulation.chaos.scenario import Scenario
from interviewer.simulation.chaos.takeover import Takeover, in_the_air, takeovers
from interviewer.simulation.measure import words

Recognised = Mapping[str, int]
"""Line of the candidate → how many of its words are recognised when nothing fails."""
SAME_MOMENT: Final = 0.5
"""Seconds by which the candidate's microphone and the agent's ear may differ about when a line began."""
TWO_AT_ONCE: Final = 0.1
"""Seconds; less of it nobody notices."""
NOT_RECORDED: Final = 0.1
"""Share of the words said that the way through the room and a recogniser that hears all at once may cost."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one call, and what of it is not as the scenario promises."""

    figures: dict[str, Any]
    broken: tuple[str, ...]
    takeovers: tuple[Takeover, ...] = ()


@dataclass(frozen=True, slots=True)
class Sound:
    """What is recognised of a recording, and whether all that was said has to be in it."""

    text: str
    whole: bool


def judged(held: Held, scenario: Scenario, questions: Sequence[str], baseline: Recognised | None) -> Verdict:
    """The verdict; `baseline` None: this call is itself the measure of what is recognised."""
    log = _of(held.events, "turn.heard")
    transcript = " ".join(str(turn["text"]) for turn in log)
    leased = [event["data"]["epoch"] for event in held.events if event["type"] == "interview.leased"]
    # An agent records the very sound that it hears; where there were two, what is said between them is in neither.
    sound = Sound(held.recorded, whole=len(leased) == 1) if held.recorded else None
    spoken = _after_consent(held)
    taken = takeovers(held.events, held.hits, held.voices, held.report.turns if held.report else ())
    # First without what was asked for again: said once more, it stands in the log but once.
    lost = _lost([turn for turn in spoken if not in_the_air(turn, taken)], transcript, baseline, sound)
    in_air = max(0, _lost(spoken, transcript, baseline, sound) - lost)
    recorded = _lost(spoken, held.recorded, baseline) if held.recorded is not None else None
    again, never = _asked(held.events, questions)
    missing, doubled = _numbers(held.events)
    report = held.report
    silence = max(report.longest_silence_ms, report.longest_pause_ms) / 1000 if report else None
    figures: dict[str, Any] = {
        "state": held.state,
        "outcome": held.outcome,
        "words_said": sum(len(words(turn.said)) for turn in spoken),
        "words_lost": lost,
        "words_in_the_air": in_air,
        "words_lost_in_recording": recorded,
        "questions_twice": again,
        "questions_never": never,
        "longest_silence_s": silence,
        "fragments": sum(one.fragment for one in held.heard),
        "events_missing": missing,
        "events_doubled": doubled,
        "two_at_once_s": round(held.two_at_once, 2),
        "gaps": held.gaps,
        "agents": len(leased),
        "sentences_heard": len(held.heard),
    }
    return Verdict(figures, tuple(_broken(held, scenario, figures, sum(over.hurt for over in taken))), taken)


def _broken(held: Held, scenario: Scenario, figures: Mapping[str, Any], taken: int) -> Iterable[str]:
    hears, log = scenario.hears, scenario.log
    if held.trouble:
        yield held.trouble
    if figures["outcome"] != log.outcome:
        yield f"the interview is {figures['state']} ({figures['outcome'] or 'no outcome'}), not {log.outcome}"
    if held.recorded is None and log.epochs == 1:
        yield "there is no recording"
    elif (
        log.epochs == 1
        and not log.gaps
        and figures["words_lost_in_recording"] > NOT_RECORDED * figures["words_said"] + log.words_lost
    ):
        yield f"{figures['words_lost_in_recording']} words are lost in the recording"
    if figures["words_lost"] > log.words_lost:
        yield f"{figures['words_lost']} words are lost"
    for name in ("questions_twice", "questions_never", "events_missing", "events_doubled"):
        if figures[name]:
            yield f"{figures[name]} {name.replace('_', ' ')}"
    if figures["longest_silence_s"] is not None and figures["longest_silence_s"] > hears.silence:
        yield f"silence of {figures['longest_silence_s']:.1f} s"
    if figures["fragments"] > hears.fragments + max(0, taken - 1):
        yield f"{figures['fragments']} sentences broke off"
    if figures["two_at_once_s"] > TWO_AT_ONCE:
        yield f"two interviewers at once for {figures['two_at_once_s']} s"
    if log.epochs is not None and figures["agents"] != (wanted := max(log.epochs, 1 + taken)):
        yield f"{figures['agents']} agents held it, not {wanted}"
    if log.gaps is not None and log.gaps is not (held.gaps > 0):
        yield "a gap of the recording is not named" if log.gaps else f"{held.gaps} gaps in the recording"
    there = {event["type"] for event in held.events}
    yield from (f"no {kind} in the log" for kind in log.holds if kind not in there)


def recognised(held: Held) -> dict[str, int]:
    """Of each line that was said to its end, how many words the log has; of one that was said twice the fewest."""
    transcript = " ".join(str(turn["text"]) for turn in _of(held.events, "turn.heard"))
    fewest: dict[str, int] = {}
    for line, count in _found(_after_consent(held), transcript):
        fewest[line] = min(count, fewest.get(line, count))
    return fewest


def _lost(
    spoken: Sequence[SpokenTurn], transcript: str, baseline: Recognised | None, sound: Sound | None = None
) -> int:
    """Words that are recognised without a fault and are not in a transcript.

    What is recognised is that of the very same sound, or of the same lines in the call in which nothing failed. Of a
    recording that may lack lines each counts that is there, but for the few words that the way through the room cost.
    """
    found = _found(spoken, transcript)
    recorded = _found(spoken, sound.text) if sound else found
    lost = 0
    for (line, count), (_, there) in zip(found, recorded, strict=True):
        wanted = (baseline or {}).get(line, len(words(line)))
        if sound and (sound.whole or there >= wanted - max(1, NOT_RECORDED * wanted)):
            wanted = there
        lost += max(0, wanted - count)
    return lost


def _found(spoken: Sequence[SpokenTurn], transcript: str) -> list[tuple[str, int]]:
    """Each line that was said to its end, in order, and how many of its words stand in the transcript in that order."""
    lines = [turn.said for turn in spoken]
    owner = [index for index, line in enumerate(lines) for _ in words(line)]
    said = [word for line in lines for word in words(line)]
    same = SequenceMatcher(None, said, words(transcript), autojunk=False).get_matching_blocks()
    counts = Counter(owner[at] for block in same for at in range(block.a, block.a + block.size))
    return [(line, counts[index]) for index, line in enumerate(lines)]


def _after_consent(held: Held) -> list[SpokenTurn]:
    """What was said to its end, from the yes on: nothing that was said before it may be kept."""
    turns = [turn for turn in held.report.turns if turn.complete] if held.report else []
    agreed = {event["data"].get("turn_id") for event in held.events if event["type"] == "consent.given"}
    begun = [turn["started"] for turn in _of(held.events, "turn.heard") if turn.get("turn_id") in agreed]
    if not begun or None in agreed:
        return turns
    first = datetime.fromisoformat(min(begun)) - timedelta(seconds=SAME_MOMENT)
    return [turn for turn in turns if turn.started >= first]


def _asked(events: Sequence[Mapping[str, Any]], questions: Sequence[str]) -> tuple[int, int]:
    """How many questions were asked after their answer was in the log, and how many were never answered."""
    answered: set[str] = set()
    again = 0
    for event in events:
        if event["type"] == "question.asked":
            again += event["data"]["question_id"] in answered
        elif event["type"] == "question.answered":
            answered.add(event["data"]["question_id"])
    return again, len(set(questions) - answered)


def _numbers(events: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    """Observations of each epoch are numbered from 1 on: how many are missing, and how many there are twice."""
    numbers: defaultdict[int, list[int]] = defaultdict(list)
    for event in events:
        if "number" in event["data"]:
            numbers[event["data"]["epoch"]].append(event["data"]["number"])
    missing = sum(max(found) - len(set(found)) for found in numbers.values())
    return missing, sum(len(found) - len(set(found)) for found in numbers.values())


def _of(events: Iterable[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    return [event["data"] for event in events if event["type"] == kind]
