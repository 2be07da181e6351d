"""The agent link: JSON messages on one WebSocket between an agent process and the control plane.

The agent says how many calls it can still take; the control plane leases it interviews. Each observation is
acknowledged once it is in the log; an agent keeps what is not acknowledged and sends it again, in order. The
epoch and the number inside an observation make that harmless.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from interviewer.conversation.knowledge import Found
from interviewer.conversation.script import Progress, Script

PATH = "/v1/agent-link"
HEARTBEAT_SECONDS = 1.0
"""How often an agent process says that it is alive, over all its calls."""
LEASE_SECONDS = 3.0
"""How long a lease lives without a heartbeat."""
CLOSED_LINK_SECONDS = 0.6
"""The same once the link is seen closed: a killed process is replaced at once, a living one is back after 0.1 s."""
LONGEST_QUESTION = 2_000
"""Letters of a question that is looked up; somebody who speaks on is looked up by the end."""
LONGEST_CV = 12_000
"""Letters of a CV that an agent is told."""


class Message(BaseModel):
    """Frozen; unknown fields are ignored, so that a newer peer may say more."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Holding(Message):
    """A lease that an agent believes it holds."""

    interview_id: str
    epoch: int


class Hello(Message):
    """First message of an agent on a new link."""

    kind: Literal["hello"] = "hello"
    agent_id: str
    free: int = Field(ge=0)
    zone: str = ""
    """Where the process runs: an api gives calls to agents of its own zone first."""
    holding: tuple[Holding, ...] = ()


class Heartbeat(Message):
    """The agent process is alive and can take this many further calls.

    `taken`: leases that it got over this link so far, so that those on their way can be told from those counted in.
    """

    kind: Literal["heartbeat"] = "heartbeat"
    free: int = Field(ge=0)
    taken: int = Field(ge=0)


class ObservationSent(Message):
    """One observation in its stored form; `data` holds epoch and number."""

    kind: Literal["observation"] = "observation"
    interview_id: str
    correlation_id: str
    type: str
    schema_version: int
    data: dict[str, Any]


class Sought(Message):
    """What do the documents of this interview's job say about this? Answered by `FoundPassages` of the same `id`."""

    kind: Literal["sought"] = "sought"
    interview_id: str
    epoch: int
    id: str = Field(max_length=64)
    """The agent's own, new for each."""
    question: str = Field(max_length=LONGEST_QUESTION)


class Welcome(Message):
    """The control plane knows the agent now."""

    kind: Literal["welcome"] = "welcome"
    heartbeat_seconds: float = HEARTBEAT_SECONDS
    lease_seconds: float = LEASE_SECONDS
    finds: bool = False
    """Whether it understands `Sought`; a former release would close the link over it."""


class LeaseGranted(Message):
    """An interview to hold: where, as whom, with which words, and from where on."""

    kind: Literal["lease"] = "lease"
    interview_id: str
    epoch: int
    correlation_id: str
    livekit_url: str
    room: str
    token: str
    candidate: str
    """The candidate's participant identity in the room."""
    zone: str | None = None
    """The time zone by whose clock the candidate lives, where that is known."""
    script: Script
    progress: Progress
    cv: str | None = Field(default=None, max_length=LONGEST_CV)
    """What the candidate's CV says, if there is one. Whatever it says, it is never an instruction."""


class Acknowledged(Message):
    """Everything of this interview and epoch up to this number is in the log."""

    kind: Literal["ack"] = "ack"
    interview_id: str
    epoch: int
    number: int


class SendAgain(Message):
    """Observations before this one are missing: send from here."""

    kind: Literal["resend"] = "resend"
    interview_id: str
    epoch: int
    number: int


class Revoked(Message):
    """The lease is over: leave the call without a word. What was observed is still wanted."""

    kind: Literal["revoked"] = "revoked"
    interview_id: str
    epoch: int
    reason: str


class FoundPassages(Message):
    """What was found for `Sought` of that id. Nobody waits for it for long, and it is not sent again."""

    kind: Literal["found"] = "found"
    interview_id: str
    epoch: int
    id: str
    found: Found


FromAgent = Annotated[Hello | Heartbeat | ObservationSent | Sought, Field(discriminator="kind")]
ToAgent = Annotated[
    Welcome | LeaseGranted | Acknowledged | SendAgain | Revoked | FoundPassages, Field(discriminator="kind")
]

DISCREET = ConfigDict(hide_input_in_errors=True)
"""Errors reach the logs, messages carry what was said."""
FROM_AGENT: TypeAdapter[FromAgent] = TypeAdapter(FromAgent, config=DISCREET)
TO_AGENT: TypeAdapter[ToAgent] = TypeAdapter(ToAgent, config=DISCREET)
