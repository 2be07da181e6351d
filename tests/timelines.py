"""A small language for what happens in a room, and what the floor does upon it.

    0.0 expect yes_no
    0.0 plays            the interviewer begins to sound; `plays on` cannot be cut
    2.0 played           it has ended by itself
    2.5 voice            the candidate's voice begins, and ends:
    2.9 quiet
    3.0 words yeah       interim words, then the final ones
    3.2 final Yeah.
    3.3 eager | end | resumed    hints of the recogniser
    3.4 owes | paid      the recogniser owes words
    3.6 down             nothing is heard of the candidate's end, and again: `up` or, where words may be lost, `back`
    9.0 later            nothing; time goes on to here

Times are when it happens; the floor hears of a voice 80 ms after it began and 150 ms after it ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from interviewer.conversation.floor import (
    Act,
    Ask,
    Event,
    Expect,
    Expectation,
    Floor,
    Guess,
    Hint,
    Line,
    Owed,
    Playing,
    Tick,
    Understood,
    Voice,
    begin,
    due,
    step,
)

ONSET_KNOWN_AFTER = 0.08
END_KNOWN_AFTER = 0.15
GUESS_TAKES = 0.03

A = TypeVar("A", bound=Act)


@dataclass(frozen=True)
class Happened:
    """The acts with their times, and the state afterwards."""

    acts: tuple[tuple[float, Act], ...]
    state: Floor

    @property
    def names(self) -> list[str]:
        """The names of the acts, without questions to the audio model."""
        return [type(act).__name__ for _, act in self.acts if not isinstance(act, Ask)]

    def one(self, kind: type[A]) -> A:
        """The only act of the kind."""
        (found,) = self.all(kind)
        return found

    def all(self, kind: type[A]) -> list[A]:
        """All acts of the kind."""
        return [act for _, act in self.acts if isinstance(act, kind)]

    def at(self, kind: type[Act]) -> float:
        """When the first act of the kind came."""
        return next(at for at, act in self.acts if isinstance(act, kind))


def events(timeline: str) -> Iterator[tuple[float, Event]]:
    """What the floor is told, and when."""
    for line in timeline.strip().splitlines():
        written, what, *rest = line.split(maxsplit=2)
        at, text = float(written), " ".join(rest)
        match what:
            case "expect":
                yield at, Expect(Expectation(text))  # type: ignore[arg-type]
            case "plays":
                yield at, Playing(on=True, cuttable=text != "on")
            case "played":
                yield at, Playing(on=False)
            case "voice":
                yield at + ONSET_KNOWN_AFTER, Voice(on=True, at=at)
            case "quiet":
                yield at + END_KNOWN_AFTER, Voice(on=False, at=at)
            case "words" | "final":
                yield at, Understood(text, final=what == "final")
            case "eager" | "end" | "resumed":
                yield at, Hint(what)
            case "owes" | "paid":
                yield at, Owed(words=what == "owes")
            case "down" | "up" | "back":
                yield at, Line(up=what != "down", missed=what == "back")
            case "later":
                yield at, Tick()
            case _:
                raise AssertionError(line)


def happens(timeline: str, *, probability: float | None = None, expectation: Expectation | None = None) -> Happened:
    """Play the timeline to the floor; the audio model always answers with the probability, unless it is None."""
    return played(sorted(events(timeline), key=lambda each: each[0]), probability, expectation)


def played(
    queue: list[tuple[float, Event]], probability: float | None = None, expectation: Expectation | None = None
) -> Happened:
    """The same with events that are there already, in order."""
    state = begin(0.0, expectation)
    acts: list[tuple[float, Act]] = []
    answers: list[tuple[float, Event]] = []
    while queue or answers:
        source = min((q for q in (queue, answers) if q), key=lambda q: q[0][0])
        at, event = source[0]
        wanted = due(state)
        if wanted is not None and wanted < at:
            now = max(wanted, state.now)
            state, more = step(state, Tick(), now)
        else:
            source.pop(0)
            now = max(at, state.now)
            state, more = step(state, event, now)
        acts.extend((now, act) for act in more)
        if probability is not None:
            answers.extend((now + GUESS_TAKES, Guess(probability, now)) for act in more if isinstance(act, Ask))
    return Happened(tuple(acts), state)
