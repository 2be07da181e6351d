"""What a scenario is: what is done when, what the caller may hear, and what the log must hold. Data alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Literal

from interviewer.simulation.candidate.microphone import Condition
from interviewer.simulation.chaos.disks import Disk
from interviewer.simulation.chaos.network.weather import Weather
from interviewer.simulation.vendors.faults import Fault

Process = Literal["api", "orchestrator", "agent", "postgres", "valkey", "livekit", "vendors"]
"""`agent` is the one that holds the call."""
SILENCE: Final = 3.5
"""Seconds without a sound at the candidate's ear when it is not the candidate's turn."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Seconds after the candidate began to say the line of a topic; without one, after it joined, or before that."""

    topic: str = ""
    after: float = 0.0
    within: float = 0.0
    """So many seconds more at most, drawn by the seed."""

    @property
    def before_it_joins(self) -> bool:
        """Whether it is so from the beginning on."""
        return not self.topic and not self.after and not self.within


@dataclass(frozen=True, slots=True)
class Breaks:
    """A vendor's door does this."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class Mends:
    """All doors are as they were."""


@dataclass(frozen=True, slots=True)
class Kills:
    """SIGKILL; whoever watches over it starts it again."""

    process: Process


@dataclass(frozen=True, slots=True)
class Freezes:
    """SIGSTOP for so many seconds; for a database all of its processes."""

    process: Process
    seconds: float


@dataclass(frozen=True, slots=True)
class Flushes:
    """Everything in Redis is gone, every so many seconds until the call's end."""

    every: float


@dataclass(frozen=True, slots=True)
class Stops:
    """SIGTERM: it comes to an end with its work; whoever watches over it starts it again."""

    process: Process


@dataclass(frozen=True, slots=True)
class Rolls:
    """Each process of ours is told to end, one after another, as for a new release."""


@dataclass(frozen=True, slots=True)
class Downs:
    """It is not there for so many seconds."""

    process: Process
    seconds: float


@dataclass(frozen=True, slots=True)
class Hangs:
    """Its event loop stands still; the process does not."""

    process: Process


@dataclass(frozen=True, slots=True)
class Starves:
    """It gets no more memory than it has and so many bytes; the step is over when it has ended."""

    process: Process
    left: int


@dataclass(frozen=True, slots=True)
class Blows:
    """The network between the candidate and livekit-server does this for so many seconds."""

    weather: Weather
    seconds: float


@dataclass(frozen=True, slots=True)
class Fills:
    """These disks take nothing for so many seconds."""

    disks: tuple[Disk, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Fails:
    """The candidate's microphone is so for so many seconds, if its owner is not told before and mends it."""

    microphone: Condition
    seconds: float


@dataclass(frozen=True, slots=True)
class Jumps:
    """The clock of the agents' machine is off by so many seconds from now on."""

    seconds: float


OnOneProcess = Kills | Freezes | Stops | Hangs | Starves
Act = OnOneProcess | Breaks | Mends | Flushes | Rolls | Downs | Blows | Fails | Fills | Jumps


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done."""

    when: Moment
    do: Act

    @property
    def own(self) -> bool:
        """Whether it is done to the agent that holds the call or to its candidate, and to nothing that calls share."""
        if isinstance(self.do, Blows | Fails):
            return True
        return isinstance(self.do, OnOneProcess) and self.do.process == "agent"

    @property
    def outlasts(self) -> bool:
        """Whether it goes on when the call is over."""
        return isinstance(self.do, Downs)


@dataclass(frozen=True, slots=True)
class Hears:
    """What the caller may hear."""

    silence: float = SILENCE
    fragments: int = 0
    """Sentences that break off; one more for each further agent that was hit."""
    first_sound: float | None = None
    resumed: float | None = None
    """Seconds within which a newcomer is heard, and goes on, at the 95th of a hundred takeovers; see `takeover`."""


@dataclass(frozen=True, slots=True)
class Log:
    """What the log must hold."""

    outcome: str = "completed"
    words_lost: int = 0
    holds: tuple[str, ...] = ()
    """Events, by type."""
    epochs: int | None = 1
    """How many agents held the call; None: however many."""
    gaps: bool | None = None
    """Whether the interview names a gap in its recording; None: it may."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One row of the table in docs/reliability.md."""

    name: str
    about: str
    """What happens, for people."""
    steps: tuple[Step, ...] = ()
    hears: Hears = field(default_factory=Hears)
    log: Log = field(default_factory=Log)
    quick: bool = False
    """Whether it is in the set that every run of the tests goes through."""

    def does(self, *kinds: type) -> bool:
        """Whether something of these kinds is done in it."""
        return any(isinstance(step.do, kinds) for step in self.steps)

    def away_for(self, seconds: float) -> Scenario:
        """The same, with everything that is not there for a while not there for so long."""
        steps = (replace(s, do=replace(s.do, seconds=seconds)) if isinstance(s.do, Downs) else s for s in self.steps)
        return replace(self, steps=tuple(steps))

    @property
    def remembered(self) -> bool:
        """Whether the agents remember what was done: that a vendor is not to be trusted."""
        return self.does(Breaks)


def breaks(door: str, kind: str, when: Moment | None = None, **more: float) -> Step:
    """A step that makes a vendor's door do this: `breaks("speech", "reset", pieces=2)`."""
    return Step(when or Moment(), Breaks(Fault.model_validate({"door": door, "kind": kind, **more})))
