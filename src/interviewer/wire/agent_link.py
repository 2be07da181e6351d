"""The agent link: JSON messages on one WebSocket between an agent process and the control plane.

The agent says how many calls it can still take; the control plane leases it interviews. Each observation is
acknowledged once it is in the log; an agent keeps what is not acknowledged and sends it again, in order. The
epoch and the number inside an observation make that harmless.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from interviewer.conversation.script import Progress, Script

PATH = "/v1/agent-link"
HEARTBEAT_SECONDS = 1.0
"""How often an agent process says that it is alive, over all its calls."""
LEASE_SECONDS = 3.0
"""How long a lease lives without a heartbeat."""
CLOSED_LINK_SECONDS = 1.0
"""The same once the link is seen closed: a killed process is replaced at once."""


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


class Welcome(Message):
    """The control plane knows the agent now."""

    kind: Literal["welcome"] = "welcome"
    heartbeat_seconds: float = HEARTBEAT_SECONDS
    lease_seconds: float = LEASE_SECONDS


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


FromAgent = Annotated[Hello | Heartbeat | ObservationSent, Field(discriminator="kind")]
ToAgent = Annotated[Welcome | LeaseGranted | Acknowledged | SendAgain | Revoked, Field(discriminator="kind")]

DISCREET = ConfigDict(hide_input_in_errors=True)
"""Errors reach the logs, messages carry what was said."""
FROM_AGENT: TypeAdapter[FromAgent] = TypeAdapter(FromAgent, config=DISCREET)
TO_AGENT: TypeAdapter[ToAgent] = TypeAdapter(ToAgent, config=DISCREET)
