"""The public API's shapes of candidates, and of forgetting them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from interviewer.wire.campaigns import asked
from interviewer.wire.examples import MOMENT, example
from interviewer.wire.fields import Name


class NewCandidate(BaseModel):
    """A person to be interviewed."""

    model_config = asked(name="Ada Byron")
    name: Name


class ChangedCandidate(BaseModel):
    """Name and reference that a candidate is to have from now on; a reference of null is none."""

    model_config = asked(name="Ada Byron", reference="A-17")
    name: Name
    reference: Name | None = None


class Candidate(BaseModel):
    """A person to be interviewed. `number` is null for one who comes by link; `version` is its `ETag`."""

    model_config = example(
        id="cand_7h2k9mq4xw1z",
        name="Ada Byron",
        number="+12025550123",
        reference="A-17",
        region="US",
        zone="America/New_York",
        version=1,
        created_at=MOMENT,
    )
    id: str
    name: str
    number: str | None
    reference: str | None
    region: str | None
    zone: str | None
    version: int
    created_at: datetime


class Candidates(BaseModel):
    """A page of candidates, newest first; pass `next_cursor` as `cursor` for the next one."""

    items: list[Candidate]
    next_cursor: str | None


class ProofOfForgetting(BaseModel):
    """The event that tells it, by its place in the log and its link of the hash chain."""

    position: int
    hash: str
    at: datetime


class Forgetting(BaseModel):
    """How far it is. `going_on`: a call is still waited for, or the work has just begun.

    Once forgotten: the interviews there were, how many pieces of sound were deleted, and how many events were written
    by a release that sealed nothing yet and can still be read (`in_plain`).
    """

    model_config = example(
        candidate_id="cand_7h2k9mq4xw1z",
        state="forgotten",
        interviews=["int_4f0c8s2n7a9d"],
        deleted_blobs=181,
        in_plain=0,
        proof={"position": 4812, "hash": "5e0f…", "at": MOMENT},
    )
    candidate_id: str
    state: Literal["not_asked", "going_on", "forgotten"]
    interviews: list[str] | None = None
    deleted_blobs: int | None = None
    in_plain: int | None = None
    proof: ProofOfForgetting | None = None
