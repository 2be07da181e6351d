"""Who answers the telephone, and how: drawn from a seed, the number and how often it rang, and from nothing else.

So a campaign meets the same people in whatever order it calls them. Deliberately not here: time passing and numbers
that are engaged; that is the switchboard's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from hashlib import blake2b
from statistics import NormalDist
from typing import Final, Protocol, TypeVar

from interviewer.providers.line import Outcome
from interviewer.simulation.line.talk import Ending, Talk

_Choice = TypeVar("_Choice", bound=str)
_BITS: Final = 52
"""So many that the middle of each step is a float of its own, and none is 0 or 1."""
_NORMAL: Final = NormalDist()
_FIRST_WISH: Final = time(10)
_HALF_HOURS: Final = 16
_DAYS_AHEAD: Final = 3


@dataclass(frozen=True, slots=True)
class Length:
    """A lognormal length of time: half are shorter than `median`, in seconds; without `spread` all are equal."""

    median: float
    spread: float = 0.0
    """Standard deviation of the logarithm."""

    def at(self, quantile: float) -> float:
        """The length that this part of all lengths stays below; quantile in (0, 1)."""
        return self.median * math.exp(self.spread * _NORMAL.inv_cdf(quantile)) if self.spread else self.median


@dataclass(frozen=True, slots=True)
class Mix:
    """What people do. Shares are between 0 and 1; what is left of the endings is `finished`."""

    answered: float = 0.60
    no_answer: float = 0.20
    busy: float = 0.08
    voicemail: float = 0.08
    unreachable: float = 0.04
    missed_again: float = 0.8
    """By what all that is no answer shrinks with each further ring of a number."""
    called_back: float = 1.0
    """Share of those lost in mid-talk who answer when they are called back."""
    declined: float = 0.04
    opted_out: float = 0.02
    wrong_person: float = 0.02
    rescheduled: float = 0.02
    hung_up: float = 0.05
    dropped: float = 0.06
    """Share of answered calls whose connection breaks in the middle, once."""
    rings: Length = Length(9.0, 0.4)
    """Until somebody answers, or the voicemail does."""
    tone: Length = Length(1.5, 0.3)
    """Until the network tells that a number is busy or cannot be reached."""
    talk: Length = Length(720.0, 0.25)
    refusal: Length = Length(25.0, 0.3)
    """A talk that ends otherwise than finished or hung up; never longer than the talk itself."""

    def outcomes(self, index: int) -> dict[Outcome, float]:
        """The share of each outcome at the ring that follows so many others."""
        missed = self.missed_again**index
        shares: dict[Outcome, float] = {
            "no_answer": self.no_answer * missed,
            "busy": self.busy * missed,
            "voicemail": self.voicemail * missed,
            "unreachable": self.unreachable * missed,
        }
        return {"answered": 1.0 - sum(shares.values()), **shares}

    def endings(self) -> dict[Ending, float]:
        """The share of each ending among the answered."""
        shares: dict[Ending, float] = {
            "declined": self.declined,
            "opted_out": self.opted_out,
            "wrong_person": self.wrong_person,
            "rescheduled": self.rescheduled,
            "hung_up": self.hung_up,
        }
        return {"finished": 1.0 - sum(shares.values()), **shares}


@dataclass(frozen=True, slots=True)
class Reaction:
    """What one ring meets: the outcome after so many seconds of ringing, and the talk when it is answered."""

    outcome: Outcome
    rings: float
    talk: Talk | None = None


class Crowd(Protocol):
    """Everybody who has a telephone."""

    def reaction(self, number: str, index: int, *, local: datetime, unfinished: Talk | None) -> Reaction:
        """What the ring of this number that follows `index` others meets.

        `local` is what the clock shows there, naive. `unfinished` is the rest of a talk whose connection broke.
        """
        ...


@dataclass(frozen=True, slots=True)
class People:
    """A crowd drawn from a seed."""

    seed: int
    mix: Mix = Mix()

    def reaction(self, number: str, index: int, *, local: datetime, unfinished: Talk | None) -> Reaction:
        """See `Crowd.reaction`."""
        draw = _Draws(self.seed, number, index)
        outcome = self._outcome(draw, index, called_back=unfinished is not None)
        if outcome != "answered":
            length = self.mix.tone if outcome in {"busy", "unreachable"} else self.mix.rings
            return Reaction(outcome, math.inf if outcome == "no_answer" else length.at(draw["rings"]))
        return Reaction(outcome, self.mix.rings.at(draw["rings"]), unfinished or self._talk(draw, local))

    def _outcome(self, draw: _Draws, index: int, *, called_back: bool) -> Outcome:
        if called_back and draw["called_back"] < self.mix.called_back:
            return "answered"
        return _chosen(self.mix.outcomes(index), draw["outcome"])

    def _talk(self, draw: _Draws, local: datetime) -> Talk:
        ending = _chosen(self.mix.endings(), draw["ending"])
        seconds = self.mix.talk.at(draw["talk"])
        match ending:
            case "finished":
                pass
            case "hung_up":
                seconds *= draw["part"]
            case _:
                seconds = min(seconds, self.mix.refusal.at(draw["refusal"]))
        drops = draw["drop"] < self.mix.dropped
        return Talk(
            seconds=seconds,
            drop_after=seconds * (0.1 + 0.8 * draw["drop_part"]) if drops else None,
            ending=ending,
            wanted=_wish(draw, local) if ending == "rescheduled" else None,
        )


@dataclass
class Scripted:
    """A crowd that does as a script says, number by number and ring by ring; where it ends, the last is done again."""

    script: Mapping[str, Sequence[Reaction]] = field(default_factory=dict)
    otherwise: Crowd = field(default_factory=lambda: People(0))
    """Who answers numbers that are not in the script."""

    def reaction(self, number: str, index: int, *, local: datetime, unfinished: Talk | None) -> Reaction:
        """See `Crowd.reaction`. The rest of a talk goes before the script's talk."""
        reactions = self.script.get(number)
        if not reactions:
            return self.otherwise.reaction(number, index, local=local, unfinished=unfinished)
        reaction = reactions[min(index, len(reactions) - 1)]
        if reaction.outcome == "answered" and unfinished is not None:
            return Reaction("answered", reaction.rings, unfinished)
        return reaction


@dataclass(frozen=True, slots=True)
class _Draws:
    """Independent numbers in (0, 1), one for each name."""

    seed: int
    number: str
    index: int

    def __getitem__(self, name: str) -> float:
        text = f"{self.seed}\n{self.number}\n{self.index}\n{name}".encode()
        whole = int.from_bytes(blake2b(text, digest_size=8).digest(), "big") >> (64 - _BITS)
        return (whole + 0.5) / 2.0**_BITS


def _chosen(shares: Mapping[_Choice, float], quantile: float) -> _Choice:
    """The choice into whose share the quantile falls; the first takes what rounding leaves."""
    for choice, share in reversed(tuple(shares.items())):
        if quantile < share:
            return choice
        quantile -= share
    return next(iter(shares))


def _wish(draw: _Draws, local: datetime) -> datetime:
    """A half-hour between ten and six on one of the next days."""
    day = local.date() + timedelta(days=1 + int(draw["days"] * _DAYS_AHEAD))
    return datetime.combine(day, _FIRST_WISH) + timedelta(minutes=30 * int(draw["hour"] * _HALF_HOURS))
