"""What crosses the edge of the floor: what was seen and heard in, what to do out. All frozen values.

Times are seconds on one monotone clock of the caller's, the same that `step` gets as `now`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["yes_no", "short", "open", "behavioural"]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the question that was asked last expects of the answer."""

    patience: Kind = "open"
    limit: float = 240.0
    """Seconds after which a turn that goes on is ended at its next pause."""
    unhurried: float = 1.0
    """How many times the usual wait a pause may last: some people need longer."""
    murmurs: bool = False
    """Whether a pause after a whole sentence may be answered with a sign of listening."""


@dataclass(frozen=True, slots=True)
class Voice:
    """An edge of the voice detector; `at` is when the voice really began or ended, which is a little before `now`."""

    on: bool
    at: float


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of the utterance going on. Interim words replace each other; a final text ends the utterance.

    A final text that is empty says that there were no words in the utterance.
    """

    text: str
    final: bool
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """What a recogniser with an end-of-turn model of its own thinks (Deepgram Flux)."""

    kind: Literal["eager", "resumed", "end"]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """The audio model's probability that the turn is over, heard at the pause at `at`; the answer to an `Ask`."""

    probability: float
    at: float


@dataclass(frozen=True, slots=True)
class Owed:
    """Whether the recogniser owes the final words of sound that it was given: they are waited for longer.

    Needed with a recogniser that gives no interim words, else its silence is taken for theirs.
    """

    words: bool


@dataclass(frozen=True, slots=True)
class Playing:
    """The interviewer begins to sound, or has ended by itself; also when it was about to end when a `Cut` came.

    That a cut was carried out is not told, nor is the end told that follows from it.
    What is not `cuttable` is said to its end, whoever speaks; the words said over it are kept.
    """

    on: bool
    cuttable: bool = True


@dataclass(frozen=True, slots=True)
class Expect:
    """The question to which the next words will be an answer."""

    expectation: Expectation


@dataclass(frozen=True, slots=True)
class Stalled:
    """For the last so many seconds nothing was heard of what there was, be it voice or silence; told before it is."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Line:
    """Whether the candidate is heard at all. While the line is down its silence means nothing, and nothing comes due.

    `missed`: something of it may be lost; a turn that is open then ends at its next pause, however short.
    """

    up: bool
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed; wanted when `due` says."""


Event = Voice | Understood | Hint | Guess | Owed | Playing | Expect | Line | Stalled | Tick


@dataclass(frozen=True, slots=True)
class Duck:
    """Somebody may be speaking: sound softer, and go on."""


@dataclass(frozen=True, slots=True)
class Restore:
    """Nobody takes the floor: sound as before."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Stop now, at the word; ducking ends with it. A `GoOn` or a `TurnOver` follows."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """It was a false stop: go on where it broke off (`Playing`); if nothing is left to say, tell that it has ended."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A `Guess` about the sound up to now is wanted."""


@dataclass(frozen=True, slots=True)
class Prepare:
    """The turn is probably over with this text: begin work on the reply. It replaces what was prepared before."""

    text: str


@dataclass(frozen=True, slots=True)
class Forget:
    """The candidate goes on: what was prepared is void."""


@dataclass(frozen=True, slots=True)
class Murmur:
    """Show that you listen ("I see."). The candidate, who has told something, has the floor and may go on."""


@dataclass(frozen=True, slots=True)
class TurnOver:
    """The candidate's turn. `over`: it began while the interviewer spoke; `limit`: ended because it went on too long.

    `ended` is when the voice ended, not when this was judged.
    """

    text: str
    began: float
    ended: float
    over: bool = False
    limit: bool = False


@dataclass(frozen=True, slots=True)
class Aside:
    """Words that did not take the floor: said over the interviewer (`over`), or known too late for their own turn."""

    text: str
    began: float
    ended: float
    over: bool = True


@dataclass(frozen=True, slots=True)
class Unclear:
    """The candidate, whose turn it is, made sounds that no words were found in."""

    began: float
    ended: float


@dataclass(frozen=True, slots=True)
class Quiet:
    """It is the candidate's turn, and nobody has spoken for so long. Comes again after as long."""

    seconds: float


Act = Duck | Restore | Cut | GoOn | Ask | Prepare | Forget | Murmur | TurnOver | Aside | Unclear | Quiet
