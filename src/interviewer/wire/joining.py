"""What a candidate's link opens, and the seat in the call."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from interviewer.wire.examples import MOMENT, example
from interviewer.wire.fields import Client


class Invitation(BaseModel):
    """What a join link opens; the token in it is the only credential.

    While it is open: `by_phone`, the candidate is called; `zone`, by whose clocks it may choose a local time;
    `appointment`, the time agreed with it, null without one.
    """

    model_config = example(
        company="Clearwater Tickets",
        job_title="Back-end engineer",
        candidate_name="Ada Byron",
        minutes=18,
        questions=7,
        state="open",
        recording=True,
        by_phone=True,
        zone="Europe/London",
        appointment=MOMENT,
    )
    company: str
    job_title: str
    candidate_name: str
    minutes: int
    questions: int
    state: Literal["open", "over", "expired", "taken"]
    recording: bool = True
    by_phone: bool = False
    zone: str | None = None
    appointment: datetime | None = None


class JoinRequest(BaseModel):
    """`client`: any value this browser keeps, so that it may come back after a reload while another may not enter."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"client": "b2f1…"}]})
    client: Client | None = None


class Seat(BaseModel):
    """Where and as whom to enter the call."""

    model_config = example(
        livekit_url="ws://127.0.0.1:7880",
        token="eyJ…",  # noqa: S106 - an example
        room="int_4f0c8s2n7a9d",
        identity="candidate-int_4f0c8s2n7a9d",
    )
    livekit_url: str
    token: str
    room: str
    identity: str
