"""A conversation by text with the very conductor that holds calls, on a clock that is reckoned. Pure: it never waits.

What is said takes its usual time to say, so that the interview's time runs as in a call. Left out of a call: sound, a
recogniser's mistakes, words that come late, voices that fail. Deliberately not here: who plays the candidate, and who
finds the words that no plan has (`writers`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, assert_never

from interviewer.catalog.timing import WORDS_PER_SECOND
from interviewer.conversation.conductor import step
from interviewer.conversation.facts import (
    Answer,
    Began,
    Directive,
    End,
    Heard,
    NotUnderstood,
    NotWritten,
    Observation,
    Speak,
    Spoke,
    StayedSilent,
)
from interviewer.conversation.floor.times import QUIET
from interviewer.conversation.script import Progress, Script
from interviewer.conversation.standing import Conversation, begin
from interviewer.rehearsal.happenings import (
    CutsOff,
    Ended,
    Happening,
    Input,
    Mumbles,
    Noted,
    Replied,
    Said,
    Says,
    StaysSilent,
    Unwritten,
    Waits,
    Wanted,
    Wrote,
    WroteNothing,
)

REPLY_AFTER: Final = 1.2
"""Seconds between one's last word and the other's first: a pause that ends a turn, and the way of the sound."""
MUMBLED: Final = 2.0
SLOW: Final = 1.25
"""How many times the usual time slow speech takes."""


class OutOfTurn(Exception):
    """This cannot happen now; the message says why."""


@dataclass(frozen=True, slots=True)
class _Before:
    """How it stood before the interviewer's last words, to which a candidate that cuts them off goes back."""

    state: Conversation
    happened: int
    seconds: float
    speech: Speak
    passages: tuple[str, ...]
    written: str


