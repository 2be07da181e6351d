"""What is exchanged with the simulated switchboard: a dial, how a talk will go, and the record of a ring.

All durations are seconds of the world's time. Deliberately not here: who decides how a talk goes (`people`), and when
it happens (`switchboard`).
"""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, NaiveDatetime

from interviewer.providers.line import Outcome

Ending = Literal["finished", "declined", "opted_out", "wrong_person", "rescheduled", "hung_up"]
"""What a candidate says at the end of a talk; `hung_up` says nothing and leaves."""
Gone = Literal["dropped", "hung_up", "put_out"]
"""Why a candidate is connected no more: the connection broke, they hung up, or the caller ended the call."""

LONGEST_RING: float = 600


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Dial(_Shape):
    """Ring this number once and, when it is answered, connect it to the room under this identity."""

    room: str = Field(min_length=1)
    identity: str = Field(min_length=1)
    number: str = Field(pattern=r"^\+[0-9]{3,15}$")
    ring_seconds: float = Field(gt=0, le=LONGEST_RING)
    """How long it may ring."""


class Dialled(_Shape):
    """What became of a dial."""

    outcome: Outcome


class Participants(_Shape):
    """Who is in a room, candidates first, in the order of coming; a candidate from the first ring on."""

    participants: tuple[str, ...]


class Participant(_Shape):
    """Who enters or leaves."""

    identity: str = Field(min_length=1)


class Talk(_Shape):
    """How the talk with a connected candidate goes from now on; time runs while an interviewer is there who knows."""

    identity: str = ""
    """The connected candidate; empty in a plan that nobody has answered yet."""
    seconds: float = Field(ge=0)
    """How long until the candidate says the last word."""
    drop_after: float | None = Field(default=None, ge=0)
    """When the connection breaks, before the end; None when it holds."""
    ending: Ending = "finished"
    wanted: NaiveDatetime | None = None
    """Where the ending is `rescheduled`: when the candidate wants to be called, on the clocks where they live."""

    def after(self, talked: float) -> Talk:
        """What is left of it when this much has been said."""
        drop = None if self.drop_after is None else max(0.0, self.drop_after - talked)
        return self.model_copy(update={"seconds": max(0.0, self.seconds - talked), "drop_after": drop})

    def resumed(self) -> Talk:
        """What is left of it for a call back after the connection broke; the second one holds."""
        return self.after(self.drop_after or 0.0).model_copy(update={"drop_after": None})


class Left(_Shape):
    """Why the candidate is connected no more; None when none was."""

    gone: Gone | None


class Ring(_Shape):
    """One ring as the telephones saw it. Only number, room and identity were told by the caller."""

    number: str
    room: str
    identity: str
    index: int
    """How many rings this number had before."""
    overlapping: bool
    """Whether the number was ringing or connected already when this ring began."""
    began: AwareDatetime
    local: NaiveDatetime | None
    """What the clock showed where the number is at home, when this ring began; None where that is not known."""
    ended: AwareDatetime | None = None
    """When the ringing ended, with whatever outcome; None while it rings."""
    outcome: Outcome | None = None
    cancelled: bool = False
    """Whether the caller gave up while it rang; the outcome is `no_answer` then."""
    answered_at: AwareDatetime | None = None
    ending: Ending | None = None
    """What the one who answered was going to say at the end."""
    hung_up_at: AwareDatetime | None = None
    """When an answered call was over, on whichever side."""
    gone: Gone | None = None
    talked: float = 0.0
    """Seconds that the candidate was connected with an interviewer who had been told so."""


class Record(_Shape):
    """Every ring there was, in the order of beginning."""

    rings: tuple[Ring, ...]