class Rehearsal:
    """One conversation. `happened` is all of it so far; each method returns what it added.

    A candidate that cuts the interviewer off takes back what had happened since its last words began.
    """

    def __init__(
        self, script: Script, *, writes: bool = False, began: datetime | None = None, progress: Progress | None = None
    ) -> None:
        """`writes`: somebody can find follow-ups; `began`: the time of day on the candidate's clocks."""
        self.state = begin(script, progress or Progress(), writes=writes, began=began)
        self.seconds = 0.0
        self.happened: list[Happening] = []
        self.last: Speak | None = None
        """What the interviewer said last."""
        self.wanted: Speak | None = None
        """What cannot be said until somebody told the words."""
        self.ended: Ended | None = None
        self._turns = 0
        self._before: _Before | None = None
        self._after: tuple[Directive, ...] = ()

    @property
    def script(self) -> Script:
        """What is rehearsed."""
        return self.state.script

    def begins(self) -> tuple[Happening, ...]:
        """Both are there."""
        return self._added(Began())

    def says(self, text: str) -> tuple[Happening, ...]:
        """The candidate says something."""
        return self.takes(Says(text))

    def takes(self, given: Input) -> tuple[Happening, ...]:
        """Go on with this. Raises `OutOfTurn` and leaves all as it is."""
        self._may(given)
        match given:
            case Waits(seconds):
                self.seconds += seconds
                return ()
            case CutsOff(text, heard):
                return self._cut_off(text, heard)
            case Wrote(text, passages):
                speech, self.wanted = self._open_speech(), None
                begun = len(self.happened)
                at_once = isinstance(speech.written, Answer)  # nothing need be said while it is looked for
                lines = speech.lines[speech.opening :] if at_once else speech.lines
                written = "" if at_once else text
                self._spoken(speech, (*lines, text, *speech.closing), self._after, passages, written)
                return tuple(self.happened[begun:])
            case WroteNothing(reason, refused):
                speech, self.wanted = self._open_speech(), None
                begun = len(self.happened)
                if not refused or isinstance(speech.written, Answer):
                    self.happened.append(Unwritten(reason, self.seconds))
                self._see(NotWritten(speech, reason, refused))
                return tuple(self.happened[begun:])
            case Says(text, seconds):
                return self._reply(text, seconds)
            case StaysSilent():
                quiet = QUIET[self.last.patience] * self.last.unhurried if self.last else QUIET["open"]
                self._replied("", quiet)
                return self._added(StayedSilent(), replied=True)
            case Mumbles():
                self._replied("", MUMBLED)
                return self._added(NotUnderstood(), replied=True)
            case _:
                assert_never(given)

    def _may(self, given: Input) -> None:
        told = isinstance(given, Wrote | WroteNothing)
        if self.ended is not None:
            raise OutOfTurn(f"The conversation is over: {self.ended.reason.replace('_', ' ')}.")
        if not self.happened and not isinstance(given, Waits):
            raise OutOfTurn("The conversation has not begun.")
        if told and self.wanted is None:
            raise OutOfTurn("Nobody wants words that are not in the plan.")
        if not told and self.wanted is not None:
            raise OutOfTurn("The interviewer is still finding its words.")
        if isinstance(given, Says | CutsOff) and not given.text.strip():
            raise OutOfTurn("There are no words in it: stay silent instead.")
        if isinstance(given, CutsOff) and self._before is None:
            raise OutOfTurn("There is nothing to cut off: the candidate has spoken already.")

    def _open_speech(self) -> Speak:
        if self.wanted is None:
            raise OutOfTurn("Nobody wants words that are not in the plan.")
        return self.wanted

    def _cut_off(self, text: str, heard: float) -> tuple[Happening, ...]:
        before = self._before
        if before is None:
            raise OutOfTurn("There is nothing to cut off.")
        said = self.happened[before.happened]
        if not isinstance(said, Said):
            raise OutOfTurn("There is nothing to cut off.")
        words = said.text.split()
        part = " ".join(words[: max(1, round(len(words) * heard))]) if heard > 0 else ""
        cut = replace(said, text=f"{part} —".strip(), heard=heard, seconds=said.seconds * heard)
        self.state, self.seconds = before.state, before.seconds + cut.seconds
        self.happened[before.happened :] = [cut]
        self._before, self.ended = None, None
        self._see(Spoke(before.speech, said.turn_id, heard, before.passages, before.written))
        if self.wanted is None and self.ended is None:
            self._reply(text, None)
        return tuple(self.happened[before.happened :])

    def _reply(self, text: str, seconds: float | None) -> tuple[Happening, ...]:
        text = " ".join(text.split())
        takes = seconds if seconds is not None else _seconds(text)
        limit = self.last is not None and takes > self.last.limit
        turn_id = self._replied(text, takes, limit=limit)
        return self._added(Heard(turn_id, text, limit=limit), replied=True)

    def _replied(self, text: str, seconds: float, *, limit: bool = False) -> str:
        turn_id = self._turn()
        self.happened.append(Replied(turn_id, text, self.seconds, seconds, self.state.addressed, limit))
        self.seconds += seconds + REPLY_AFTER
        self._before = None
        return turn_id

    def _added(self, observation: Observation, *, replied: bool = False) -> tuple[Happening, ...]:
        begun = len(self.happened) - replied
        self._see(observation)
        return tuple(self.happened[begun:])

    def _see(self, observation: Observation) -> None:
        self.state, directives = step(self.state, observation, self.seconds)
        self._perform(directives)

    def _perform(self, directives: tuple[Directive, ...]) -> None:
        for number, directive in enumerate(directives, 1):
            match directive:
                case Speak():
                    self._speak(directive, directives[number:])
                    return
                case End(reason):
                    self.ended = Ended(reason, self.seconds)
                    self.happened.append(self.ended)
                case _:
                    self.happened.append(Noted(directive, self.seconds))

    def _speak(self, speech: Speak, after: tuple[Directive, ...]) -> None:
        self.last = speech
        if speech.written is None:
            self._spoken(speech, (*speech.lines, *speech.closing), after)
            return
        self.wanted, self._after = speech, after
        self.happened.append(Wanted(speech.written, speech.question_id, self.seconds))

    def _spoken(
        self,
        speech: Speak,
        lines: Iterable[str],
        after: tuple[Directive, ...],
        passages: tuple[str, ...] = (),
        written: str = "",
    ) -> None:
        text = " ".join(lines)
        seconds = _seconds(text) * (SLOW if speech.pace == "slow" else 1.0)
        turn_id = self._turn()
        self._before = _Before(self.state, len(self.happened), self.seconds, speech, passages, written)
        self.happened.append(
            Said(turn_id, speech.kind, text, self.seconds, seconds, speech.question_id, speech.probe_id)
        )
        self.seconds += seconds
        self._see(Spoke(speech, turn_id, 1.0, passages, written))
        if self.wanted is None:
            self._perform(after)

    def _turn(self) -> str:
        self._turns += 1
        return f"1.{self._turns}"


def _seconds(text: str) -> float:
    return len(text.split()) / WORDS_PER_SECOND
